"""Plain data to the YAML of spec files.

The text is read back as the same data, by our loader and by any other. What our loader
refuses cannot be written either.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tc3gen.spec.editing.layout import PLAIN, WIDTH, Layout, layout_of
from tc3gen.spec.problems import value_text
from tc3gen.spec.yaml.characters import refused_character
from tc3gen.spec.yaml.nodes import MAX_DEPTH
from tc3gen.spec.yaml.plain_scalars import scalar_meaning

_INDENT = "  "
_LONGEST_NUMBER = 40
_SHORT = 40
_LONGEST_KEY = 1000  # a longer one needs `? ` before it

_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
_UNQUOTED = re.compile(
    rf"(?!\.\.\.){_FIRST}(?:[^\s:#]| (?=\S)(?!#)|:(?=[^\s])|(?<=\S)#)*"
)
_FLOW_INDICATOR = re.compile(r"[,?\[\]{}]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_ESCAPED = re.compile(r'[\\"\n\t]')
_FOLD = re.compile(r"(?<=\S) (?=\S)")


class Unwritable(ValueError):
    """A value that no spec file can hold; the message says which and why."""


def dump_spec(
    document: Mapping[str, Any], schema: str | None = "../schema.json"
) -> str:
    """The text of a spec file.

    Keys are put in the order of the format, and names sorted where it sorts them.

    Args:
        document: What the file says: mappings, lists, texts, numbers, booleans and None.
        schema: Path of the schema for editors, written into the first line.

    Raises:
        Unwritable: A value is not of these kinds, or holds what the loader refuses.
    """
    check_plain(document)
    layout = layout_of(document)
    lines = [f"# yaml-language-server: $schema={schema}"] if schema else []
    for key in layout.ordered(document):
        if layout.of(key).apart and lines:
            lines.append("")
        lines += entry(key, document[key], layout, "")
    return "\n".join(lines) + "\n" if document else "{}\n"


def entry(key: str, value: Any, layout: Layout, margin: str) -> list[str]:
    """The lines of a key and its value; `layout` is that of the mapping around them."""
    if isinstance(value, str) and layout.is_prose(key):
        value = _Prose(value.strip())
    return _value_lines(
        f"{margin}{key_text(key, margin)}:", value, layout.of(key), margin
    )


def item(value: Any, layout: Layout, margin: str) -> list[str]:
    """The lines of an item of a list; `layout` is that of the list."""
    return _value_lines(f"{margin}-", value, layout.of(0), margin)


def flow(value: Any, layout: Layout = PLAIN) -> str:
    """A value on one line, as it stands within brackets."""
    if isinstance(value, Mapping):
        parts = (
            f"{key_text(key)}: {flow(value[key], layout.of(key))}"
            for key in layout.ordered(value)
        )
        return f"{{{', '.join(parts)}}}"
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(flow(each, layout.of(0)) for each in value)}]"
    return scalar(value, in_flow=True)


def scalar(value: Any, *, in_flow: bool = False) -> str:
    """A text, number, truth value or null on one line."""
    if isinstance(value, str):
        return (_short_text if len(value) <= _SHORT else _text_on_a_line)(
            value, in_flow
        )
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        text = repr(value)
        return text if "." in text else text.replace("e", ".0e")
    return str(value)


def _text_on_a_line(value: str, in_flow: bool) -> str:
    """A text on one line, in quotes if it needs some."""
    if (
        _UNQUOTED.fullmatch(value)
        and not (in_flow and _FLOW_INDICATOR.search(value))
        and scalar_meaning(value) == value
    ):
        return str(value)
    if ('"' in value or "\\" in value) and not set(value) & set("'\n\t"):
        return f"'{value}'"
    return f'"{_ESCAPED.sub(lambda match: _ESCAPES[match[0]], value)}"'


# Keys and the names of types come again and again.
_short_text = lru_cache(maxsize=4096)(_text_on_a_line)


def key_text(key: str, margin: str = "") -> str:
    """A key as it is written before its colon."""
    text = scalar(key, in_flow=True)
    # A colon may be too far away to be looked for.
    return text if len(text) < _LONGEST_KEY else f"? {text}\n{margin}"


class _Prose(str):
    """A text whose end is not looked at."""

    __slots__ = ()


def _value_lines(head: str, value: Any, layout: Layout, margin: str) -> list[str]:
    """The lines of a value after `key:` or `-`."""
    if isinstance(value, str):
        return _text(head, value, margin + _INDENT)
    if not value or not isinstance(value, (Mapping, list, tuple)):
        return [f"{head} {flow(value)}"]
    if not layout.block:
        line = on_one_line(value, layout, WIDTH - len(head) - 1)
        if line is not None:
            return [f"{head} {line}"]
    inside = margin + _INDENT
    lines: list[str] = []
    if isinstance(value, Mapping):
        for name in layout.ordered(value):
            if layout.spaced and lines:
                lines.append("")
            lines += entry(name, value[name], layout, inside)
    else:
        for each in sorted(value, key=str) if layout.sort else value:
            lines += item(each, layout, inside)
    if head.endswith("-"):
        return [f"{head} {lines[0][len(inside) :]}", *lines[1:]]
    return [head, *lines]


def on_one_line(value: Any, layout: Layout, room: int) -> str | None:
    """A value within brackets, if it belongs on one line and there is room; else None."""
    if isinstance(value, str):
        if len(value) > room or "\n" in value:
            return None
    elif isinstance(value, (list, tuple)):
        return _list_on_one_line(value, layout, room)
    elif isinstance(value, Mapping):
        return _mapping_on_one_line(value, layout, room)
    text = scalar(value, in_flow=True)
    return text if len(text) <= room else None


def _mapping_on_one_line(
    value: Mapping[str, Any], layout: Layout, room: int
) -> str | None:
    parts = []
    room -= 2
    for key in layout.ordered(value):
        child = value[key]
        name = f"{key_text(key)}: "
        if layout.flat and isinstance(child, (Mapping, list, tuple)):
            return None
        part = on_one_line(child, layout.of(key), room - len(name))
        if part is None or "\n" in name:
            return None
        room -= len(name) + len(part) + 2
        parts.append(name + part)
    return f"{{{', '.join(parts)}}}"


def _list_on_one_line(value: Sequence[Any], layout: Layout, room: int) -> str | None:
    parts = []
    room -= 2
    for child in value:
        part = on_one_line(child, layout.of(0), room)
        if part is None:
            return None
        room -= len(part) + 2
        parts.append(part)
    return f"[{', '.join(parts)}]"


def _text(head: str, text: str, inside: str) -> list[str]:
    """The lines of a text after `key:` or `-`: on one line, or as a block."""
    line = f"{head} {scalar(text)}"
    if "\n" not in text and (len(line) <= WIDTH or not _FOLD.search(text)):
        return [line]
    chomp = "" if isinstance(text, _Prose) or text.endswith("\n") else "-"
    paragraphs = text.removesuffix("\n").split("\n")
    if _starts_or_ends_blank(paragraphs):
        return [line]
    room = WIDTH - len(inside)
    if any(len(paragraph) > room for paragraph in paragraphs):
        if all(paragraph == paragraph.strip() for paragraph in paragraphs):
            return [f"{head} >{chomp}", *_fold_lines(paragraphs, inside, room)]
        if len(paragraphs) == 1:
            return [line]
    literal = (inside + paragraph if paragraph else "" for paragraph in paragraphs)
    return [f"{head} |{chomp}", *literal]


def _starts_or_ends_blank(paragraphs: Sequence[str]) -> bool:
    """True if a block could not show where the text begins, ends or is blank."""
    first, last = paragraphs[0][:1], paragraphs[-1]
    return not first.strip() or not last or any(each.isspace() for each in paragraphs)


def _fold_lines(paragraphs: Sequence[str], inside: str, room: int) -> list[str]:
    """The lines of a folded block: a blank line stands for a line break."""
    lines: list[str] = []
    for number, paragraph in enumerate(paragraphs):
        if number and paragraph:
            lines.append("")
        line = ""
        for part in _FOLD.split(paragraph):
            if line and len(line) + 1 + len(part) > room:
                lines.append(inside + line)
                line = part
            else:
                line = f"{line} {part}" if line else part
        lines.append(inside + line if line else "")
    return lines


def check_plain(value: Any, path: tuple[str | int, ...] = (), depth: int = 1) -> None:
    """Refuse what the loader would refuse.

    Raises:
        Unwritable: It, or something in it, is refused; `path` is named as where it stands.
    """
    if isinstance(value, str):
        if problem := refused_character(value):
            raise Unwritable(_at(path, problem))
    elif isinstance(value, (Mapping, list, tuple)):
        if depth > MAX_DEPTH:
            raise Unwritable(_at(path[:4], f"nested more than {MAX_DEPTH} levels deep"))
        if isinstance(value, Mapping):
            for key, child in value.items():
                if not isinstance(key, str):
                    raise Unwritable(
                        _at(path, f"a key must be text, not {value_text(key)}")
                    )
                check_plain(key, path, depth)
                check_plain(child, (*path, key), depth + 1)
        else:
            for index, child in enumerate(value):
                check_plain(child, (*path, index), depth + 1)
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise Unwritable(_at(path, "not a finite number"))
    elif isinstance(value, int):
        if abs(value) >= 10 ** (_LONGEST_NUMBER - 1):
            raise Unwritable(_at(path, "a huge number"))
    elif value is not None:
        raise Unwritable(_at(path, f"a {type(value).__name__} is no plain data"))


def _at(path: tuple[str | int, ...], problem: str) -> str:
    return f"{'.'.join(map(str, path)) or 'the document'}: {problem}"
