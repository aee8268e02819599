"""The asynchronous client: a thin loop around the core, over aiohttp."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Awaitable,
    Callable,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypeVar

from .base import BaseClient
from .errors import Tc3Error
from .http import AsyncTransport, TransportOptions
from .interceptors import AnyInterceptor, AsyncInterceptor, Interceptor
from .sources import no_credential  # without credentials

if TYPE_CHECKING:
    from types import TracebackType

    from aiohttp import ClientSession  # noqa: F401 - named in a text below
    from typing_extensions import Self

    from .aio_keeper import AsyncKeeper
    from .attempts import Attempts
    from .bulk import Bulk
    from .bulk_rows import Chunk
    from .bulk_run import BulkProgress, Run
    from .call import Call
    from .event_stream import AsyncEventStream
    from .http import HttpRequest, Timeout
    from .model import Request, Response
    from .pagers import AsyncPager
    from .sources import Source
    from .waiters import Waiter
    from .watch import Watch

    R = TypeVar("R", bound=Response)
    T = TypeVar("T")
    W = TypeVar("W")

_AT_ONCE = 1000
"""Rows that are read without a turn for other tasks."""


class AsyncClient(
    BaseClient[
        AsyncTransport,
        "ClientSession",
        AnyInterceptor,  # with hooks
    ]
):
    """Calls the service. Tasks of one event loop share it; use it in an `async with`."""

    _interceptor_kinds = (Interceptor, AsyncInterceptor)  # with hooks

    async def send(self, request: Request[R]) -> R:
        """Sends a request and returns its answer.

        Raises:
            InvalidRequest: The request breaks the spec; nothing was sent.
            TransportError: No answer came back.
            ResponseError: What came back is no answer of the service.
            ApiError: The service refused; its class tells why.
        """
        return await self._perform(self._core.prepare(request))

    async def call(
        self, action: str, params: Mapping[str, Any], *, repeatable: bool = False
    ) -> Response:
        """Calls an action that has no model; names and values are those of the wire."""
        return await self._perform(self._core.prepare_raw(action, params, repeatable))

    # with forms
    def stream(self, request: Request[R]) -> AsyncEventStream[R]:
        """Sends a request and gives its answers one by one, as the service makes them.

        For actions that may answer with a stream of events; where the service answers at
        once, that is the only one. The request is sent when the first answer is asked for.

        Raises:
            InvalidRequest: The request breaks the spec.
        """
        from .event_stream import AsyncEventStream

        call = self._core.prepare(request, streams=True)
        return AsyncEventStream(self._perform, call, self._core.settings.timeout)

    # with pages
    def paginate(
        self, request: Request[Any], *, look_ahead: bool = False
    ) -> AsyncPager[Any]:
        """The items of all pages, from the page of `request` on. See `AsyncPager`."""
        from .pagers import AsyncPager

        return AsyncPager(self.send, request, look_ahead)

    # with pages
    def pages(
        self, request: Request[Any], *, look_ahead: bool = False
    ) -> AsyncIterator[list[Any]]:
        """The items page by page; a page is asked for when it is needed."""
        return self.paginate(request, look_ahead=look_ahead).pages()

    # with waiters
    async def _wait(
        self,
        waiter: Waiter[W],
        request: Request[Any],
        item: Mapping[str, Any],
        interval: float | None,
        deadline: float | None,
    ) -> W:
        """Asks until what is waited for is there; `item` says which one of a list."""
        wait = waiter.begin(request, item, interval, deadline, self._now)
        while True:
            try:
                answer = await self.send(wait.request)
            except Tc3Error as error:
                pause = wait.after_error(error)
                if pause is None:
                    raise
            else:
                pause = wait.after(answer)
                if pause is None:
                    return wait.found
            await self._sleep(pause)

    # with bulk
    async def _bulk(
        self,
        bulk: Bulk,
        requests: Sequence[Request[Any]],
        rows: Iterable[Any] | AsyncIterable[Any],
        progress: Callable[[BulkProgress[Any]], object] | None,
        start: int,
        drop_repeats: bool | Callable[[str], str],
        deadline: float | None,
    ) -> BulkProgress[Any]:
        """Sends rows in as few requests as will do, one after the other."""
        from .bulk_run import begin

        run = begin(self, bulk, requests, rows, start, drop_repeats, deadline)
        with run:
            async with aclosing(_each(rows)) as each:
                async for chunk in run.rows.cut_async(each):
                    await self._send_chunk(run, chunk, progress)
        return run.ended()

    # with bulk
    async def _send_chunk(
        self,
        run: Run[Any],
        chunk: Chunk,
        progress: Callable[[BulkProgress[Any]], object] | None,
    ) -> None:
        run.begin(chunk)
        while True:
            try:
                run.answered(await self.send(chunk.request))
                break
            except Tc3Error as error:
                pause = run.pause(error)
                if pause is None:
                    raise
            await self._sleep(pause)
        if progress is not None:
            told = progress(run.progress)
            if isinstance(told, Awaitable):
                await told

    async def close(self) -> None:
        """Closes the connections. Doing it twice is fine."""
        if self._owns_transport:
            await self._transport.close()  # first, as it refuses another event loop
        self._closed = True
        if self._parent is None:  # with credentials
            for keeper in [*self._keepers.values()]:
                await keeper.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def _perform(
        self,
        call: Call[R],
        watch: Watch | None = None,  # with hooks
    ) -> R:
        """Makes attempts until one succeeds or none can follow."""
        self._check_open()
        core = self._core
        if watch is None:  # with hooks
            watch = core.watch(call)
            if watch is not None:
                async with watch.call():
                    return await self._perform(call, watch)
        attempts = core.attempts(call)
        while True:
            credential = self._credential
            if credential is None and not call.unsigned:  # with credentials
                credential = await self._keeper.get(attempts.left())
            if credential is None and not call.unsigned:  # without credentials
                raise no_credential()
            if core.settings.rate_limiter is not None:  # with rate
                await self._take_turn(call, attempts)
            request = core.sign(call, credential)
            timeout = attempts.timeout()
            try:
                if watch is not None:  # with hooks
                    made = await self._attempt(call, request, timeout, watch)
                    attempts.succeeded()
                    return made
                answer = await self._transport.exchange(request, timeout)
                made = core.read(call, answer)
            except Tc3Error as error:
                if watch is not None and not watch.failed(error):  # with hooks
                    raise
                wait = attempts.wait(error)
                if wait is None:
                    raise
                core.retrying(call, error, wait)  # with hooks
            else:
                attempts.succeeded()
                return made
            await self._sleep(wait)

    # with hooks
    async def _attempt(
        self, call: Call[R], request: HttpRequest, timeout: Timeout, watch: Watch
    ) -> R:
        async with watch.attempt(request):
            answer = await self._transport.exchange(watch.sent(request), timeout)
            return watch.succeeded(self._core.read(call, watch.answered(answer)))

    # with rate
    async def _take_turn(self, call: Call[Any], attempts: Attempts) -> None:
        core = self._core
        limiter = core.settings.rate_limiter
        assert limiter is not None
        try:
            await limiter.acquire_async(
                core.quota(call), call.rate_limit, attempts.left()
            )
        except Tc3Error as error:
            # No time for another attempt: what failed before says more.
            raise attempts.failed or error from None

    @staticmethod
    async def _sleep(seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)

    # with credentials
    def _make_keeper(self, source: Source) -> AsyncKeeper:
        from .aio_keeper import AsyncKeeper

        return AsyncKeeper(source, self._options["site"], self._transport)

    def _make_transport(self, options: TransportOptions) -> AsyncTransport:
        from .aio_transport import AiohttpTransport

        return AiohttpTransport(options)


# with bulk
async def _each(rows: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T, None]:
    """All rows; other tasks get a turn now and then."""
    if isinstance(rows, AsyncIterable):
        async for row in rows:
            yield row
        return
    from asyncio import sleep

    for number, row in enumerate(rows, 1):
        yield row
        if number % _AT_ONCE == 0:
            await sleep(0)
