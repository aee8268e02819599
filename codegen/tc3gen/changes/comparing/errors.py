"""Error codes, of a service and of all."""

from __future__ import annotations

from collections.abc import Iterable

from tc3gen.changes.change import Change, Prose, Subject
from tc3gen.changes.comparing.matching import match_pairs
from tc3gen.changes.comparing.sides import Side, Sides
from tc3gen.python.naming import names
from tc3gen.python.plan.errors import all_errors
from tc3gen.spec.model import Common, ErrorCode, Parameter, Service


def compare_errors(sides: Sides) -> None:
    """Remember what became of the error classes of a service."""
    old, new = (all_errors(s.service, s.common) for s in (sides.old, sides.new))
    _compare_codes(sides, old.values(), new.values())


def compare_common(old: Common, new: Common) -> tuple[Change, ...]:
    """Changes of the part that all services share."""
    nobody = Service(service="", version="", title="")
    sides = Sides(Side(nobody, old), Side(nobody, new))
    _compare_codes(sides, old.errors.values(), new.errors.values())
    for name in dict.fromkeys((*old.parameters, *new.parameters)):
        before, after = old.parameters.get(name), new.parameters.get(name)
        if _essence(before) != _essence(after):
            sides.add(
                "common.parameter",
                Subject("", "all services"),
                before.field if before else None,
                after.field if after else None,
                name=name,
            )
    return tuple(sorted(sides.changes, key=lambda change: -change.verdict))


def _compare_codes(
    sides: Sides, old: Iterable[ErrorCode], new: Iterable[ErrorCode]
) -> None:
    pairs, removed, added = match_pairs(
        _sort_errors(old), _sort_errors(new), _class, _code
    )
    for category in dict.fromkeys(error.category for error in (*removed, *added)):
        # Nothing is renamed from one category to another.
        sides.gone_and_new(
            "error.",
            _subject,
            [error for error in removed if error.category == category],
            [error for error in added if error.category == category],
            name=_code,
            python=_class,
            told=_detail,
            values=lambda error: {"cls": _class(error)},
        )
    for one, other in pairs:
        subject = _subject(other)
        if _class(one) != _class(other):
            sides.add(
                "error.python_name",
                subject,
                one,
                other,
                old=_class(one),
                new=_class(other),
            )
        if one.code != other.code:
            sides.add(
                "error.wire_name", subject, one, other, old=one.code, new=other.code
            )
        if one.retry != other.retry:
            sides.add(
                "error.retry", subject, one, other, old=_retry(one), new=_retry(other)
            )
        if one.doc != other.doc:
            sides.add("error.text", subject, one, other)


_RETRIES = {
    "never": Prose("never"),
    "repeatable": Prose("where the action may be repeated"),
    "always": Prose("always"),
}


def _retry(error: ErrorCode) -> Prose:
    return _RETRIES[error.retry]


def _essence(parameter: Parameter | None) -> tuple[object, ...] | None:
    """The demands on a common parameter."""
    if parameter is None:
        return None
    field = parameter.field
    return (parameter.header, field.type, field.required)


def _sort_errors(errors: Iterable[ErrorCode]) -> list[ErrorCode]:
    return sorted(errors, key=lambda error: error.code.split("."))


def _subject(error: ErrorCode) -> Subject:
    return Subject(error.code, "error")


def _code(error: ErrorCode) -> str:
    return error.code


def _detail(error: ErrorCode) -> str:
    """The part of a code that tells it from others of its category."""
    return error.code.partition(".")[2] or error.code


def _class(error: ErrorCode) -> str:
    return names.error_class(error.code, error.python_name)
