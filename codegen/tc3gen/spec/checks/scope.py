"""What a rule looks at, and where its problems are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from attrs import frozen

from tc3gen.spec import nodes
from tc3gen.spec.nodes import Node, position
from tc3gen.spec.problems import Problems, shown
from tc3gen.spec.vocabulary import Common, Enum, Field, Position, Service

Path = tuple[str | int, ...]
"""The way to something in a spec file: keys, and places in lists."""

_LONGEST_NAME = 128
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@frozen
class Places:
    """Finds the position of what a path leads to.

    Positions are looked up only for what is wrong: keeping those of all values would cost
    more than loading.
    """

    start: Position
    """Where the file's content begins; the position of all without a tree."""
    tree: Node | None = None

    def name(self, *path: str | int) -> Position:
        """Where something is named: its key, or the item itself in a list."""
        node = self._find(path)
        if node is None:
            return self.start
        return position(self.start.file, (node.key or node).mark)

    def value(self, *path: str | int) -> Position:
        """Where a value stands; where its key is, for a block below the key."""
        node = self._find(path)
        if node is None:
            return self.start
        mark = node.mark
        if node.key and node.key.mark.line != mark.line:
            mark = node.key.mark
        return position(self.start.file, mark)

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
                f"{shown(name)} cannot name {what}: "
                "a name has only letters, digits and `_`, and begins with a letter",
            )
        elif len(name) > _LONGEST_NAME:
            self.name(
                path,
                f"a name of {len(name)} characters is too long for {what}: "
                f"{_LONGEST_NAME} are allowed",
            )

    def check_python_name(self, path: Path, name: str | None) -> None:
        """A name given for Python can be one."""
        if name is not None and not _NAME.fullmatch(name):
            self.value((*path, "name"), f"{shown(name)} is no name for Python")


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


def value_types(enum: Enum) -> set[str]:
    """The types that the values of an enum have; one, if nothing is wrong."""
    return {
        "integer" if isinstance(value, int) else "string"
        for member in enum.members.values()
        for value in member.values.values()
    }
