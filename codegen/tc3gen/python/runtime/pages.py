"""Paging: the next request and the items, from an answer. No input or output."""

from __future__ import annotations

from typing import Any

import attrs

from .errors import ConfigurationError, ResponseError
from .model import Request, Response

_MOST_EMPTY = 10


@attrs.frozen(kw_only=True)
class Pages:
    """Which members carry the position, the size and the items; Python names.

    One of `offset` (items to skip), `page` (counted from 1) and `token` is set. `items`,
    `total` and `next` may be dotted paths into the answer.
    """

    items: str
    offset: str | None = None
    page: str | None = None
    token: str | None = None
    next: str | None = None
    limit: str | None = None
    total: str | None = None
    text: bool = False
    """Whether positions and sizes travel as text."""


class Paging:
    """The state of one walk over the pages of an action.

    Stops at an empty page, a page shorter than asked for (where no total is given), a page
    that is the one before again, the total, or a token that is empty or was seen before.
    With a token, more may come behind an empty page: only the tenth in a row ends it.
    """

    def __init__(self, request: Request[Any]) -> None:
        pages = request.__action__.pages
        if pages is None:
            raise ConfigurationError(f"{request.__action__.name} has no pages")
        self._pages = pages
        self._seen = 0
        self._first = _number(getattr(request, pages.offset or "", None)) or 0
        self._tokens: set[Any] = set()
        self._empty = 0
        self._previous: list[Any] = []
        cls: Any = type(request)
        self._cls = cls
        # `attrs.evolve` would look them up again for each page.
        self._given = {name: getattr(request, name) for name in attrs.fields_dict(cls)}
        self.request: Request[Any] | None = request

    def feed(self, response: Response) -> list[Any]:
        """The items of an answer; `request` is then the next one, or None at the end."""
        items = _follow(response, self._pages.items)
        if items is None:
            items = []
        if not isinstance(items, list):
            raise ResponseError(
                f"{self._pages.items} is no list", request_id=response.request_id
            )
        if self._pages.token is None and items and items == self._previous:
            # The service pays no heed to the position: without this, no end would come.
            self.request = None
            return []
        self._previous = items
        self._seen += len(items)
        step = self._token_step if self._pages.token else self._count_step
        self.request = step(response, len(items))
        return items

    def _token_step(self, response: Response, count: int) -> Request[Any] | None:
        token = _follow(response, self._pages.next or "")
        self._empty = 0 if count else self._empty + 1
        if self._empty == _MOST_EMPTY:
            return None
        if not token or not isinstance(token, (str, int)) or token in self._tokens:
            return None
        self._tokens.add(token)
        return self._at(self._pages.token, token)

    def _count_step(self, response: Response, count: int) -> Request[Any] | None:
        total = _number(_follow(response, self._pages.total or ""))
        asked = _number(getattr(self.request, self._pages.limit or "", None))
        if count == 0:
            return None
        if total is not None and self._first + self._seen >= total:
            return None
        if total is None and asked is not None and count < asked:
            return None
        if self._pages.page is not None:
            number = _number(getattr(self.request, self._pages.page)) or 1
            return self._at(self._pages.page, number + 1)
        offset = _number(getattr(self.request, self._pages.offset or "")) or 0
        return self._at(self._pages.offset, offset + count)

    def _at(self, name: str | None, value: Any) -> Request[Any]:
        """The first request at another position."""
        self._given[name or ""] = str(value) if self._pages.text else value
        made: Request[Any] = self._cls(**self._given)
        return made


def _follow(value: Any, path: str) -> Any:
    for name in path.split(".") if path else ("",):
        value = getattr(value, name, None)
    return value


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None
