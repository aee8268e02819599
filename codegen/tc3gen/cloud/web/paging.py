"""Lists that do not fit on one page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from attrs import frozen

PAGE_SIZE = 50
_LAST = 10_000_000


@frozen
class Part:
    """The rows of one page, and the links to its neighbours."""

    rows: Sequence[Any]
    number: int
    previous: str | None
    next: str | None


def part_of(
    request: web.Request,
    find: Callable[[int, int], Sequence[Any]],
    kept: Mapping[str, str] | None = None,
) -> Part:
    """The page that a request asks for.

    Args:
        request: its query may have `page`, from 1.
        find: the rows, by offset and limit.
        kept: what else is in the query of the links.
    """
    text = request.query.get("page", "1")
    wanted = int(text[:8]) if text.isascii() and text.isdigit() else 1
    number = min(max(wanted, 1), _LAST)
    rows = find((number - 1) * PAGE_SIZE, PAGE_SIZE + 1)

    def link(to: int) -> str:
        return "?" + urlencode({**(kept or {}), "page": to})

    return Part(
        rows=rows[:PAGE_SIZE],
        number=number,
        previous=link(number - 1) if number > 1 else None,
        next=link(number + 1) if len(rows) > PAGE_SIZE else None,
    )
