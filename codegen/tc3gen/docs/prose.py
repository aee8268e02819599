"""Text of a spec as paragraphs, lists, code and links; nothing else of Markdown means anything.

Each kind of output writes these parts with its own escaping function, so that no text of a
spec reaches a page as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import urlsplit

from attrs import frozen

_INLINE = re.compile(
    r"`([^`\n]+)`"
    r"|\[([^\[\]\n]{1,200})\]\((https?://[^\s()<>]{1,500})\)"
    r"|(https?://[A-Za-z0-9._~:/?#@!$&*+,;=%-]{1,500}[A-Za-z0-9/])"
)
_ITEM = re.compile(r"\s*(?:[-*•]|\d{1,3}[.)、])\s+(?=\S)")


@frozen
class Inline:
    """A piece of a line."""

    kind: Literal["text", "code", "link"]
    text: str
    url: str = ""


@frozen
class Block:
    """A paragraph, or a list with an item for each line."""

    kind: Literal["paragraph", "list"]
    lines: tuple[tuple[Inline, ...], ...]


def blocks(text: str) -> Iterator[Block]:
    """The paragraphs and lists of a text."""
    for part in re.split(r"\n[ \t]*\n", text.strip()):
        paragraph: list[str] = []
        items: list[str] = []
        for line in part.splitlines():
            found = _ITEM.match(line)
            if found is not None:
                items.append(line[found.end() :].strip())
            elif items:
                items[-1] += f" {line.strip()}"
            else:
                paragraph.append(line.strip())
        if any(paragraph):
            yield Block("paragraph", (tuple(inlines(" ".join(paragraph))),))
        if items:
            yield Block("list", tuple(tuple(inlines(item)) for item in items))


def inlines(line: str) -> Iterator[Inline]:
    """The pieces of a line."""
    end = 0
    for found in _INLINE.finditer(line):
        if found.start() > end:
            yield Inline("text", line[end : found.start()])
        code, label, url, bare = found.groups()
        if code is not None:
            yield Inline("code", code)
        elif _is_web(url or bare):
            yield Inline("link", label or bare, url or bare)
        else:
            yield Inline("text", found[0])
        end = found.end()
    if end < len(line):
        yield Inline("text", line[end:])


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)
