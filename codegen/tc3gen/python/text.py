"""Where the text of a spec enters Python: one function per kind of place, and the layout.

Everything is laid out as `ruff format` would leave it: what does not fit on a line is
spread over several with a trailing comma, so that it stays as it is under longer lines too.
"""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Any, NamedTuple

WIDTH = 88
INDENT = "    "


class Code(str):
    """Text that is Python already, made by this package and not by a spec."""


class CallText(NamedTuple):
    """A call (or, with other brackets, a list) to be laid out. Arguments are code."""

    head: str
    arguments: list[str | CallText]
    brackets: str = "()"


def literal(value: Any) -> str:
    """A constant. The only way for a spec's value to become an expression."""
    if isinstance(value, str):
        return _text(value)
    if value is None or isinstance(value, (bool, int, float)):
        return repr(value)
    if isinstance(value, tuple):
        inner = ", ".join(literal(item) for item in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    raise TypeError(f"no literal for {type(value).__name__}")


def docstring(text: str, indent: int = 0, first: str = '"""') -> str:
    """A docstring, its lines wrapped, indented but for the first one."""
    lines = _wrapped(text, indent)
    if not lines:
        lines = [""]
    if len(lines) == 1 and indent + len(lines[0]) + 6 <= WIDTH:
        return f'"""{lines[0]}"""'
    if indent + 3 + len(lines[0]) > WIDTH:
        # The quotes take three columns of the first line.
        lines = _wrapped(text, indent, quotes=3)
    margin = " " * indent
    body = "\n".join(f"{margin}{line}" if line else "" for line in lines)
    return f'"""{body.lstrip(" ")}\n{margin}"""'


def comment(text: str) -> str:
    """Text for after a `#`: one line, nothing invisible in it."""
    return " ".join(_escape(text).split())


def call(node: CallText, indent: int = 0, before: str = "", after: str = "") -> str:
    """A call on one line if it fits, else one argument a line."""
    flat = before + _flat(node) + after
    if indent + len(flat) <= WIDTH:
        return flat
    if not node.arguments:
        return flat
    return before + _spread(node, indent) + after


def names(head: str, items: list[str], brackets: str = "()") -> str:
    """`from x import (a, b)` or `__all__ = [...]`, on one line if it fits."""
    inner = ", ".join(items)
    flat = (
        f"{head}{inner}"
        if brackets == "()"
        else f"{head}{brackets[0]}{inner}{brackets[1]}"
    )
    if len(flat) <= WIDTH:
        return flat
    lines = "".join(f"{INDENT}{item},\n" for item in items)
    return f"{head}{brackets[0]}\n{lines}{brackets[1]}"


def indented(text: str, spaces: int) -> str:
    """Text whose lines, but for the first, move to the right."""
    return text.replace("\n", "\n" + " " * spaces)


def _flat(node: CallText) -> str:
    inner = ", ".join(
        _flat(a) if isinstance(a, CallText) else a for a in node.arguments
    )
    return f"{node.head}{node.brackets[0]}{inner}{node.brackets[1]}"


def _spread(node: CallText, indent: int) -> str:
    inside = " " * (indent + 4)
    lines = [f"{node.head}{node.brackets[0]}"]
    for argument in node.arguments:
        if isinstance(argument, CallText):
            # One column is kept for the comma.
            laid = _flat(argument)
            if indent + 4 + len(laid) + 1 > WIDTH:
                laid = _spread(argument, indent + 4)
        else:
            laid = argument
        lines.append(f"{inside}{laid},")
    lines.append(" " * indent + node.brackets[1])
    return "\n".join(lines)


def _wrapped(text: str, indent: int, quotes: int = 0) -> list[str]:
    """The lines of a text; blank lines part paragraphs, deeper lines keep their depth."""
    lines: list[str] = []
    for number, line in enumerate(_for_docstring(text).split("\n")):
        stripped = line.strip()
        depth = " " * (len(line) - len(line.lstrip(" ")))
        if not stripped:
            lines.append("")
            continue
        wrapped = textwrap.wrap(
            stripped,
            WIDTH - indent - (quotes if number == 0 else 0),
            initial_indent=depth,
            subsequent_indent=depth + (INDENT if depth and ": " in stripped else ""),
            break_long_words=False,
            break_on_hyphens=False,
        )
        lines.extend(wrapped)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _for_docstring(text: str) -> str:
    escaped = _escape(text.replace("\\", "\\\\"), keep="\n").replace('"""', '\\"\\"\\"')
    escaped = escaped.strip("\n ")
    # A quote at the end would meet the closing ones; one at the start would join them.
    if escaped.endswith('"'):
        escaped = escaped[:-1] + '\\"'
    return escaped


def _text(value: str) -> str:
    escaped = _escape(value.replace("\\", "\\\\"))
    if '"' in escaped and "'" not in escaped:
        return f"'{escaped}'"
    return '"' + escaped.replace('"', '\\"') + '"'


def _escape(text: str, keep: str = "") -> str:
    """Characters that cannot be seen, or that change how others look, as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        c
        if c in keep or _is_visible(c)
        else c.encode("unicode_escape", "surrogatepass").decode()
        for c in text
    )


def _is_visible(character: str) -> bool:
    if character == " ":
        return True
    return unicodedata.category(character)[0] not in "CZ"
