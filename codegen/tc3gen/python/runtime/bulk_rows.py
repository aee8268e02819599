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
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from . import jsontext
from .bulk import Bulk
from .encode import encode, encoder_of
from .errors import ConfigurationError, InvalidRequest
from .misfit import Misfit
from .model import Request
from .shapes import Member, members

if TYPE_CHECKING:
    from .call import Settings

_COMMA = 1
_DIGEST = 16
_PREFIX = 2

DropRepeats = bool | Callable[[str], str]


class Limits(NamedTuple):
    """What a client asks of every request."""

    site: str
    validate: bool
    max_body: int
    as_query: bool = False
    """Whether parameters travel one by one, as in a query, and not as JSON."""


def limits_of(settings: Settings, requests: Sequence[Request[Any]]) -> Limits:
    """What a client's settings make of it: the strictest that one of the requests needs."""
    from . import forms

    most, as_query = settings.max_body, False
    for request in requests:
        info = request.__action__
        method = forms.method_of(settings, info.form, info.repeatable)
        if method == "GET" or settings.signature != "TC3-HMAC-SHA256":
            most = min(most, forms.limit(settings, method))
            as_query = True
    return Limits(settings.site, settings.validate, most, as_query)


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


class Rows:
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
        drop_repeats: DropRepeats,
    ) -> None:
        if not isinstance(start, int) or isinstance(start, bool) or start < 0:
            raise ConfigurationError("start must be the number of a row, from 0")
        if not isinstance(drop_repeats, bool) and not callable(drop_repeats):
            raise ConfigurationError("drop_repeats must be true, false or a function")
        self._forms = [
            _Form(request, name, bulk.key, limits)
            for request, name in zip(requests, bulk.rows, strict=True)
        ]
        self._form: _Form | None = None
        self._limits = limits
        self._start = start
        self._seen = Seen() if drop_repeats is not False else None
        self._same = drop_repeats if callable(drop_repeats) else str
        self._items: list[Any] = []
        self._first = start
        self._size = 0
        self.read = 0
        """Rows that were given so far."""
        self.repeats = 0
        """How many of them were dropped, those before `start` not counted."""

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
        """The same."""
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
        except Misfit as misfit:
            raise self._bad(index, misfit.path, misfit.reason) from None
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

    def _take(self, form: _Form, index: int, item: Any, size: int) -> Chunk | None:
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

    def _form_of(self, row: object) -> _Form:
        """The request for rows like the first one: with values, or without."""
        has_values = isinstance(row, tuple) or attrs.has(type(row))
        for form in self._forms:
            if (form.model is not None) == has_values:
                return form
        return self._forms[0]

    def _bad(self, index: int, field: str, reason: str) -> BadRow:
        assert self._form is not None
        return BadRow(index, field, reason, self._form.request.__action__.name)


class _Form:
    """How rows of one kind become the items of a request."""

    def __init__(
        self, request: Request[Any], name: str, key: str | None, limits: Limits
    ) -> None:
        self.request = request
        self._name = name
        self._key = key or ""
        self._limits = limits
        self._around: int | None = None
        cls: Any = type(request)
        found = next(member for member in members(cls) if member.name == name)
        self._wire_name = found.info.wire
        bounds = found.info.items
        self.most = bounds[1] if bounds else None
        shape = found.shape.item
        self.model: Any = shape.cls if shape.kind == "model" else None
        self._encode = encoder_of(shape, found.info, limits.site, limits.validate)
        inside: tuple[Member, ...] = () if self.model is None else members(self.model)
        self._values = [member.name for member in inside if member.required]
        self._texts = [(m.name, m.info.wire) for m in inside if m.shape.kind == "json"]

    def item(self, row: object) -> tuple[Any, str, int]:
        """The item for a row, what tells it from others, and its bytes in a request."""
        made: Any = row
        key: Any = row
        if self.model is None:
            if isinstance(row, tuple) or attrs.has(type(row)):
                raise Misfit("it has values, but the first row has none")
            wire = self._encode(row)
        else:
            made = self._made(row)
            key = getattr(made, self._key)
            wire = self._encode(made)
            # As text, so that the next row may use the same mapping again.
            for name, wire_name in self._texts:
                setattr(made, name, wire.get(wire_name))
        return made, str(key), self._size(wire)

    def around(self, item: Any, size: int) -> int:
        """Bytes of a request beside its items. Checks the other members once."""
        if self._around is None:
            from .call import fill_token
            from .forms import query_size

            limits = self._limits
            params = encode(self.filled([item]), limits.site, limits.validate)
            fill_token(self.request.__action__, params)
            dumps = jsontext.dumps_checked if limits.validate else jsontext.dumps
            whole = (
                query_size(self.request.__action__.name, params)
                if limits.as_query
                else len(dumps(params))
            )
            self._around = whole - size
        return self._around

    def _size(self, wire: Any) -> int:
        """Bytes of an item; as a query, at most so many: its number is among them."""
        if self._limits.as_query:
            from .forms import query_size

            params = {f"{self._wire_name}.{self.most}": wire}
            try:
                return query_size(self.request.__action__.name, params)
            except InvalidRequest as error:
                raise Misfit(error.reason) from None
        try:
            return len(jsontext.dumps_checked(wire))
        except (ValueError, TypeError, RecursionError) as error:
            raise Misfit(jsontext.reason(error)) from None

    def filled(self, items: list[Any]) -> Request[Any]:
        """The request with its rows."""
        changes: dict[str, Any] = {self._name: items}
        made: Request[Any] = attrs.evolve(self.request, **changes)  # type: ignore[misc]
        return made

    def _made(self, row: object) -> Any:
        if isinstance(row, self.model):
            return attrs.evolve(row)
        if not isinstance(row, tuple):
            what = type(row).__name__
            raise Misfit(
                f"must be ({', '.join(self._values)}) or {self.model.__name__}, not {what}"
            )
        if len(row) != len(self._values):
            raise Misfit(
                f"has {len(row)} values, but needs {len(self._values)}: "
                f"{', '.join(self._values)}"
            )
        return self.model(**dict(zip(self._values, row, strict=True)))


class Seen:
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
