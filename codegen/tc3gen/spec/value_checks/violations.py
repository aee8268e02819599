"""Violations: values of the wire that do not fit the members they are meant for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Literal

from attrs import field, frozen

from tc3gen.spec.model import SITES, Enum, Field, Service, TypeRef
from tc3gen.spec.problems import UNREAD, value_text
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.spec.value_checks.constraints import broken_constraints
from tc3gen.spec.value_checks.scalars import kind_of, wrong_type

MAX_DEPTH = 50
"""Levels of objects inside each other; types may be recursive, the stack is not endless."""

Kind = Literal["unknown", "missing", "type", "limit", "enum", "size"]

Steps = tuple[str | int, ...]
Choices = dict[str | int, dict[str, None]]

_MAX_CHOICES = 30
"""Values of an enum that a message names."""

_BYTES = TypeRef("bytes")


@frozen
class Violation:
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


def violations(
    fields: Mapping[str, Field],
    values: Any,
    service: Service,
    *,
    site: str | None = None,
    in_response: bool = False,
    files: bool = False,
) -> Iterator[Violation]:
    """Find what does not fit in the parameters of a request, or in a response.

    Without a `site`, the enum values of every site are accepted. In a response a member may
    be missing or null, as the service leaves out what it does not know. With `files`, the
    sizes of its own members of bytes are those of the bytes: base64 only stands for them.
    """
    return _Fit(service, site, in_response, files).members((), fields, values, None)


def value_violations(
    member: Field, value: Any, service: Service, *, file: bool = False
) -> Iterator[Violation]:
    """Find what does not fit in the value of a single member; a `file` is not sent as base64."""
    files = file and member.type == _BYTES
    return _Fit(service, files=files).value((), member, value)


@frozen
class _Fit:
    """Compares values with the members of one service."""

    service: Service
    site: str | None = None
    in_response: bool = False
    files: bool = False
    known_values: dict[str, Choices] = field(factory=dict)

    def members(
        self,
        steps: Steps,
        fields: Mapping[str, Field],
        values: Any,
        owner: Field | None,
    ) -> Iterator[Violation]:
        """Compare an object with the members that it may have."""
        if not isinstance(values, Mapping):
            message = f"must be an object, not {kind_of(values, owner)}"
            yield Violation(steps, "type", message, owner)
            return
        for name, value in values.items():
            member = fields.get(name)
            if member is None:
                message = f"is not known{did_you_mean(str(name), fields)}"
                yield Violation((*steps, str(name)), "unknown", message)
            else:
                yield from self.value((*steps, name), member, value)
        if not self.in_response:
            for name, member in fields.items():
                if member.required and name not in values:
                    yield Violation((*steps, name), "missing", "is missing", member)

    def value(self, steps: Steps, member: Field, value: Any) -> Iterator[Violation]:
        """Compare a value with its member."""
        if value is None:
            yield from self._null(steps, member)
        else:
            yield from self._nested(steps, member, value, member.type.depth)

    def _null(self, steps: Steps, member: Field) -> Iterator[Violation]:
        if self.in_response or member.nullable:
            return
        if member.required:
            yield Violation(steps, "missing", "is null, but must be given", member)
        else:
            yield Violation(steps, "type", "must not be null: leave it out", member)

    def _nested(
        self, steps: Steps, member: Field, value: Any, depth: int
    ) -> Iterator[Violation]:
        """Compare a value that should be inside `depth` more lists."""
        if value is UNREAD or (value is None and self.in_response):
            return
        if not depth:
            yield from self._single(steps, member, value)
            return
        if not isinstance(value, (list, tuple)):
            yield Violation(
                steps, "type", f"must be a list, not {kind_of(value, member)}", member
            )
            return
        if depth == member.type.depth:
            for _, message in broken_constraints(member, value, lists=True):
                yield Violation(steps, "limit", message, member)
        for index, item in enumerate(value):
            yield from self._nested((*steps, index), member, item, depth - 1)

    def _single(self, steps: Steps, member: Field, value: Any) -> Iterator[Violation]:
        """Compare a value that is in no further list."""
        if member.type.is_scalar:
            if wrong := wrong_type(member, value):
                yield Violation(steps, "type", wrong, member)
            else:
                is_file = self.files and len(steps) < 2 and member.type == _BYTES
                for key, message in broken_constraints(member, value, is_file=is_file):
                    kind: Kind = "size" if key == "size" else "limit"
                    yield Violation(steps, kind, message, member)
                yield from self._enum(steps, member, value)
        elif len(steps) > MAX_DEPTH:
            message = f"is nested more than {MAX_DEPTH} levels deep"
            yield Violation(steps, "type", message, member)
        elif type_ := self.service.types.get(member.type.name):
            yield from self.members(steps, type_.fields, value, member)

    def _enum(self, steps: Steps, member: Field, value: Any) -> Iterator[Violation]:
        enum = self.service.enums.get(member.enum) if member.enum else None
        if enum is None or enum.open:
            return
        known = self._values_of(enum)
        if value not in known:
            what = "is none of the values" if member.sensitive else _not_among(value)
            choices = [
                f"{value_text(v)} ({' or '.join(names)})"
                for v, names in islice(known.items(), _MAX_CHOICES)
            ]
            if len(known) > len(choices):
                choices.append(f"and {len(known) - len(choices)} more")
            yield Violation(steps, "enum", f"{what}: {', '.join(choices)}", member)

    def _values_of(self, enum: Enum) -> Choices:
        """The values of an enum, each with the names of its members."""
        known = self.known_values.get(enum.name)
        if known is None:
            known = self.known_values[enum.name] = {}
            for site in [self.site] if self.site else SITES:
                for name, choice in enum.members.items():
                    if site in choice.values:
                        known.setdefault(choice.values[site], {})[name] = None
        return known


def _not_among(value: Any) -> str:
    return f"is {value_text(value)}, which is none of the values"
