"""Enums in the tree of a spec file."""

from __future__ import annotations

from typing import Any

from tc3gen.spec.format.service_properties import BY_SITE, MEMBER
from tc3gen.spec.model import SITES, Enum, EnumMember
from tc3gen.spec.problems import UNREAD, Problems
from tc3gen.spec.reading.node_reader import Values
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node, Scalar


class EnumValues(Values):
    """Reads the values of a file, and gathers the enums that are written at a field."""

    def __init__(self, file: str, problems: Problems) -> None:
        super().__init__(file, problems)
        self._inline: list[Enum] = []

    def with_inline(self, shared: dict[str, Enum]) -> dict[str, Enum]:
        """The enums under `enums:`, and those written at a field, named after it."""
        enums = dict(shared)
        for enum in self._inline:
            first = enums.setdefault(enum.name, enum)
            if first.members != enum.members:
                self.problems.add(
                    enum.at,
                    f"this enum differs from the other one called `{enum.name}` in line "
                    f"{first.at.line}: define both under `enums:`, with telling names",
                )
        return enums

    def inline(self, name: str, members: dict[str, EnumMember], node: Node) -> str:
        """Remember an enum that is written at a field; the name it gets."""
        self._inline.append(Enum(name=name, members=members, at=self.at(node)))
        return name

    def enum_of_field(self, node: Node) -> Any:
        """The name of an enum, or the members of one that only this field has."""
        if isinstance(node, nodes.Mapping):
            return self.enum_members(node)
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return self.text(node)
        return self.refuse(node, "must be the name of an enum, or {MEMBER: VALUE, ...}")

    def enum_members(self, node: Node) -> dict[str, EnumMember]:
        if isinstance(node, nodes.Sequence):
            return self._listed(node)
        return self.each(node, self.enum_member)

    def _listed(self, node: nodes.Sequence) -> dict[str, EnumMember]:
        """The members of a list, which is wrong; what uses them need not be told, too."""
        self.refuse(
            node, "must be a mapping of names, not a list: write `{MEMBER: VALUE, ...}`"
        )
        return {
            str(item.value): self.enum_member(str(item.value), item)
            for item in node.items
            if isinstance(item, Scalar)
        }

    def enum_member(self, name: str, node: Node) -> EnumMember:
        """A value for all sites, one for each site, or either with a text about it."""
        doc = ""
        if isinstance(node, nodes.Mapping) and not _is_by_site(node):
            record = self.record(node, MEMBER)
            values, doc = record.get("value", {}), record.get("doc", "")
        else:
            values = self.member_value(node)
        return EnumMember(name=name, values=values, doc=doc, at=self.at(node))

    def member_value(self, node: Node) -> dict[str, str | int]:
        """The values that are sent for a member, by site."""
        if isinstance(node, nodes.Mapping):
            return self.record(node, BY_SITE)
        value = self.sent(node)
        return {} if value is UNREAD else dict.fromkeys(SITES, value)

    def sent(self, node: Node) -> Any:
        """A text or an integer."""
        if isinstance(node, Scalar) and type(node.value) in (str, int):
            return node.value
        sites = ", ".join(f"{site}: VALUE" for site in SITES)
        return self.report(
            node, f"the value of a member must be a text, an integer or {{{sites}}}"
        )


def _is_by_site(node: nodes.Mapping) -> bool:
    return bool(node.entries.keys() & set(SITES))
