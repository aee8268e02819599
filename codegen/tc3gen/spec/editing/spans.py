"""Offsets of values in a YAML text, for those who change the text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import Any

import yaml
from yaml.events import (
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from tc3gen.spec.yaml.nodes import Mapping, Mark, Node, Scalar, Sequence

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_BREAK = re.compile(r"\r\n|\r|\n")


class Spans:
    """The extents of the nodes of one text, as offsets into it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line_break = "\r\n" if "\r\n" in text else "\n"
        self._lines = [0, *(found.end() for found in _BREAK.finditer(text))]
        # By line and column, and whether it is a scalar: a block mapping begins where its
        # first key does.
        self._ends: dict[tuple[int, int, bool], int] = {}
        self._scalars: list[tuple[int, int]] = []
        self._read()

    def _read(self) -> None:
        """Note the ends of scalars, and of what stands in brackets."""
        parser = _Parser(self.text)
        opened: list[Any] = []
        while parser.check_event():
            event = parser.get_event()
            kind = type(event)
            if kind is ScalarEvent:
                self._note_scalar(event)
            elif kind in (MappingStartEvent, SequenceStartEvent):
                opened.append(event)
            elif kind in (MappingEndEvent, SequenceEndEvent):
                first = opened.pop()
                if first.flow_style:
                    mark = first.start_mark
                    self._ends[mark.line, mark.column, False] = self.at(event.end_mark)

    def _note_scalar(self, event: Any) -> None:
        start, end = self.at(event.start_mark), self.at(event.end_mark)
        if event.style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
            # The rest of the first line may be a comment.
            first = _BREAK.search(self.text, start, end)
            self._scalars.append((first.start() if first else end, end))
        else:
            self._scalars.append((start, end))
        mark = event.start_mark
        self._ends[mark.line, mark.column, True] = end

    def at(self, mark: Mark) -> int:
        """The offset of a mark."""
        return self._lines[mark.line] + mark.column

    def is_flow(self, node: Node) -> bool:
        """True if a mapping or list stands in brackets."""
        return (
            not isinstance(node, Scalar)
            and (node.mark.line, node.mark.column, False) in self._ends
        )

    def start(self, node: Node) -> int:
        """The offset of a value's beginning."""
        return self.at(node.mark)

    def end(self, node: Node) -> int:
        """The offset of a value's end, without what follows on its line."""
        while not isinstance(node, Scalar) and not self.is_flow(node):
            if isinstance(node, Mapping):
                node = list(node.entries.values())[-1]
            else:
                assert isinstance(node, Sequence)
                node = node.items[-1]
        return self._ends[node.mark.line, node.mark.column, isinstance(node, Scalar)]

    def head(self, node: Node, parent: Node) -> tuple[int, int]:
        """The offsets at which an entry of a block begins, and where its `key:` or `-` ends."""
        if node.key is not None:
            mark = node.key.mark
            end = self._ends[mark.line, mark.column, True]
            return self.at(mark), self.text.index(":", end) + 1
        line = node.mark.line
        column = parent.mark.column
        while self.text[self._lines[line] + column] != "-":
            line -= 1
        dash = self._lines[line] + column
        return dash, dash + 1

    def line_start(self, offset: int) -> int:
        """The offset at which the line of an offset begins."""
        return self._lines[bisect_right(self._lines, offset) - 1]

    def line_end(self, offset: int) -> int:
        """The offset at which the line of an offset ends, without the line break."""
        found = _BREAK.search(self.text, offset)
        return found.start() if found else len(self.text)

    def next_line(self, offset: int) -> int:
        """The offset of the next line."""
        place = bisect_right(self._lines, offset)
        return self._lines[place] if place < len(self._lines) else len(self.text)

    def has_comment(self, start: int, end: int) -> bool:
        """True if a comment stands between two offsets."""
        place = start
        for first, last in self._scalars[bisect_left(self._scalars, (start, -1)) :]:
            if first >= end:
                break
            if "#" in self.text[place:first]:
                return True
            place = last
        return "#" in self.text[place:end]
