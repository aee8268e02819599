"""Pieces of a YAML text replaced by others: how an edit of a value becomes one of its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tc3gen.spec.editing.dump import entry, item, key_text, on_one_line
from tc3gen.spec.editing.layout import WIDTH, Layout
from tc3gen.spec.editing.spans import Spans
from tc3gen.spec.problems import value_text
from tc3gen.spec.yaml import nodes
from tc3gen.spec.yaml.nodes import Node, Scalar

Path = tuple[str | int, ...]
"""The way to a value: keys, and places in lists."""

Piece = tuple[int, int, str]
"""The offsets of a piece of the text, and its replacement."""


class EditRefused(ValueError):
    """An edit cannot be done without losing something; the message says why."""


class Splices:
    """Gathers the pieces of one text that are replaced."""

    def __init__(self, text: str, root: Node, layout: Layout) -> None:
        self._spans = Spans(text)
        self._root = root
        self._layout = layout
        self._found: list[Piece] = []

    def applied(self) -> str:
        """The new text."""
        pieces, place = [], 0
        text = self._spans.text
        for start, end, new in sorted(self._found, key=lambda found: found[:2]):
            if start < place and new:
                raise EditRefused("two edits concern the same place")
            pieces += [text[place:start], new]
            place = max(place, end)
        return "".join([*pieces, text[place:]])

    def bracket(self, path: Path) -> Path | None:
        """The path of the outermost value in brackets on the way to a path, if any."""
        node = self._root
        for length, step in enumerate((*path, None)):
            if self._spans.is_flow(node):
                return path[:length]
            if step is not None:
                node = _child(node, step)
        return None

    def fits(self, path: Path, pieces: list[Piece]) -> bool:
        """True if a value in brackets stays on its line with some pieces replaced."""
        node, _ = self._at(path)
        start, end = self._spans.start(node), self._spans.end(node)
        left, right = self._spans.line_start(start), self._spans.line_end(start)
        growth = sum(len(new) - (last - first) for first, last, new in pieces)
        return end > right or right - left + growth <= WIDTH

    def replace(self, pieces: list[Piece]) -> None:
        """Replace pieces of the text."""
        self._found += pieces

    # Each of the following gives the pieces for one edit; none, in brackets, where it cannot
    # be done in place.

    def set(self, path: Path, value: Any) -> list[Piece]:
        """Another value in place of the one at a path."""
        spans = self._spans
        parent, layout = self._at(path[:-1])
        node = _child(parent, path[-1])
        start, end = spans.start(node), spans.end(node)
        if spans.is_flow(parent):
            line = on_one_line(value, layout.of(path[-1]), WIDTH)
            return [] if line is None else [(start, end, line)]
        begin, head = spans.head(node, parent)
        margin = " " * (begin - spans.line_start(begin))
        if node.key is None:
            lines, cut = item(value, layout, margin), len(margin) + 1
        else:
            lines = entry(node.key.name, value, layout, margin)
            cut = len(f"{margin}{key_text(node.key.name, margin)}:")
        new = "\n".join(lines)[cut:]
        if "\n" not in new and isinstance(node, Scalar) and not self._is_block(start):
            return [(start, end, new.lstrip(" "))]
        if spans.has_comment(head, end):
            raise EditRefused(f"{_path_text(path)} holds comments that would be lost")
        # A comment behind the old value goes behind the key.
        rest = spans.text[end : spans.line_end(end)].rstrip()
        if "\n" in new and rest.lstrip().startswith("#"):
            end += len(rest)
            first, _, others = new.partition("\n")
            new = f"{first} {rest.lstrip()}\n{others}"
        return [(head, end, self._broken(new))]

    def insert(self, path: Path, value: Any, after: str | None) -> list[Piece]:
        """A new key behind the one called `after`, or before all others."""
        parent, layout = self._at(path[:-1])
        assert isinstance(parent, nodes.Mapping)
        name = str(path[-1])
        first = next(iter(parent.entries.values()), None)
        before = None if after is None else parent.entries[after]
        if self._spans.is_flow(parent):
            line = on_one_line({name: value}, layout, WIDTH)
            if first is None or line is None:
                return []
            return self._in_brackets(first, before, line[1:-1])
        assert first is not None
        assert first.key is not None
        lines = entry(name, value, layout, " " * first.key.mark.column)
        spaced = layout.spaced or layout.of(name).apart
        return self._in_block(parent, first, before, lines, spaced)

    def add(self, path: Path, value: Any, index: int) -> list[Piece]:
        """A new item, before the one that has its place now."""
        parent, layout = self._at(path)
        assert isinstance(parent, nodes.Sequence)
        first = parent.items[0] if parent.items else None
        last = parent.items[index - 1] if index else None
        if self._spans.is_flow(parent):
            line = on_one_line(value, layout.of(0), WIDTH)
            if first is None or line is None:
                return []
            return self._in_brackets(first, last, line)
        assert first is not None
        lines = item(value, layout, " " * parent.mark.column)
        return self._in_block(parent, first, last, lines, False)

    def remove(self, path: Path) -> list[Piece]:
        """Without a key or item that is not the only one."""
        spans = self._spans
        parent, layout = self._at(path[:-1])
        node = _child(parent, path[-1])
        siblings = list(_children(parent))
        place = siblings.index(node)
        following = siblings[place + 1] if place + 1 < len(siblings) else None
        if spans.is_flow(parent):
            if following is not None:
                return [(self._begin(node), self._begin(following), "")]
            return [(spans.end(siblings[place - 1]), spans.end(node), "")]
        start = self._lead(node, parent)
        end = spans.next_line(spans.end(node))
        if start != spans.line_start(start):
            if following is None or spans.has_comment(spans.end(node), end):
                raise EditRefused(
                    f"{_path_text(path)} begins a list item and has a comment"
                )
            return [(start, spans.head(following, parent)[0], "")]
        if layout.spaced or layout.of(path[-1]).apart:
            if place:
                while (
                    start
                    and not spans.text[spans.line_start(start - 1) : start].strip()
                ):
                    start = spans.line_start(start - 1)
            else:
                while end < len(spans.text) and not (
                    spans.text[end : spans.line_end(end)].strip()
                ):
                    end = spans.next_line(end)
        return [(start, end, "")]

    def _at(self, path: Path) -> tuple[Node, Layout]:
        """The node at a path, and the layout that belongs there."""
        node, layout = self._root, self._layout
        for step in path:
            node, layout = _child(node, step), layout.of(step)
        return node, layout

    def _in_brackets(self, first: Node, after: Node | None, line: str) -> list[Piece]:
        if after is None:
            start = self._begin(first)
            return [(start, start, f"{line}, ")]
        end = self._spans.end(after)
        return [(end, end, f", {line}")]

    def _in_block(
        self,
        parent: Node,
        first: Node,
        after: Node | None,
        lines: list[str],
        spaced: bool,
    ) -> list[Piece]:
        spans = self._spans
        text = "\n".join(lines)
        if after is not None:
            place = spans.next_line(spans.end(after))
            text = f"\n{text}" if spaced else text
            if place == len(spans.text) and not spans.text.endswith(("\n", "\r")):
                return [(place, place, self._broken(f"\n{text}"))]
            return [(place, place, self._broken(f"{text}\n"))]
        text = f"{text}\n\n" if spaced else f"{text}\n"
        place = self._lead(first, parent)
        margin = place - spans.line_start(place)
        if margin:  # behind a `-`
            text = text.lstrip(" ") + " " * margin
        return [(place, place, self._broken(text))]

    def _begin(self, node: Node) -> int:
        """The offset of an entry in brackets."""
        return self._spans.at((node.key or node).mark)

    def _lead(self, node: Node, parent: Node) -> int:
        """The offset of an entry of a block with the comments right above it."""
        spans = self._spans
        begin = spans.head(node, parent)[0]
        start = spans.line_start(begin)
        if spans.text[start:begin].strip():
            return begin
        lowest = self._lowest(node, parent)
        while start > lowest:
            above = spans.line_start(start - 1)
            if not spans.text[above:start].lstrip().startswith("#"):
                break
            start = above
        return start

    def _lowest(self, node: Node, parent: Node) -> int:
        """The first offset of a comment above an entry: behind the one before it."""
        siblings = list(_children(parent))
        place = siblings.index(node)
        if place:
            return self._spans.next_line(self._spans.end(siblings[place - 1]))
        if parent is self._root:  # comments there are about the file
            return self._spans.line_start(self._begin(node))
        if parent.key is not None:
            return self._spans.next_line(self._spans.at(parent.key.mark))
        return self._spans.next_line(self._spans.start(parent))

    def _is_block(self, start: int) -> bool:
        return self._spans.text[start] in "|>"

    def _broken(self, text: str) -> str:
        return text.replace("\n", self._spans.line_break)


def _child(node: Node, step: str | int) -> Node:
    if isinstance(node, nodes.Mapping):
        return node.entries[str(step)]
    assert isinstance(node, nodes.Sequence)
    assert isinstance(step, int)
    return node.items[step]


def _children(node: Node) -> Iterator[Node]:
    if isinstance(node, nodes.Mapping):
        yield from node.entries.values()
    elif isinstance(node, nodes.Sequence):
        yield from node.items


def _path_text(path: Path) -> str:
    return value_text(".".join(map(str, path)))
