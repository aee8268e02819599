"""Does a value of the wire fit the members it is meant for?"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from attrs import field, frozen

from tc3gen.spec.problems import UNREAD, did_you_mean, shown
from tc3gen.spec.scalars import kind_of, wrong_type
from tc3gen.spec.vocabulary import SITES, Bounds, Field, Service, TypeRef

MAX_DEPTH = 50
"""How deep objects may be nested; types may be recursive, the stack is not endless."""

Kind = Literal["unknown", "missing", "type", "limit", "enum", "size"]

Steps = tuple[str | int, ...]

_BYTES = TypeRef("bytes")


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
    files: bool = False,
) -> Iterator[Misfit]:
    """What does not fit in the parameters of a request, or in an answer.

    Without a `site`, the enum values of every site are accepted. In an answer a member may
    be missing or null, as the service leaves out what it does not know. With `files`, the
    sizes of its own members of bytes are those of the bytes: base64 only stands for them.
    """
    return _Fit(service, site, answer, files).members((), fields, values, None)


def value_misfits(
    member: Field, value: Any, service: Service, *, file: bool = False
) -> Iterator[Misfit]:
    """What does not fit in the value of a single member; a `file` is not sent as base64."""
    files = file and member.type == _BYTES
    return _Fit(service, files=files).value((), member, value)


@frozen
class _Fit:
    """Compares values with the members of one service."""

    service: Service
    site: str | None = None
    answer: bool = False
    files: bool = False

    def members(
        self,
        steps: Steps,
        fields: Mapping[str, Field],
        values: Any,
        owner: Field | None,
    ) -> Iterator[Misfit]:
        """Compare an object with the members that it may have."""
        if not isinstance(values, Mapping):
            message = f"must be an object, not {kind_of(values, owner)}"
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
                steps, "type", f"must be a list, not {kind_of(value, member)}", member
            )
            return
        limits = member.items if depth == member.type.depth else None
        if limits and _outside(len(value), limits):
            message = f"has {len(value)} items, not {_between(limits)}"
            yield Misfit(steps, "limit", message, member)
        for index, item in enumerate(value):
            yield from self._nested((*steps, index), member, item, depth - 1)

    def _single(self, steps: Steps, member: Field, value: Any) -> Iterator[Misfit]:
        """Compare a value that is in no further list."""
        if member.type.is_scalar:
            if wrong := wrong_type(member, value):
                yield Misfit(steps, "type", wrong, member)
            else:
                is_file = self.files and len(steps) < 2 and member.type == _BYTES
                yield from _limits(steps, member, value, is_file)
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
        known: dict[str | int, dict[str, None]] = {}
        for site in [self.site] if self.site else SITES:
            for name, choice in enum.members.items():
                if site in choice.values:
                    known.setdefault(choice.values[site], {})[name] = None
        if value not in known:
            what = "is none of the values" if member.sensitive else _not_among(value)
            choices = (
                f"{shown(v)} ({' or '.join(names)})" for v, names in known.items()
            )
            yield Misfit(steps, "enum", f"{what}: {', '.join(choices)}", member)


def _not_among(value: Any) -> str:
    return f"is {shown(value)}, which is none of the values"


def _limits(steps: Steps, member: Field, value: Any, is_file: bool) -> Iterator[Misfit]:
    """Compare the value of a scalar with the limits of its member."""
    if isinstance(value, str):
        if member.length and _outside(len(value), member.length):
            message = f"has {len(value)} characters, not {_between(member.length)}"
            yield Misfit(steps, "limit", message, member)
        content = (
            b64decode(value) if is_file else value.encode("utf-8", "surrogatepass")
        )
        size = len(content)
        if member.size and _outside(size, member.size):
            message = f"has {size} bytes, not {_between(member.size)}"
            yield Misfit(steps, "size", message, member)
    elif member.range and _outside(value, member.range):
        number = "the number" if member.sensitive else shown(value)
        message = f"is {number}, not {_between(member.range)}"
        yield Misfit(steps, "limit", message, member)


def _outside(number: float, bounds: Bounds) -> bool:
    low, high = bounds
    return (low is not None and number < low) or (high is not None and number > high)


def _between(bounds: Bounds) -> str:
    low, high = bounds
    if low == high:
        return f"exactly {low}"
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"
