"""The layout of help pages: headings, terms with their explanations, code."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from typing import Any

from .. import terminal

INDENT = 2
TERM_WIDTH = 30
"""Columns after which an explanation begins on its own line."""


class Page:
    """A page that grows line by line."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._columns = min(terminal.width(sys.stdout), terminal.MAX_WIDTH)

    def text(self) -> str:
        """The whole page."""
        lines = list(self._lines)
        while lines and not lines[-1]:
            lines.pop()
        return "\n".join(lines) + "\n"

    def heading(self, text: str) -> None:
        """Begin a part of the page."""
        self.blank()
        self._lines.append(terminal.style_text(text, "bold", sys.stdout))

    def blank(self) -> None:
        """Leave a line blank, unless the page begins or one is there."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def prose(self, text: str, indent: int = 0) -> None:
        """Paragraphs."""
        if text.strip():
            self._lines += terminal.fill_text(text, indent, self._columns).split("\n")

    def line(self, text: str, indent: int = INDENT) -> None:
        """A line as it is."""
        self._lines.append(" " * indent + terminal.harmless(text))

    def term(self, term: str, *texts: str, style: str = "cyan") -> None:
        """A term on its own line, and what it means below."""
        shown = terminal.style_text(terminal.harmless(term), style, sys.stdout)
        self._lines.append(" " * INDENT + shown)
        for text in texts:
            self.prose(text, INDENT + 4)

    def terms(self, pairs: Iterable[tuple[str, str]], style: str = "cyan") -> None:
        """Terms with short explanations, in two columns where there is room."""
        found = [(terminal.harmless(term), text) for term, text in pairs]
        if not found:
            return
        widest = max(terminal.cells(term) for term, _ in found)
        column = min(widest, TERM_WIDTH) + INDENT + 2
        for term, text in found:
            shown = terminal.style_text(term, style, sys.stdout)
            if self._columns - column < 24:
                self._lines.append(" " * INDENT + shown)
                self.prose(text, INDENT + 4)
                continue
            lines = terminal.fill_text(text, column, self._columns).split("\n")
            used = INDENT + terminal.cells(term)
            if used + 2 > column:
                self._lines.append(" " * INDENT + shown)
            else:
                lines[0] = (
                    " " * INDENT + shown + " " * (column - used) + lines[0].lstrip()
                )
            self._lines += [line.rstrip() for line in lines if line.strip()]

    def command(self, program: str, words: list[str]) -> None:
        """A command to copy, broken between its options where it is long."""
        self.usage([program, *_parts(words)])

    def usage(self, parts: list[str]) -> None:
        """The parts of a command as they are, broken between them where it is long."""
        line = " " * INDENT
        rows: list[str] = []
        for part in parts:
            # Room is left for the backslash.
            if (
                line.strip()
                and terminal.cells(line) + terminal.cells(part) > self._columns - 3
            ):
                rows.append(line.rstrip() + " \\")
                line = " " * (INDENT + 2)
            line += part + " "
        self._lines += [*rows, line.rstrip()]


def _parts(words: list[str]) -> list[str]:
    """An option with its values is one part; words are quoted for a shell."""
    parts: list[str] = []
    for word in words:
        quoted = quote_word(word)
        if parts and not word.startswith("--") and parts[-1].startswith("--"):
            parts[-1] += f" {quoted}"
        else:
            parts.append(quoted)
    return parts


def quote_word(word: str) -> str:
    """A word for a shell."""
    return shlex.quote(terminal.harmless(word))


def type_of(member: dict[str, Any]) -> str:
    """The type of a parameter in words."""
    kind = str(member["type"])
    depth = 0
    while kind.startswith("list["):
        kind, depth = kind[5:-1], depth + 1
    words = {
        "string": "text",
        "boolean": "true|false",
        "bytes": "base64",
        "json": "JSON text",
    }
    shown = words.get(kind, kind)
    return "list of " * depth + shown
