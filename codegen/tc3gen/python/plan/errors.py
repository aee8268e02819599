"""The error classes of the package and of each service."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from attrs import evolve, frozen

from tc3gen.python.naming import names
from tc3gen.python.plan.imports import Imports, groups
from tc3gen.python.plan.runtime_modules import ERRORS, runtime_imports
from tc3gen.python.source.literals import (
    assignment,
    class_head,
    exported,
    import_from,
    literal,
    name_list,
)
from tc3gen.spec.model import Common, ErrorCode, Service

BASES = tuple(name for group in ERRORS.values() for name in group)
"""The classes that the runtime raises itself."""


@frozen
class ErrorClass:
    """A class; `base` and `lines` are code."""

    name: str
    base: str
    doc: str
    lines: tuple[str, ...]

    @property
    def head(self) -> str:
        return class_head(self.name, self.base)


@frozen
class CommonErrorsModule:
    """`errors.py` of the package."""

    imports: Imports
    exported: str
    classes: tuple[ErrorClass, ...]


@frozen
class ErrorsModule:
    """`errors.py` of a service."""

    doc: str
    imports: Imports
    exported: str
    classes: tuple[ErrorClass, ...]


def common_errors(
    common: Common, unraised: Collection[str] = (), *, plain: bool = False
) -> CommonErrorsModule:
    """Plan `errors.py` of the package, without the errors that nothing raises.

    A plain one has no `__all__`, which would say its names again.
    """
    errors = _sort_errors(common.errors)
    bases = [name for name in BASES if name not in unraised]
    names_ = ["CODES", *bases, *(_name(error) for error in errors)]
    used = [*bases, "by_code", *_retry(errors)]
    lines = runtime_imports(used, 1, exported=bases if plain else ())
    return CommonErrorsModule(
        Imports(loaded=groups(lines)),
        "" if plain else name_list(names_),
        tuple(_class(error, common.errors, {}, "") for error in errors),
    )


def service_errors(
    service: Service, common: Common, *, plain: bool = False
) -> ErrorsModule:
    """Plan the errors of a service: its own, and the common ones that it also lists."""
    every = all_errors(service, common)
    own = {code: e for code, e in every.items() if not _is_shared(e, common)}
    shared = [_name(error) for error in every.values() if error.code not in own]
    errors = _sort_errors(own)
    classes = [_class(error, own, common.errors, "common.") for error in errors]
    lines = ["from ... import errors as common"]
    lines += runtime_imports(["by_code", *_retry(errors)], 3)
    offered = [*map(exported, shared)] if plain else shared
    if plain:
        classes, bases = _with_own_bases(classes)
        offered += sorted(bases - {*shared})
    if offered:
        lines.append(import_from("...errors", offered))
    return ErrorsModule(
        _doc(service, own),
        Imports(loaded=groups(lines)),
        ""
        if plain
        else name_list(["CODES", *shared, *(each.name for each in classes)]),
        tuple(classes),
    )


def _with_own_bases(
    classes: Iterable[ErrorClass],
) -> tuple[list[ErrorClass], set[str]]:
    """Classes whose common bases are imported by their names, where no class has them."""
    classes = [*classes]
    taken = {each.name for each in classes}
    bases = {each.base.removeprefix("common.") for each in classes if "." in each.base}
    free = bases - taken
    return [
        evolve(each, base=each.base.removeprefix("common."))
        if each.base.removeprefix("common.") in free
        else each
        for each in classes
    ], free


def _name(error: ErrorCode) -> str:
    return names.error_class(error.code, error.python_name)


def all_errors(service: Service, common: Common) -> dict[str, ErrorCode]:
    """The errors of a service by code, with the categories that have no code of their own.

    A common code has the name of the common class, unless the service gives it another.
    """
    errors = {code: error_of_code(service, common, code) for code in service.errors}
    for error in list(errors.values()):
        category = error.category
        if category not in errors and category not in common.errors:
            doc = f"Any error whose code begins with `{category}`."
            errors[category] = ErrorCode(code=category, doc=doc, at=error.at)
    return errors


def _is_shared(error: ErrorCode, common: Common) -> bool:
    """True if the common class of a code serves as it is."""
    known = common.errors.get(error.code)
    return known is not None and (known.retry, known.python_name) == (
        error.retry,
        error.python_name,
    )


def _retry(errors: Collection[ErrorCode]) -> list[str]:
    """The type that classes use if any of them says when to retry."""
    return ["Retry"] if any(error.retry != "never" for error in errors) else []


def _doc(service: Service, own: dict[str, ErrorCode]) -> str:
    doc = f"Errors of {service.title} {service.version}."
    example = next((error for error in _sort_errors(own) if "." in error.code), None)
    if example is None:
        return doc
    cls = _name(example)
    return (
        f"{doc}\n\nA class is named after its code, without the dots: `{example.code}` is "
        f"`{cls}`, and catching `{example.category}` catches it too. A code that no class "
        "knows raises the nearest class that does."
    )


def _sort_errors(errors: Mapping[str, ErrorCode]) -> list[ErrorCode]:
    """Categories before their codes, otherwise by code."""
    return sorted(errors.values(), key=lambda error: error.code.split("."))


def _class(
    error: ErrorCode,
    own: Mapping[str, ErrorCode],
    common: Mapping[str, ErrorCode],
    home: str,
) -> ErrorClass:
    lines = [assignment("code", literal(error.code), 4)]
    if error.retry != "never":
        lines.append(f"retry: Retry = {literal(error.retry)}")
    base = _base(error.code, own, common) or f"{home}ApiError"
    return ErrorClass(_name(error), base, error.doc, tuple(lines))


def _base(
    code: str, own: Mapping[str, ErrorCode], common: Mapping[str, ErrorCode]
) -> str | None:
    """The class of the longest part of the code that has one."""
    if code in common:
        return f"common.{_name(common[code])}"
    part = code.rpartition(".")[0]
    while part:
        if part in own:
            return _name(own[part])
        if part in common:
            return f"common.{_name(common[part])}"
        part = part.rpartition(".")[0]
    return None


def error_of_code(service: Service, common: Common, code: str) -> ErrorCode:
    """A code that an action lists, with its description."""
    found = service.errors.get(code) or common.errors[code]
    if code in common.errors and found.python_name is None:
        found = evolve(found, python_name=common.errors[code].python_name)
    return found
