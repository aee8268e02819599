"""JSON: in colours and indented for people, on one line for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from ...narrowing import is_list, is_object
from .. import terminal

_KEY, _TEXT, _NUMBER, _OTHER = "blue", "green", "cyan", "magenta"
_STEP = "  "


def compact(value: Any) -> str:
    """A value on one line, in characters that the output can hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    if not text.isascii() and (
        not terminal.encodes(sys.stdout, text)
        or (terminal.is_terminal(sys.stdout) and terminal.harmless(text) != text)
    ):
        text = json.dumps(value, separators=(",", ":"))
    return text


def for_people(value: Any) -> str:
    """A value on many lines; control characters beyond ASCII are escaped as well."""
    return "".join(_pieces(value, ""))


def _scalar(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if not text.isascii():
        safe = terminal.harmless(text)
        if safe != text or not terminal.encodes(sys.stdout, text):
            text = json.dumps(value)
    return text.replace("\x7f", "\\u007f")


def _pieces(value: Any, indent: str) -> Iterator[str]:
    stream = sys.stdout
    inner = indent + _STEP
    if is_object(value) and value:
        yield "{\n"
        for number, (name, member) in enumerate(value.items()):
            key = terminal.style_text(_scalar(str(name)), _KEY, stream)
            yield f"{',' + chr(10) if number else ''}{inner}{key}: "
            yield from _pieces(member, inner)
        yield f"\n{indent}}}"
    elif is_list(value) and value:
        yield "[\n"
        for number, item in enumerate(value):
            yield f"{',' + chr(10) if number else ''}{inner}"
            yield from _pieces(item, inner)
        yield f"\n{indent}]"
    else:
        kind = _TEXT if isinstance(value, str) else _NUMBER
        if value is None or isinstance(value, bool):
            kind = _OTHER
        yield terminal.style_text(_scalar(value), kind, stream)
