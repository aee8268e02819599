"""Does a value of the wire fit the members it is meant for?"""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal

from attrs import field, frozen

from tc3gen.spec.problems import UNREAD, did_you_mean, shown
from tc3gen.spec.vocabulary import SITES, Bounds, Enum, Field, Service

MAX_DEPTH = 50
"""How deep objects may be nested; types may be recursive, the stack is not endless."""

Kind = Literal["unknown", "missing", "type", "limit", "enum", "size"]

Steps = tuple[str | int, ...]

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME = r"[0-9]{2}:[0-9]{2}:[0-9]{2}"
_DATE_ONLY = re.compile(_DATE)
_DATETIME = re.compile(f"{_DATE} {_TIME}")
_DATETIME_ISO = re.compile(
    rf"({_DATE}T{_TIME})(?:\.[0-9]+)?(Z|[-+][0-9]{{2}}:[0-9]{{2}})"
)

_INTEGERS = range(-(2**63), 2**64)


@frozen
class Misfit:
    """One thing about a value that does not fit."""

    steps: Steps
    """The way to the value: names of members and places in lists."""
    kind: Kind
    message: str
    field: Field | None = field(default=None, repr=False)
    """The member it concerns; None where there is no such member."""

    @property
    def path(self) -> str:
        """The way as text, like `Attachments[0].FileName`."""
        parts = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in self.steps)
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        return f"`{self.path}` {self.message}" if self.steps else self.message


def misfits(
    fields: Mapping[str, Field],
    values: Any,
    service: Service,
    *,
    site: str | None = None,
    answer: bool = False,
) -> Iterator[Misfit]:
    """What does not fit in the parameters of a request, or in an answer.

    Without a `site`, the enum values of every site are accepted. In an answer a member may
    be missing or null, as the service leaves out what it does not know.
    """
    return _Fit(service, site, answer).members((), fields, values, None)


def value_misfits(member: Field, value: Any, service: Service) -> Iterator[Misfit]:
    """What does not fit in the value of a single member."""
    return _Fit(service, None, False).value((), member, value)


@frozen
class _Fit:
    """Compares values with the members of one service."""

    service: Service
    site: str | None
    answer: bool

    def members(
        self,
        steps: Steps,
        fields: Mapping[str, Field],
        values: Any,
        owner: Field | None,
    ) -> Iterator[Misfit]:
        """Compare an object with the members that it may have."""
        if not isinstance(values, Mapping):
            message = f"must be an object, not {_kind(values, owner)}"
            yield Misfit(steps, "type", message, owner)
            return
        for name, value in values.items():
            member = fields.get(name)
            if member is None:
                message = f"is not known{did_you_mean(str(name), fields)}"
                yield Misfit((*steps, str(name)), "unknown", message)
            else:
                yield from self.value((*steps, name), member, value)
        if not self.answer:
            for name, member in fields.items():
                if member.required and name not in values:
                    yield Misfit((*steps, name), "missing", "is missing", member)

    def value(self, steps: Steps, member: Field, value: Any) -> Iterator[Misfit]:
        """Compare a value with its member."""
        if value is None:
            yield from self._null(steps, member)
        else:
            yield from self._nested(steps, member, value, member.type.depth)

    def _null(self, steps: Steps, member: Field) -> Iterator[Misfit]:
        if self.answer or member.nullable:
            return
        if member.required:
            yield Misfit(steps, "missing", "is null, but must be given", member)
        else:
            yield Misfit(steps, "type", "must not be null: leave it out", member)

    def _nested(
        self, steps: Steps, member: Field, value: Any, depth: int
    ) -> Iterator[Misfit]:
        """Compare a value that should be inside `depth` more lists."""
        if value is UNREAD or (value is None and self.answer):
            return
        if not depth:
            yield from self._single(steps, member, value)
            return
        if not isinstance(value, (list, tuple)):
            yield Misfit(
                steps, "type", f"must be a list, not {_kind(value, member)}", member
            )
            return
        if depth == member.type.depth and _outside(len(value), member.items):
            message = f"has {len(value)} items, not {_between(member.items)}"
            yield Misfit(steps, "limit", message, member)
        for index, item in enumerate(value):
            yield from self._nested((*steps, index), member, item, depth - 1)

    def _single(self, steps: Steps, member: Field, value: Any) -> Iterator[Misfit]:
        """Compare a value that is in no further list."""
        if member.type.is_scalar:
            if wrong := _wrong_type(member, value):
                yield Misfit(steps, "type", wrong, member)
            else:
                yield from _limits(steps, member, value)
                yield from self._enum(steps, member, value)
        elif len(steps) > MAX_DEPTH:
            message = f"is nested more than {MAX_DEPTH} levels deep"
            yield Misfit(steps, "type", message, member)
        elif kind := self.service.types.get(member.type.name):
            yield from self.members(steps, kind.fields, value, member)

    def _enum(self, steps: Steps, member: Field, value: Any) -> Iterator[Misfit]:
        enum = self.service.enums.get(member.enum) if member.enum else None
        if enum is None:
            return
        known = {
            value: name
            for site in ([self.site] if self.site else SITES)
            for name, value in _members_on(enum, site)
        }
        if value not in known:
            what = "is none of the values" if member.sensitive else _not_among(value)
            choices = ", ".join(f"{shown(v)} ({name})" for v, name in known.items())
            yield Misfit(steps, "enum", f"{what}: {choices}", member)


def _members_on(enum: Enum, site: str) -> Iterator[tuple[str, str | int]]:
    for name, member in enum.members.items():
        if site in member.values:
            yield name, member.values[site]


def _not_among(value: Any) -> str:
    return f"is {shown(value)}, which is none of the values"


def _limits(steps: Steps, member: Field, value: Any) -> Iterator[Misfit]:
    """Compare the value of a scalar with the limits of its member."""
    if isinstance(value, str):
        if member.length and _outside(len(value), member.length):
            message = f"has {len(value)} characters, not {_between(member.length)}"
            yield Misfit(steps, "limit", message, member)
        if member.size and _outside(
            size := len(value.encode("utf-8", "surrogatepass")), member.size
        ):
            message = f"has {size} bytes, not {_between(member.size)}"
            yield Misfit(steps, "size", message, member)
    elif member.range and _outside(value, member.range):
        number = "the number" if member.sensitive else shown(value)
        message = f"is {number}, not {_between(member.range)}"
        yield Misfit(steps, "limit", message, member)


def _outside(number: float, bounds: Bounds | None) -> bool:
    low, high = bounds or (None, None)
    return (low is not None and number < low) or (high is not None and number > high)


def _between(bounds: Bounds | None) -> str:
    low, high = bounds or (None, None)
    if low == high:
        return f"exactly {low}"
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"


def _wrong_type(member: Field, value: Any) -> str | None:
    """What is wrong with the type of a scalar, or None."""
    name = member.type.name
    right, wanted = _SCALAR_CHECKS[name]
    if name == "datetime" and member.format == "iso":
        right, wanted = _is_iso, "a time with a zone, like 2024-01-31T08:00:00Z"
    if right(value):
        return None
    return f"must be {wanted}, not {_kind(value, member)}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_integer(value: Any) -> bool:
    return type(value) is int and value in _INTEGERS


def _is_number(value: Any) -> bool:
    return _is_integer(value) or (isinstance(value, float) and math.isfinite(value))


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_base64(value: Any) -> bool:
    return isinstance(value, str) and _works(base64.b64decode, value, validate=True)


def _is_json(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    return value == "" or _works(_json_object, value)


def _json_object(text: str) -> None:
    if not isinstance(json.loads(text, parse_constant=_no_constant), dict):
        raise ValueError


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _is_datetime(value: Any) -> bool:
    return (
        isinstance(value, str)
        and _DATETIME.fullmatch(value) is not None
        and _works(datetime.fromisoformat, value)
    )


def _is_iso(value: Any) -> bool:
    match = _DATETIME_ISO.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    zone = match[2].replace("Z", "+00:00")
    return _works(datetime.fromisoformat, match[1] + zone)


def _is_date(value: Any) -> bool:
    return (
        isinstance(value, str)
        and _DATE_ONLY.fullmatch(value) is not None
        and _works(date.fromisoformat, value)
    )


def _works(parse: Callable[..., object], value: str, **options: bool) -> bool:
    try:
        parse(value, **options)
    except (ValueError, RecursionError):
        return False
    return True


_SCALAR_CHECKS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "string": (_is_text, "text"),
    "integer": (_is_integer, "an integer of 64 bits"),
    "float": (_is_number, "a number"),
    "boolean": (_is_boolean, "true or false"),
    "bytes": (_is_base64, "base64 text"),
    "json": (_is_json, "text that holds a JSON object"),
    "datetime": (_is_datetime, "a time like 2024-01-31 08:00:00"),
    "date": (_is_date, "a date like 2024-01-31"),
}


def _kind(value: Any, member: Field | None) -> str:
    """What a value is, without the value itself where it is a secret."""
    hidden = member is not None and member.sensitive
    if value is None or isinstance(value, bool):
        return "null" if value is None else shown(value)
    if isinstance(value, str):
        return "this text" if hidden else f"the text {shown(value)}"
    if isinstance(value, (int, float)):
        return "a number" if hidden else f"the number {shown(value)}"
    return "an object" if isinstance(value, Mapping) else "a list"
