"""The terminal: its width, its colours, and text that cannot harm it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from typing import Any, TextIO
from unicodedata import category, east_asian_width

MIN_WIDTH = 30
MAX_WIDTH = 100
"""Columns of prose: longer lines are hard to read."""

MIN_PIECE = 8
"""Columns of a line that the beginning of a word may fill which is longer than a line."""

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33",
           "blue": "34", "magenta": "35", "cyan": "36"}  # fmt: skip

no_color = False
"""True if the user wants no colours; set when the options are known."""


def width(stream: TextIO | None = None) -> int:
    """The columns of the terminal: `COLUMNS`, else what it says itself, else 80."""
    try:
        given = int(os.environ.get("COLUMNS", ""))
        if given > 0:
            return max(given, MIN_WIDTH)
    except ValueError:
        pass
    for place in (stream, sys.stdout, sys.stderr, sys.stdin):
        try:
            columns = os.get_terminal_size(place.fileno()).columns  # type: ignore[union-attr]
        except (OSError, ValueError, AttributeError):
            continue
        if columns > 0:
            return max(columns, MIN_WIDTH)
    return 80


def is_terminal(stream: TextIO | None) -> bool:
    """True if somebody may be looking at it."""
    try:
        return stream is not None and stream.isatty()
    except (ValueError, OSError):
        return False


def has_colors(stream: TextIO | None) -> bool:
    """True if it shows colours and the user wants them."""
    return (
        not no_color
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
        and is_terminal(stream)
    )


def style_text(text: str, style: str, stream: TextIO | None) -> str:
    """The text in a style such as `bold` or `red`, where it can be shown."""
    if not text or not has_colors(stream):
        return text
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m"


def harmless(text: str) -> str:
    """The text without what a terminal would take for a command or show elsewhere."""
    return _UNSAFE.sub(lambda found: _escape_character(found[0]), text)


def _escape_character(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def cells(text: str) -> int:
    """The columns that a text takes: two for each East Asian wide character."""
    if text.isascii():
        return len(text)
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if character in "\u200b\u200d" or category(character) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def wrap_text(text: str, columns: int) -> Iterator[str]:
    """The lines of a text; paragraphs stay apart, and so do the items of a list."""
    for part in text.strip().split("\n\n"):
        yield from _paragraph(part, max(columns, 10))
        yield ""


def _paragraph(text: str, columns: int) -> Iterator[str]:
    indent, line, used = "", "", 0
    words = [
        (word, first and row.lstrip().startswith(("- ", "* ")))
        for row in text.split("\n")
        for first, word in _words(row)
    ]
    for word, begins_item in words:
        size = cells(word)
        if line and begins_item:
            yield line
            line, used = indent, len(indent)
        if begins_item and not line.strip():
            indent = "  "
            line, used = "", 0
        gap = " " if line.strip() else ""
        room = columns - used - len(gap)
        is_long = size > columns - len(indent)
        if line.strip() and (size > room and not (is_long and room >= MIN_PIECE)):
            yield line
            line, used, gap = indent, len(indent), ""
            room = columns - used
        for number, piece in enumerate(_pieces(word, room, columns - len(indent))):
            if number:
                yield line
                line, used, gap = indent, len(indent), ""
            line += gap + piece
            used += len(gap) + cells(piece)
    if line.strip():
        yield line


def _words(row: str) -> Iterator[tuple[bool, str]]:
    for number, word in enumerate(row.split()):
        yield number == 0, word


def _pieces(word: str, first: int, columns: int) -> Iterator[str]:
    """A word, or what fits of it: text without blanks, such as Chinese, may be long."""
    piece, used, room = "", 0, first
    for character in word:
        size = _cells(character)
        if piece and used + size > room:
            yield piece
            piece, used, room = "", 0, columns
        piece += character
        used += size
    yield piece


def fill_text(text: str, indent: int, columns: int | None = None) -> str:
    """A text as indented lines, without blank lines at the end."""
    columns = min(columns or width(), MAX_WIDTH)
    lines = [*wrap_text(harmless(text), columns - indent)]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(" " * indent + line if line else "" for line in lines)


def encodes(stream: Any, text: str) -> bool:
    """True if a stream can hold these characters."""
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
