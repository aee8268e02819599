"""Cuts rows into requests, checked and counted on the way. No input or output."""

from __future__ import annotations

from collections.abc import (
    AsyncIterable,
    AsyncIterator,
    Callable,
    Iterable,
    Iterator,
    Sequence,
)
from hashlib import blake2b
from typing import Any, NamedTuple

import attrs

from ..errors import ConfigurationError
from ..model import Request
from ..narrowing import is_whole
from ..serialization.violations import Violation
from .definition import Bulk
from .row_encoder import Limits, RowEncoder

_COMMA = 1
_DIGEST = 16
_PREFIX = 2

Deduplicate = bool | Callable[[str], str]


class Chunk(NamedTuple):
    """The rows from `first` to before `stop`, without repeats, as a request."""

    request: Request[Any]
    first: int
    stop: int
    rows: int


class BadRow(Exception):
    """A row that cannot be sent. `field` is the member at fault, empty for the row itself."""

    def __init__(self, index: int, field: str, reason: str, action: str | None) -> None:
        super().__init__(reason)
        self.index = index
        self.field = field
        self.reason = reason
        self.action = action


class Chunker:
    """Cuts rows into requests of as many rows and bytes as are allowed, in their order.

    Rows before number `start` are counted, and remembered to know repeats, but not sent.
    """

    def __init__(
        self,
        bulk: Bulk,
        requests: Sequence[Request[Any]],
        limits: Limits,
        *,
        start: int,
        deduplicate: Deduplicate,
    ) -> None:
        if not is_whole(start) or isinstance(start, bool) or start < 0:
            raise ConfigurationError("start must be the number of a row, from 0")
        if not isinstance(deduplicate, bool) and not callable(deduplicate):
            raise ConfigurationError("deduplicate must be true, false or a function")
        self._forms = [
            RowEncoder(request, name, bulk.key, limits)
            for request, name in zip(requests, bulk.rows, strict=True)
        ]
        self._form: RowEncoder | None = None
        self._limits = limits
        self._start = start
        self._seen = DigestSet() if deduplicate is not False else None
        self._same = deduplicate if callable(deduplicate) else str
        self._items: list[Any] = []
        self._first = start
        self._size = 0
        self.read = 0
        """Rows that were given so far."""
        self.repeats = 0
        """The number of rows that were dropped, those before `start` not counted."""

    def cut(self, rows: Iterable[object]) -> Iterator[Chunk]:
        """The requests for all rows."""
        for row in rows:
            chunk = self.add(row)
            if chunk is not None:
                yield chunk
        chunk = self.rest()
        if chunk is not None:
            yield chunk

    async def cut_async(self, rows: AsyncIterable[object]) -> AsyncIterator[Chunk]:
        """Cut rows that come asynchronously into requests."""
        async for row in rows:
            chunk = self.add(row)
            if chunk is not None:
                yield chunk
        chunk = self.rest()
        if chunk is not None:
            yield chunk

    def add(self, row: object) -> Chunk | None:
        """Takes a row; the rows before it, when no more fit into their request."""
        index = self.read
        self.read += 1
        if index < self._start and self._seen is None:
            return None
        form = self._form
        if form is None:
            form = self._form = self._form_of(row)
        try:
            item, key, size = form.item(row)
        except Violation as violation:
            raise self._bad(index, violation.path, violation.reason) from None
        is_new = self._seen is None or self._seen.add(self._same(key))
        if index < self._start:
            return None
        if not is_new:
            self.repeats += 1
            return None
        return self._take(form, index, item, size)

    def rest(self) -> Chunk | None:
        """The rows that are left, when there are no more."""
        if self.read < self._start:
            raise ConfigurationError(
                f"start is {self._start}, but there are only {self.read} rows"
            )
        return self._cut(self.read) if self._items else None

    def _take(self, form: RowEncoder, index: int, item: Any, size: int) -> Chunk | None:
        most = self._limits.max_body
        around = form.around(item, size)
        if around + size > most:
            reason = f"a request with it has {around + size} bytes, but at most {most} "
            raise self._bad(index, "", f"{reason}are allowed")
        full: Chunk | None = None
        if self._items and (
            len(self._items) == form.most or self._size + _COMMA + size > most
        ):
            full = self._cut(index)
        if self._items:
            self._size += _COMMA + size
        else:
            self._size = around + size
            self._first = index
        self._items.append(item)
        return full

    def _cut(self, stop: int) -> Chunk:
        assert self._form is not None
        items, self._items = self._items, []
        return Chunk(self._form.filled(items), self._first, stop, len(items))

    def _form_of(self, row: object) -> RowEncoder:
        """The request for rows like the first one: with values, or without."""
        has_values = isinstance(row, tuple) or attrs.has(type(row))
        for form in self._forms:
            if (form.model is not None) == has_values:
                return form
        return self._forms[0]

    def _bad(self, index: int, field: str, reason: str) -> BadRow:
        assert self._form is not None
        return BadRow(index, field, reason, self._form.request.__action__.name)


class DigestSet:
    """Texts that were there before: 16 bytes for each, however long it is.

    Their digests stand one behind the other, sorted into buckets by how they begin. A set
    of the texts would take ten times as much.
    """

    def __init__(self) -> None:
        self._buckets: dict[bytes, bytearray] = {}

    def add(self, text: str) -> bool:
        """Remembers a text; tells whether it is new."""
        encoded = text.encode(errors="surrogatepass")
        digest = blake2b(encoded, digest_size=_DIGEST).digest()
        bucket = self._buckets.setdefault(digest[:_PREFIX], bytearray())
        rest = digest[_PREFIX:]
        # Not even across two of them would one of 14 bytes be found by chance.
        if rest in bucket:
            return False
        bucket += rest
        return True
