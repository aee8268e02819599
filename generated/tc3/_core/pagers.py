"""Walking over the pages of an action: what `iter_...` methods return."""

from __future__ import annotations

import asyncio
import os
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
)
from concurrent.futures import Future
from contextvars import copy_context
from itertools import chain
from threading import Thread
from typing import Any, TypeVar

from .model import Request, Response
from .pages import Paging

T = TypeVar("T")


class Pager(Iterator[T]):
    """The items of all pages, one after the other; a page is asked for when needed.

    With a look-ahead, a thread asks for the next page while one is used. Leaving early does
    not wait for it: its answer is dropped.
    """

    def __init__(
        self,
        send: Callable[[Request[Any]], Response],
        request: Request[Any],
        look_ahead: bool,
    ) -> None:
        self._pages = _walk(send, request, look_ahead)
        self._items: Iterator[T] = chain.from_iterable(self._pages)

    def pages(self) -> Iterator[list[T]]:
        """The pages instead of their items, from the next one on."""
        return self._pages

    def __iter__(self) -> Iterator[T]:
        return self._items

    def __next__(self) -> T:
        return next(self._items)


class AsyncPager(AsyncIterator[T]):
    """The same, asynchronous.

    With a look-ahead, a task asks for the next page while one is used. It is cancelled when
    the walk is left early: at once with `aclose`, else when the loop finds it abandoned.
    """

    def __init__(
        self,
        send: Callable[[Request[Any]], Awaitable[Response]],
        request: Request[Any],
        look_ahead: bool,
    ) -> None:
        self._pages = _walk_async(send, request, look_ahead)
        self._items: AsyncGenerator[T, None] = _items(self._pages)

    def pages(self) -> AsyncIterator[list[T]]:
        """The pages instead of their items, from the next one on."""
        return self._pages

    async def aclose(self) -> None:
        """Ends the walk."""
        await self._items.aclose()
        await self._pages.aclose()

    def __aiter__(self) -> AsyncIterator[T]:
        return self._items

    async def __anext__(self) -> T:
        return await self._items.__anext__()


def _walk(
    send: Callable[[Request[Any]], Response], request: Request[Any], look_ahead: bool
) -> Generator[list[Any], None, None]:
    paging = Paging(request)
    ahead: Future[Response] | None = None
    process = os.getpid()
    while paging.request is not None:
        if process != os.getpid():  # a fork takes no thread along
            ahead, process = None, os.getpid()
        items = paging.feed(send(paging.request) if ahead is None else ahead.result())
        ahead = None
        if look_ahead and paging.request is not None:
            ahead = _in_thread(send, paging.request)
        if items:
            yield items


async def _walk_async(
    send: Callable[[Request[Any]], Awaitable[Response]],
    request: Request[Any],
    look_ahead: bool,
) -> AsyncGenerator[list[Any], None]:
    paging = Paging(request)
    ahead: asyncio.Future[Response] | None = None
    try:
        while paging.request is not None:
            answer = await (send(paging.request) if ahead is None else ahead)
            ahead = None
            items = paging.feed(answer)
            if look_ahead and paging.request is not None:
                ahead = asyncio.ensure_future(send(paging.request))
            if items:
                yield items
    finally:
        if ahead is not None:
            await _drop(ahead)


async def _items(
    pages: AsyncGenerator[list[T], None],
) -> AsyncGenerator[T, None]:
    async for page in pages:
        for item in page:
            yield item


def _in_thread(
    send: Callable[[Request[Any]], Response], request: Request[Any]
) -> Future[Response]:
    future: Future[Response] = Future()

    def run() -> None:
        try:
            future.set_result(send(request))
        except BaseException as error:
            future.set_exception(error)

    # Not waited for when the program ends.
    Thread(target=copy_context().run, args=(run,), daemon=True).start()
    return future


async def _drop(task: asyncio.Future[Response]) -> None:
    task.cancel()
    await asyncio.wait({task})
    if not task.cancelled():
        task.exception()  # looked at, so that asyncio does not complain that nobody did
