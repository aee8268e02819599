"""The form of a request: what control each member has, and what stands beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from attrs import frozen

from tc3gen.reference import MemberReference, Reference
from tc3gen.reference.samples import plain


@frozen
class Choice:
    """A value of an enum, as JSON, and how it is called."""

    json: str
    label: str
    meaning: str


@frozen
class Control:
    """A member of a request in the form."""

    member: MemberReference
    kind: str
    """`type`, `enum`, `boolean`, `number`, `bytes`, `json`, `datetime`, `date`, `text`."""
    choices: tuple[Choice, ...]
    hint: str
    """The text of an empty control."""

    @property
    def name(self) -> str:
        """The name on the wire."""
        return self.member.name

    @property
    def depth(self) -> int:
        """Lists around it."""
        return self.member.depth


def controls(members: Iterable[MemberReference], site: str) -> list[Control]:
    """The controls of members that can be sent, required ones first."""
    return [_control(member, site) for member in members if not member.disabled]


def type_controls(
    reference: Reference, names: Iterable[str], site: str
) -> Mapping[str, list[Control]]:
    """The controls inside each type of a request."""
    return {name: controls(reference.type(name).members, site) for name in names}


def _control(member: MemberReference, site: str) -> Control:
    kind = _KINDS.get(member.base, "text")
    choices: tuple[Choice, ...] = ()
    if member.is_type:
        kind = "type"
    elif member.values:
        kind, choices = "enum", tuple(_choices(member, site))
    return Control(member, kind, choices, _hint(member, kind))


def _choices(member: MemberReference, site: str) -> Iterable[Choice]:
    for value in member.values:
        if site in value.values:
            wire = value.values[site]
            shown = value.name if wire == value.name else f"{value.name} ({wire})"
            yield Choice(json.dumps(wire), shown, value.meaning)


_KINDS = {
    "integer": "number",
    "float": "number",
    "boolean": "boolean",
    "bytes": "bytes",
    "json": "json",
    "datetime": "datetime",
    "date": "date",
}


def _hint(member: MemberReference, kind: str) -> str:
    if kind == "datetime":
        iso = member.format == "iso"
        return "2026-01-31T08:00:00+08:00" if iso else "2026-01-31 08:00:00"
    if kind == "date":
        return "2026-01-31"
    if kind == "json":
        return '{"name": "value"}'
    example = _plain_example(member)
    return f"such as {example}" if example else ""


def _plain_example(member: MemberReference) -> str:
    example: Any = plain(member.example)
    while isinstance(example, list) and example:
        example = example[0]
    if isinstance(example, str) and example.isprintable():
        return example if len(example) <= 60 else ""
    return str(example) if isinstance(example, (int, float)) else ""
