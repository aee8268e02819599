"""What the error classes say."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from attrs import evolve

from tc3gen.python import names
from tc3gen.python.text import assignment, literal
from tc3gen.spec.vocabulary import Common, ErrorCode, Service

Values = dict[str, Any]

BASES = (
    "ApiError",
    "BulkError",
    "CallTimeout",
    "ConfigurationError",
    "ConnectError",
    "CredentialError",
    "EventError",
    "InvalidRequest",
    "InvalidRow",
    "ResponseError",
    "Tc3Error",
    "TransportError",
    "WaitError",
    "WaitFailed",
    "WaitTimeout",
)
"""The classes that the runtime raises itself."""


def common_errors(common: Common, unraised: Collection[str] = ()) -> Values:
    """The classes of `tc3/errors.py`."""
    classes = [_class(error, common.errors, {}, "") for error in _sorted(common.errors)]
    return {
        "bases": [name for name in BASES if name not in unraised],
        "classes": classes,
        "runtime": _needed(classes),
    }


def service_errors(service: Service, common: Common) -> Values:
    """The classes of a service: its own, and the common ones that it also lists."""
    every = all_errors(service, common)
    own = {code: e for code, e in every.items() if not _is_shared(e, common)}
    shared = [
        names.error_class(error.code, error.python_name)
        for error in _sorted(every)
        if error.code not in own
    ]
    classes = [_class(error, own, common.errors, "common.") for error in _sorted(own)]
    return {
        "doc": _doc(service, own),
        "shared": sorted(shared),
        "classes": classes,
        "runtime": _needed(classes),
    }


def all_errors(service: Service, common: Common) -> dict[str, ErrorCode]:
    """The errors of a service by code, with the categories that have no code of their own.

    A common code has the name of the common class, unless the service gives it another.
    """
    errors = {code: described(service, common, code) for code in service.errors}
    for error in list(errors.values()):
        category = error.category
        if category not in errors and category not in common.errors:
            doc = f"Any error whose code begins with `{category}`."
            errors[category] = ErrorCode(code=category, doc=doc, at=error.at)
    return errors


def _is_shared(error: ErrorCode, common: Common) -> bool:
    """Whether the common class of a code serves as it is."""
    known = common.errors.get(error.code)
    return known is not None and (known.retry, known.python_name) == (
        error.retry,
        error.python_name,
    )


def _needed(classes: list[Values]) -> list[str]:
    """What the classes use of the runtime."""
    return ["by_code"] + (["Retry"] if any(c["retry"] for c in classes) else [])


def _doc(service: Service, own: dict[str, ErrorCode]) -> str:
    doc = f"Errors of {service.title} {service.version}."
    example = next((error for error in _sorted(own) if "." in error.code), None)
    if example is None:
        return doc
    cls = names.error_class(example.code, example.python_name)
    return (
        f"{doc}\n\nA class is named after its code, without the dots: `{example.code}` is "
        f"`{cls}`, and catching `{example.category}` catches it too. A code that no class "
        "knows raises the nearest class that does."
    )


def _sorted(errors: Any) -> list[ErrorCode]:
    """Categories before their codes, otherwise by code."""
    return sorted(errors.values(), key=lambda error: error.code.split("."))


def _class(error: ErrorCode, own: Any, common: Any, home: str) -> Values:
    return {
        "name": names.error_class(error.code, error.python_name),
        "base": _base(error.code, own, common) or f"{home}ApiError",
        "doc": error.doc,
        "code": assignment("code", literal(error.code), 4),
        "retry": None if error.retry == "never" else literal(error.retry),
    }


def _base(code: str, own: Any, common: Any) -> str | None:
    """The class of the longest part of the code that has one."""
    if code in common:
        return f"common.{names.error_class(code, common[code].python_name)}"
    part = code.rpartition(".")[0]
    while part:
        if part in own:
            return names.error_class(part, own[part].python_name)
        if part in common:
            return f"common.{names.error_class(part, common[part].python_name)}"
        part = part.rpartition(".")[0]
    return None


def described(service: Service, common: Common, code: str) -> ErrorCode:
    """A code that an action lists, with its description."""
    found = service.errors.get(code) or common.errors[code]
    if code in common.errors and found.python_name is None:
        found = evolve(found, python_name=common.errors[code].python_name)
    return found
