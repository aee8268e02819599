"""Nodes to plain values; whatever is malformed becomes a problem at its position."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from tc3gen.spec.format import patterns
from tc3gen.spec.format.properties import PropertyTable
from tc3gen.spec.model import Bounds, Position, TypeRef
from tc3gen.spec.problems import UNREAD, UNREAD_TYPE, Problems, value_text, word_list
from tc3gen.spec.reading.misplaced import (
    meant_keys,
    no_list_hint,
    no_names_hint,
    unknown_key_hint,
)
from tc3gen.spec.suggestions import did_you_mean
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node, Scalar

T = TypeVar("T")

_MAX_LISTS = 8
_TYPE = re.compile(rf"((?:list\[)*)({patterns.NAME})(\]*)")


class Values:
    """Reads the values of one file."""

    def __init__(self, file: str, problems: Problems) -> None:
        self.file = file
        self.problems = problems

    def at(self, node: Node) -> Position:
        """The position of a node's key, else of the node."""
        return nodes.position(self.file, (node.key or node).mark)

    def report(self, node: Node, message: str) -> Any:
        """Report a problem at a value; UNREAD, for the caller to return."""
        if not isinstance(node, nodes.Broken):
            self.problems.add(nodes.position(self.file, node.mark), message)
        return UNREAD

    def refuse(self, node: Node, message: str) -> Any:
        """Report what is wrong with a value, called by its key; UNREAD."""
        name = f"`{node.key.name}`" if node.key else "this"
        return self.report(node, f"{name} {message}")

    def record(self, node: Node, table: PropertyTable) -> dict[str, Any]:
        """The values of a mapping with known keys, ready for the class it describes.

        What is missing or malformed is left out; that is all, where it is no mapping.
        """
        if not isinstance(node, nodes.Mapping):
            self.report(node, f"{table.what} must be a mapping, not {_kind(node)}")
            return {}
        keys = table.keys
        values = {}
        given = set(node.entries)
        for key, child in node.entries.items():
            row = keys.get(key)
            if row is None:
                given.update(meant_keys(key, table))
                hint = unknown_key_hint(key, child, table)
                self.problems.add(
                    self.at(child), f"{table.what} has no key {value_text(key)}{hint}"
                )
                continue
            value = getattr(self, row.value.read)(child)
            if value is not UNREAD:
                values[row.attribute or key] = value
        for key in table.required:
            if key not in given:
                self.problems.add(self.at(node), f"{table.what} needs `{key}`")
        return values

    def named(self, node: Node) -> Iterator[tuple[str, Node]]:
        """The members of a mapping whose keys are names; none where it is no mapping."""
        if isinstance(node, nodes.Mapping):
            yield from node.entries.items()
        else:
            hint = no_names_hint(node)
            self.refuse(node, f"must be a mapping of names, not {_kind(node)}{hint}")

    def each(self, node: Node, read: Callable[[str, Node], T]) -> dict[str, T]:
        """The values of a mapping of names, by name."""
        return {name: read(name, child) for name, child in self.named(node)}

    def sequence(self, node: Node) -> Sequence[Node]:
        """The nodes of a list; none where it is no list."""
        if isinstance(node, nodes.Sequence):
            return node.items
        self.refuse(node, f"must be a list, not {_kind(node)}{no_list_hint(node)}")
        return ()

    def text(self, node: Node) -> Any:
        """A text that says something."""
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            message = f"must be text, not {_kind(node)}"
            if isinstance(node, Scalar) and node.value is not None:
                message += f': quote it ("{value_text(node.value)}")'
            return self.refuse(node, message)
        if not node.value.strip():
            return self.refuse(
                node, "must not be empty: write something, or leave it out"
            )
        return node.value

    def prose(self, node: Node) -> Any:
        """A text for people, without the line break at the end of a block."""
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return self.refuse(
                node, f"must be text, not {_kind(node)}: say it in words"
            )
        text = self.text(node)
        return text if text is UNREAD else text.strip()

    def texts(self, node: Node) -> tuple[str, ...]:
        read = map(self.text, self.sequence(node))
        return tuple(text for text in read if text is not UNREAD)

    def names_by_name(self, node: Node) -> dict[str, str]:
        """Names by name, such as parameters by the member that they are compared with."""
        read = self.each(node, lambda _, child: self.text(child))
        return {key: name for key, name in read.items() if name is not UNREAD}

    def boolean(self, node: Node) -> Any:
        if isinstance(node, Scalar) and isinstance(node.value, bool):
            return node.value
        return self.refuse(node, f"must be `true` or `false`, not {_kind(node)}")

    def whole(self, node: Node) -> Any:
        """An integer."""
        if isinstance(node, Scalar) and type(node.value) is int:
            return node.value
        return self.refuse(node, f"must be an integer, not {_kind(node)}")

    def bounds(self, node: Node) -> Bounds | Any:
        """Two numbers; null where there is no limit."""
        if not isinstance(node, nodes.Sequence) or len(node.items) != 2:
            return self.refuse(
                node, "must be two numbers, `[lowest, highest]`; null means no limit"
            )
        limits = [self._limit(item) for item in node.items]
        return UNREAD if UNREAD in limits else (limits[0], limits[1])

    def _limit(self, node: Node) -> Any:
        if isinstance(node, Scalar) and (
            node.value is None or type(node.value) in (int, float)
        ):
            return node.value
        return self.report(node, f"a limit must be a number or null, not {_kind(node)}")

    def choice(self, node: Node, choices: Sequence[str]) -> Any:
        """One of a few words."""
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return self.refuse(node, f"must be {word_list(choices)}, not {_kind(node)}")
        text = node.value
        if text in choices:
            return text
        message = f"must be {word_list(choices)}, not {value_text(text)}"
        return self.refuse(node, message + did_you_mean(text, choices))

    def type_ref(self, node: Node) -> TypeRef:
        """A type expression; whether the type exists is for the rules to say."""
        text = self.text(node)
        if text is UNREAD:
            return UNREAD_TYPE
        ref = parsed_type(text)
        if ref is None:
            self.report(
                node,
                f"{value_text(text)} is no type: write a name, or `list[...]` of one",
            )
        return ref or UNREAD_TYPE

    def data(self, node: Node) -> Any:
        """Any value, as it would stand on the wire."""
        if isinstance(node, Scalar):
            return node.value
        if isinstance(node, nodes.Sequence):
            return [self.data(item) for item in node.items]
        if isinstance(node, nodes.Mapping):
            return {key: self.data(item) for key, item in node.entries.items()}
        return UNREAD

    def members(self, node: Node) -> Any:
        """The parameters or the response of an example."""
        if isinstance(node, nodes.Mapping):
            return self.data(node)
        return self.refuse(node, f"must be a mapping of members, not {_kind(node)}")


@lru_cache(maxsize=4096)
def parsed_type(text: str) -> TypeRef | None:
    match = _TYPE.fullmatch(text)
    if match is None:
        return None
    lists, name, closing = match.groups()
    depth = len(closing)
    if len(lists) != depth * len("list[") or depth > _MAX_LISTS:
        return None
    return TypeRef(name, depth)


def _kind(node: Node) -> str:
    if isinstance(node, nodes.Mapping):
        return "a mapping"
    if isinstance(node, nodes.Sequence):
        return "a list"
    value = node.value if isinstance(node, Scalar) else None
    if isinstance(value, bool) or value is None:
        return f"`{value_text(value)}`"
    return f"the {'text' if isinstance(value, str) else 'number'} {value_text(value)}"
