"""Walking over the pages of an action: what `iter_...` methods return."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from contextvars import copy_context
from operator import length_hint
from threading import Lock, Thread
from typing import Any, Generic, TypeVar

from ..model import Request, Response
from ..not_copied import NotCopied
from ..outcomes.item import RefusedItem
from ..outcomes.refusal import raise_for
from .walk import PageWalk

T = TypeVar("T")


class Walk(Generic[T]):
    """The place of a walk, in both kinds of pager: a page, and an item of it."""

    def __init__(self, request: Request[Any]) -> None:
        self.paging = PageWalk(request)
        self.rest: Iterator[T] = iter(())
        """The items of the page at hand that were not taken yet."""
        self._page = request
        self._size = 0
        self._lock = Lock()

    def begin(self, page: list[T]) -> None:
        """Go on with the items of a page that came."""
        self._page, self._size, self.rest = self.paging.page, len(page), iter(page)

    @property
    def position(self) -> Request[Any] | None:
        """The request to go on from, behind the item that was taken last."""
        left = length_hint(self.rest)
        if left:
            return self.paging.within(self._page, self._size - left)
        return self.paging.position

    def __enter__(self) -> None:
        """Let nobody else ask for a page meanwhile: it would be the same one."""
        if not self._lock.acquire(blocking=False):
            raise RuntimeError("the pager is being asked for a page already")

    def __exit__(self, *_: object) -> None:
        self._lock.release()


class _Walking(NotCopied, Generic[T]):
    """A walk, which cannot be copied, and what its pages told beside their items."""

    _walk: Walk[T]
    _instead = (
        "it holds a client: keep its `position`, and go on from there with `paginate` of "
        "another client"
    )

    @property
    def refused(self) -> tuple[RefusedItem, ...]:
        """The items that the service refused on the pages so far: the first 1,000."""
        return self._walk.paging.refused.kept

    @property
    def refused_count(self) -> int:
        """All items that the service refused on the pages so far."""
        return self._walk.paging.refused.count

    def raise_for_refused(self) -> None:
        """Raise an error that has those of the refused items; none was refused otherwise.

        Raises:
            PartialFailure: The service refused at least one.
        """
        raise_for(self.refused, None, self.refused_count)


class Pager(_Walking[T], Iterator[T]):
    """The items of all pages, one after the other; a page is asked for when needed.

    After an error it can be asked again: it goes on with the page that failed. With a
    look-ahead, a thread asks for the next page while one is used. Leaving early does not
    wait for it: its response is dropped.
    """

    def __init__(
        self,
        send: Callable[[Request[Any]], Response],
        request: Request[Any],
        prefetch: bool,
    ) -> None:
        self._walk = Walk[T](request)
        self._pages = PageIterator(send, self._walk, prefetch)

    def pages(self) -> PageIterator[T]:
        """The pages instead of their items, from the next one on."""
        return self._pages

    @property
    def position(self) -> Request[Any] | None:
        """The request to go on from another time, with `paginate`; None at the end.

        No item is lost then. Where pages are found by number or token, those of the page
        at hand come again; where by offset, none does.
        """
        return self._walk.position

    def __iter__(self) -> Pager[T]:
        return self

    def __next__(self) -> T:
        while True:
            for item in self._walk.rest:
                return item
            self._walk.begin(next(self._pages))


class PageIterator(_Walking[T], Iterator[list[T]]):
    """The pages of a walk, one after the other."""

    def __init__(
        self,
        send: Callable[[Request[Any]], Response],
        walk: Walk[T],
        prefetch: bool,
    ) -> None:
        self._send = send
        self._walk = walk
        self._prefetch = prefetch
        self._ahead: Future[Response] | None = None
        self._process = os.getpid()

    @property
    def position(self) -> Request[Any] | None:
        """The request of the next page; None at the end."""
        return self._walk.paging.position

    def __iter__(self) -> PageIterator[T]:
        return self

    def __next__(self) -> list[T]:
        with self._walk:
            paging = self._walk.paging
            request = paging.request
            while request is not None:
                items = paging.feed(self._next_response(request))
                request = paging.request
                if self._prefetch and request is not None:
                    self._ahead = _in_thread(self._send, request)
                if items:
                    return items
        raise StopIteration

    def _next_response(self, request: Request[Any]) -> Response:
        if self._process != os.getpid():  # a fork takes no thread along
            self._ahead, self._process = None, os.getpid()
        ahead = self._ahead
        if ahead is None:
            return self._send(request)
        try:
            return ahead.result()
        finally:
            if ahead.done():  # also where it failed: then the page is asked for anew
                self._ahead = None


class AsyncPager(_Walking[T], AsyncIterator[T]):
    """A `Pager` whose items and pages are awaited.

    With a look-ahead, a task asks for the next page while one is used. It is cancelled when
    the walk is left early: at once with `aclose`, else when the pager is forgotten.
    """

    def __init__(
        self,
        send: Callable[[Request[Any]], Awaitable[Response]],
        request: Request[Any],
        prefetch: bool,
    ) -> None:
        self._walk = Walk[T](request)
        self._pages = AsyncPageIterator(send, self._walk, prefetch)

    def pages(self) -> AsyncPageIterator[T]:
        """The pages instead of their items, from the next one on."""
        return self._pages

    @property
    def position(self) -> Request[Any] | None:
        """The request to go on from another time, as that of a `Pager`."""
        return self._walk.position

    async def aclose(self) -> None:
        """Ends the walk; its position can still be read."""
        await self._pages.aclose()

    def __aiter__(self) -> AsyncPager[T]:
        return self

    async def __anext__(self) -> T:
        while not self._pages.closed:
            for item in self._walk.rest:
                return item
            self._walk.begin(await self._pages.__anext__())
        raise StopAsyncIteration


class AsyncPageIterator(_Walking[T], AsyncIterator[list[T]]):
    """A `PageIterator` whose pages are awaited."""

    _ahead: asyncio.Future[Response] | None = None

    def __init__(
        self,
        send: Callable[[Request[Any]], Awaitable[Response]],
        walk: Walk[T],
        prefetch: bool,
    ) -> None:
        self._send = send
        self._walk = walk
        self._prefetch = prefetch
        self.closed = False

    @property
    def position(self) -> Request[Any] | None:
        """The request of the next page; None at the end."""
        return self._walk.paging.position

    async def aclose(self) -> None:
        """Ends the walk; its position can still be read."""
        with self._walk:
            self.closed = True
            ahead, self._ahead = self._ahead, None
            if ahead is not None:
                ahead.cancel()
                await asyncio.wait({ahead})

    def __del__(self) -> None:
        ahead = self._ahead
        if ahead is not None and not ahead.done():
            with suppress(RuntimeError):  # its event loop is closed
                ahead.get_loop().call_soon_threadsafe(ahead.cancel)

    def __aiter__(self) -> AsyncPageIterator[T]:
        return self

    async def __anext__(self) -> list[T]:
        with self._walk:
            paging = self._walk.paging
            request = paging.request
            while request is not None and not self.closed:
                items = paging.feed(await self._next_response(request))
                request = paging.request
                if self._prefetch and request is not None:
                    self._ahead = asyncio.ensure_future(self._send(request))
                    self._ahead.add_done_callback(_look_at)
                if items:
                    return items
        raise StopAsyncIteration

    async def _next_response(self, request: Request[Any]) -> Response:
        ahead = self._ahead
        if ahead is None:
            return await self._send(request)
        try:
            return await ahead
        finally:
            if ahead.done():  # also where it failed: then the page is asked for anew
                self._ahead = None


def _in_thread(
    send: Callable[[Request[Any]], Response], request: Request[Any]
) -> Future[Response]:
    future: Future[Response] = Future()

    def run() -> None:
        try:
            future.set_result(send(request))
        except BaseException as error:  # noqa: BLE001
            future.set_exception(error)

    # Not waited for when the program ends.
    Thread(target=copy_context().run, args=(run,), daemon=True).start()
    return future


def _look_at(ahead: asyncio.Future[Response]) -> None:
    """Look at a failure that may come to nobody, of which asyncio would complain."""
    if not ahead.cancelled():
        ahead.exception()
