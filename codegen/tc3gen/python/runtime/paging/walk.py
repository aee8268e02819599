"""Paging: the next request and the items, from a response. No input or output."""

from __future__ import annotations

from typing import Any, NamedTuple

import attrs

from ..errors import ConfigurationError, ResponseError
from ..model import Request, Response, action_of
from ..narrowing import is_list, is_mapping
from ..outcomes.refusal import RefusedItems
from ..serialization import json_codec as jsontext
from ..serialization.fields import INFO

_MOST_EMPTY = 10

_MODEL_STATUS = 200
"""The HTTP status of any response that became a model: of another one an error is made."""


class PageWalk:
    """The state of one walk over the pages of an action.

    Stops at an empty page, a page shorter than asked for (where no total is given), a page
    that is the one before again, pages that come round, the total, or a token that is empty
    or was seen before. With a token, more may come behind an empty page: only the tenth in
    a row ends it.

    Pages come round where two in a row are equal to two earlier ones in a row. One alone
    may be so by chance, as in a list whose items have no id: it is held back until the next
    one tells, and is lost in neither case.
    """

    def __init__(self, request: Request[Any]) -> None:
        info = action_of(request)
        pages = info.pages
        if pages is None:
            raise ConfigurationError(f"{info.name} has no pages")
        self._pages = pages
        self._items = pages.items.split(".")
        self._total = (pages.total or "").split(".")
        self._next = (pages.next or "").split(".")
        self._seen = 0
        self._first = _number(getattr(request, pages.offset or "", None)) or 0
        self._tokens: set[int] = set()
        self._empty = 0
        self._previous: list[Any] | None = None
        self._rounds = _Rounds()
        self._wire_path: list[str] = []
        self._held: _Page | None = None
        cls: Any = type(request)
        self._cls = cls
        self._given = {name: getattr(request, name) for name in attrs.fields_dict(cls)}
        self.request: Request[Any] | None = request
        """The next one to send; None at the end."""
        self.refused = RefusedItems()
        """The items of all pages so far that the service refused, where it tells."""
        self.page: Request[Any] = request
        """The one that gave the items that came last."""

    @property
    def position(self) -> Request[Any] | None:
        """The request to go on from behind the items that came last; None at the end."""
        return self.request if self._held is None else self._held.request

    def within(self, page: Request[Any], taken: int) -> Request[Any]:
        """The request to go on from within a page: that of its next item, where it can."""
        if self._pages.token is not None or self._pages.page is not None:
            return page
        offset = _number(getattr(page, self._pages.offset or "")) or 0
        return self._at(self._pages.offset, offset + taken)

    def feed(self, response: Response) -> list[Any]:
        """The items of a response; `request` is then the next one, or None at the end."""
        member = _follow_path(response, self._items)
        if member is not None and not is_list(member):
            raise self._no_list(response)
        items: list[Any] = member or []
        assert self.request is not None
        found = _Page(self.request, items, page_response=response)
        held, self._held = self._held, None
        if self._pages.token is None and items:
            if items == self._previous:
                # The service pays no heed to the position: without this, no end would come.
                self.request = None
                return self._give(held, None)
            if not self._wire_path:
                self._wire_path = _wire_path(response, self._items)
            came = self._rounds.see(_digest(response.raw, self._wire_path))
            if came == _ROUND:
                self.request = None
                return []
            if came == _AGAIN:
                self._held = found
        self._previous = items
        self._seen += len(items)
        step = self._token_step if self._pages.token else self._count_step
        self.request = step(response, len(items))
        if self.request is None:  # nothing follows that could tell
            self._held = None
        return self._give(held, None if self._held else found)

    def _no_list(self, response: Response) -> ResponseError:
        error = ResponseError(
            f"{self._pages.items} is not a list",
            status=_MODEL_STATUS,
            request_id=response.request_id,
        )
        error.sent = True
        return error

    def _give(self, held: _Page | None, found: _Page | None) -> list[Any]:
        """The items of the pages that are not held back any more."""
        first = held or found
        if first is None:
            return []
        self.page = first.request
        self.refused.add(first.page_response)
        if held is None or found is None:
            return first.items
        self.refused.add(found.page_response)
        return [*held.items, *found.items]

    def _token_step(self, response: Response, count: int) -> Request[Any] | None:
        token = _follow_path(response, self._next)
        self._empty = 0 if count else self._empty + 1
        if self._empty == _MOST_EMPTY:
            return None
        if not token or not isinstance(token, (str, int)):
            return None
        if hash(token) in self._tokens:
            return None
        self._tokens.add(hash(token))  # tokens may be long
        return self._at(self._pages.token, token)

    def _count_step(self, response: Response, count: int) -> Request[Any] | None:
        total = _number(_follow_path(response, self._total))
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
        position = str(value) if self._pages.text else value
        made: Request[Any] = self._cls(**{**self._given, name or "": position})
        return made


class _Page(NamedTuple):
    """The items of a response, and what was asked for them."""

    request: Request[Any]
    items: list[Any]
    page_response: Response


_NEW, _AGAIN, _ROUND = range(3)


class _Rounds:
    """Tells when pages come round again. Keeps two numbers of each."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}
        self._count = 0
        self._period = 0

    def see(self, digest: int | None) -> int:
        """Tell a new page from one that came before, and from the second such in a row."""
        self._count += 1
        if digest is None:
            self._period = 0
            return _NEW
        period = self._count - self._seen.get(digest, self._count)
        was, self._period = self._period, period
        self._seen[digest] = self._count
        if not period:
            return _NEW
        return _ROUND if period == was else _AGAIN


def _wire_path(response: Response, path: list[str]) -> list[str]:
    """The names of the wire that lead to the items."""
    value: Any = response
    names: list[str] = []
    for name in path:
        names.append(getattr(attrs.fields(value.__class__), name).metadata[INFO].wire)
        value = getattr(value, name)
    return names


def _digest(raw: Any, path: list[str]) -> int | None:
    """A number that tells pages by their items, as they were received."""
    for name in path:
        raw = raw.get(name) if is_mapping(raw) else None
    try:
        return None if raw is None else hash(jsontext.dumps_checked(raw))
    except (ValueError, TypeError, RecursionError):
        return None


def _follow_path(value: Any, path: list[str]) -> Any:
    for name in path:
        value = getattr(value, name, None)
    return value


def _number(value: Any) -> int | None:
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        return int(value)
    return value if isinstance(value, int) else None
