"""Filling the paragraphs of documentation: lines no wider than a screen likes them."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

WIDTH = 88
INDENT = "    "

# Characters that take two columns, between which a line may end.
_WIDE = (
    r"\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3"
    r"\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6"
)
# Brackets and marks that no line may end with, and those that none may begin with.
_OPENING = (
    r"(\[{<"
    r"\u2018\u201c\uff08\uff3b\uff5b\u300c\u300e\u3010"
    r"\u300a\u3008\u3014\u3016"
)
_CLOSING = (
    r")\]}>,.;:?!%"
    r"\u2019\u201d\uff0c\u3002\u3001\uff1b\uff1a\uff1f"
    r"\uff01\uff09\uff3d\uff5d\u300d\u300f\u3011\u300b"
    r"\u3009\u3015\u3017\u2026\uff05"
)
_WIDE_CHARACTER = re.compile(f"[{_WIDE}]")
# What stays on one line: a wide character or a word, with the marks around it.
_UNIT = re.compile(
    rf"[{_OPENING}]*"
    rf"(?:(?![{_OPENING}])[{_WIDE}]"
    rf"|[^\s{_OPENING}{_WIDE}](?:[^\s{_WIDE}]*[^\s{_OPENING}{_WIDE}])?)"
    rf"[{_CLOSING}]*|\S"
)
# What a line of a list without dashes begins with, such as `0: off`.
_ITEM = re.compile(r"[^.]{0,40}?[:\uff1a=]|[^.]{0,40} - |[^ ]*$")


def fill_lines(text: str, width: int) -> list[str]:
    """The lines of a text, its paragraphs and list items filled."""
    lines: list[str] = []
    for paragraph in paragraphs(text):
        body = paragraph.lstrip(" ")
        depth = paragraph[: len(paragraph) - len(body)]
        mark = next((m for m in ("- ", '"""- ') if body.startswith(m)), "")
        rest = depth + ("  " if mark else INDENT if depth == INDENT else "")
        wrap = _wrap_text if _WIDE_CHARACTER.search(body) else _wrapped_words
        lines += wrap(body[len(mark) :].strip(), width, depth + mark, rest)
    return lines


def _wrapped_words(text: str, width: int, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    ) or [first.rstrip()]


def _wrap_text(text: str, width: int, first: str, rest: str) -> list[str]:
    """Wrap text with East Asian characters, between which a line may end."""
    lines: list[str] = []
    line, used, empty = first, len(first), True
    for word in text.split():
        blank = "" if empty else " "
        for unit in _UNIT.findall(word):
            size = _columns_of_unit(unit)
            if not empty and used + len(blank) + size > width:
                lines.append(line)
                line, used = rest + unit, len(rest) + size
            else:
                line += blank + unit
                used += len(blank) + size
            blank, empty = "", False
    return [*lines, line]


def paragraphs(text: str) -> Iterator[str]:
    """Paragraphs, list items and indented lines, each as one line; blank ones between."""
    open_line = ""
    for line in text.split("\n"):
        joins = open_line and line[:1] not in ("", " ", "-") and open_line[0] != " "
        if joins and not (open_line.endswith(":") and _ITEM.match(line)):
            open_line = f"{open_line} {line.strip()}"
            continue
        if open_line:
            yield open_line
        open_line = line.rstrip()
        if not open_line:
            yield ""
    if open_line:
        yield open_line


def columns(text: str) -> int:
    """The width of a line on a screen: East Asian characters take two columns."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "FW")
        for c in text
    )


@lru_cache(maxsize=16384)
def _columns_of_unit(text: str) -> int:
    return columns(text)
