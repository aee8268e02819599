"""The subject of a rule, and the positions of its problems."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from tc3gen.spec.format import patterns
from tc3gen.spec.model import Common, Enum, Field, Position, Service
from tc3gen.spec.problems import UNREAD_TYPE, Problems, value_text
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node, position

Path = tuple[str | int, ...]
"""The way to something in a spec file: keys, and places in lists."""

_NAME = re.compile(patterns.NAME)


@frozen
class Places:
    """Finds the position of what a path leads to.

    Positions are looked up only for what is wrong: keeping those of all values would cost
    more than loading.
    """

    start: Position
    """The beginning of the file's content; the position of all without a tree."""
    tree: Node | None = None

    def name(self, *path: str | int) -> Position:
        """The position of a name: its key, or the item itself in a list."""
        node = self._find(path)
        if node is None:
            return self.start
        return position(self.start.file, (node.key or node).mark)

    def value(self, *path: str | int) -> Position:
        """The position of a value; that of its key, for a block below the key."""
        node = self._find(path)
        if node is None:
            return self.start
        mark = node.mark
        if node.key and node.key.mark.line != mark.line:
            mark = node.key.mark
        return position(self.start.file, mark)

    def is_list(self, *path: str | int) -> bool:
        """True if a list stands at a path."""
        return isinstance(self._find(path), nodes.Sequence)

    def _find(self, path: Path) -> Node | None:
        """The node at a path, or the last one on the way to it."""
        node = self.tree
        for step in path:
            below: Node | None = None
            if isinstance(node, nodes.Mapping):
                below = node.entries.get(str(step))
            elif isinstance(node, nodes.Sequence) and isinstance(step, int):
                below = node.items[step] if step < len(node.items) else None
            if below is None:
                break
            node = below
        return node


@frozen
class Scope:
    """A service (or the common file, dressed as one) and what its problems need."""

    service: Service
    common: Common
    places: Places
    problems: Problems

    def name(self, path: Path, message: str) -> None:
        """Report a problem where something is named."""
        self.problems.add(self.places.name(*path), message)

    def value(self, path: Path, message: str) -> None:
        """Report a problem where a value stands."""
        self.problems.add(self.places.value(*path), message)

    def check_name(self, path: Path, name: str, what: str) -> None:
        """Names of the wire are plain identifiers of a sensible length."""
        if not _NAME.fullmatch(name):
            self.name(
                path,
                f"{value_text(name)} cannot name {what}: "
                "a name has only letters, digits and `_`, and begins with a letter",
            )
        elif len(name) > patterns.MAX_NAME_LENGTH:
            self.name(
                path,
                f"a name of {len(name)} characters is too long for {what}: "
                f"{patterns.MAX_NAME_LENGTH} are allowed",
            )

    def check_positive(self, path: Path, number: int | None) -> None:
        """A number that is given is more than 0."""
        if number is not None and number <= 0:
            self.value(path, f"`{path[-1]}` must be more than 0, not {number}")

    def check_python_name(self, path: Path, name: str | None) -> None:
        """A name given for Python can be one."""
        if name is not None and not _NAME.fullmatch(name):
            self.value((*path, "name"), f"{value_text(name)} is no name for Python")


def members(service: Service) -> Iterator[tuple[Path, Mapping[str, Field]]]:
    """The members of everything that has some, with the path to them."""
    for name, action in service.actions.items():
        yield ("actions", name, "params"), action.params
        yield ("actions", name, "returns"), action.returns
    for name, kind in service.types.items():
        yield ("types", name, "fields"), kind.fields
    if service.events is not None:
        yield ("events", "fields"), service.events.fields
        for name, event in service.events.kinds.items():
            yield ("events", "kinds", name, "fields"), event.fields


def member_at(
    scope: Scope, path: Path, dotted: str, fields: Mapping[str, Field], where: str
) -> Field | None:
    """The member that a dotted name leads to; None where there is none, as reported.

    `fields` are those of the first name, and `where` says in words what has them.
    """
    field: Field | None = None
    for name in dotted.split("."):
        if field is not None:
            where = f"`{field.name}`"
            kind = (
                None if field.type.depth else scope.service.types.get(field.type.name)
            )
            fields = kind.fields if kind else {}
        field = fields.get(name)
        if field is None:
            guess = did_you_mean(name, fields)
            scope.value(path, f"there is no {value_text(name)} in {where}{guess}")
            return None
    return None if field is None or field.type == UNREAD_TYPE else field


def wrong_kind(scope: Scope, path: Path, field: Field, wanted: str) -> None:
    """Report that a member has the wrong type for its part."""
    scope.value(path, f"`{field.name}` must be {wanted}, not `{field.type}`")


def value_types(enum: Enum) -> set[str]:
    """The types that the values of an enum have; one, if nothing is wrong."""
    return {
        "integer" if isinstance(value, int) else "string"
        for member in enum.members.values()
        for value in member.values.values()
    }
