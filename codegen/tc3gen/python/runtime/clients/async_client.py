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

from ..auth.providers import no_credential  # without credentials
from ..errors import Tc3Error
from ..event_loop import running_loop
from ..hooks.interceptors import AnyInterceptor, AsyncInterceptor, Interceptor
from ..transport.base import AsyncTransport, TransportOptions
from ..transport.error_chain import clear_frames
from . import types
from .base import BaseClient, Self

if TYPE_CHECKING:
    from aiohttp import ClientSession  # noqa: F401 - named in a text below

    from ..attempt import Attempt
    from ..auth.async_cache import AsyncKeeper
    from ..auth.source import Source
    from ..bulk.chunker import Chunk
    from ..bulk.definition import Bulk
    from ..bulk.progress import BulkProgress
    from ..bulk.run import BulkRun
    from ..calls.attempts import Attempts
    from ..calls.call import PreparedCall
    from ..hooks.observer import CallObserver
    from ..transport.base import HttpRequest
    from ..waiters import Waiter

R = TypeVar("R", bound="types.Response")
T = TypeVar("T")
W = TypeVar("W")

_AT_ONCE = 1000
"""Rows that are read without a turn for other tasks."""


class AsyncClient(
    BaseClient[
        AsyncTransport,
        "ClientSession",
        AnyInterceptor,
    ]
):
    """Calls the service. Tasks of one event loop share it; use it in an `async with`."""

    _interceptor_kinds = (Interceptor, AsyncInterceptor)

    async def send(self, request: types.Request[R]) -> R:
        """Sends a request and returns its response.

        Raises:
            ValidationError: The request breaks the spec; nothing was sent.
            TransportError: No response came back.
            ResponseError: What came back is not a response of the service.
            ApiError: The service refused; its class tells why.
        """
        call = self._core.prepare(request)
        del request  # no frame of a failed call keeps what was sent
        if self._core.settings.once is not None:
            from .once import perform_once_async

            return await perform_once_async(self, call)
        return await self._perform(call)

    async def call(  # with raw
        self, action: str, params: Mapping[str, Any], *, repeatable: bool = False
    ) -> types.Response:
        """Calls an action that has no model; names and values are those of the wire."""
        call = self._core.prepare_raw(action, params, repeatable)
        del params
        if self._core.settings.once is not None:
            from .once import perform_once_async

            return await perform_once_async(self, call)
        return await self._perform(call)

    def stream(self, request: types.Request[R]) -> types.AsyncEventStream[R]:
        """Sends a request and gives its responses one by one, as the service makes them.

        For actions that may answer with a stream of events; where the service answers at
        once, that is the only one. The request is sent when the first response is asked for.

        Raises:
            ValidationError: The request breaks the spec.
        """
        self._refuse_once("a stream")
        from ..streaming.reader import EventReader
        from ..streaming.stream import AsyncEventStream

        call = self._core.prepare(request, EventReader)
        return AsyncEventStream(
            self._perform, call, self._core.settings.timeout, self._clock
        )

    def paginate(
        self, request: types.Request[Any], *, prefetch: bool = False
    ) -> types.AsyncPager[Any]:
        """The items of all pages, from the page of `request` on. See `AsyncPager`."""
        self._refuse_once("pages")
        from ..paging.pagers import AsyncPager

        return AsyncPager(self.send, request, prefetch)

    def pages(
        self, request: types.Request[Any], *, prefetch: bool = False
    ) -> AsyncIterator[list[Any]]:
        """The items page by page; a page is asked for when it is needed."""
        return self.paginate(request, prefetch=prefetch).pages()

    async def _wait(
        self,
        waiter: Waiter[W],
        request: types.Request[Any],
        item: Mapping[str, Any],
        interval: float | None,
        timeout: float | None,
    ) -> W:
        """Asks until what is waited for is there; `item` says which one of a list."""
        self._refuse_once("a wait")
        wait = waiter.begin(request, item, interval, timeout, self._clock())
        while True:
            try:
                response = await self.send(wait.request)
            except Tc3Error as error:
                pause = wait.after_error(error)
                if pause is None:
                    raise
            else:
                pause = wait.after(response)
                if pause is None:
                    return wait.found
            await self._sleep(pause)

    async def _bulk(
        self,
        bulk: Bulk,
        requests: Sequence[types.Request[Any]],
        rows: Iterable[Any] | AsyncIterable[Any],
        progress: Callable[[BulkProgress[Any]], object] | None,
        start: int,
        deduplicate: bool | Callable[[str], str],
        timeout: float | None = None,
    ) -> BulkProgress[Any]:
        """Sends rows in as few requests as will do, one after the other."""
        from ..bulk.run import begin_bulk

        run = begin_bulk(self, bulk, requests, rows, start, deduplicate, timeout)
        with run:
            async with aclosing(_each(rows)) as each:
                async for chunk in run.rows.cut_async(each):
                    await self._send_chunk(run, chunk, progress)
        return run.ended()

    async def _send_chunk(
        self,
        run: BulkRun[Any],
        chunk: Chunk,
        progress: Callable[[BulkProgress[Any]], object] | None,
    ) -> None:
        run.begin(chunk)
        while True:
            try:
                client = self._hurried(run.left)
                if self._core.settings.once is not None:
                    client = client._with_key_of_chunk(run)
                run.answered(await client.send(chunk.request))
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
        await self._close_keepers()

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _perform(
        self,
        call: PreparedCall[R],
        begun: Attempts | None = None,
        watch: CallObserver | None = None,
    ) -> R:
        """Make attempts until one succeeds or none can follow."""
        self._check_usable()
        core = self._core
        request: HttpRequest | None = None
        attempts = begun or core.attempts(call, self._clock())
        try:
            if watch is None:
                watch = core.watch(call, attempts.deadline)
                if watch is not None:
                    async with watch.call():
                        return await self._perform(call, attempts, watch)
            while True:
                credential = self._credential
                if credential is None and not call.unsigned:
                    credential = await self._keeper.get(attempts.deadline)
                if credential is None and not call.unsigned:  # without credentials
                    raise no_credential()
                if core.settings.rate_limiter is not None:
                    await self._take_turn(call, attempts)
                if call.once is not None:
                    from .once import begin_async

                    await begin_async(self, call.once)
                request = core.sign(call, credential)
                attempt = attempts.begin()
                try:
                    if watch is not None:
                        made = await self._watched(call, request, attempt, watch)
                        attempts.succeeded()
                        return made
                    attempt.sent = None
                    exchange = self._transport.exchange
                    made = core.read(call, await exchange(request, attempt))
                except Tc3Error as error:
                    if watch is not None and not watch.failed(error):
                        raise
                    wait = attempts.wait(error)
                    if wait is None and self._renews(error, credential, attempts):
                        wait = 0.0
                    if wait is None:
                        raise
                    core.retrying(call, error, wait)
                else:
                    attempts.succeeded()
                    return made
                await self._sleep(wait)
        except BaseException as error:
            attempts.tell(error)
            call.forget()
            request = None  # or this frame would keep what was sent
            watch = None
            clear_frames(error)
            raise

    async def _watched(
        self,
        call: PreparedCall[R],
        request: HttpRequest,
        attempt: Attempt,
        watch: CallObserver,
    ) -> R:
        """Make an attempt that interceptors surround."""
        async with watch.attempt(request):
            request = watch.sent(request)
            attempt.sent = None
            response = await self._transport.exchange(request, attempt)
            return watch.succeeded(self._core.read(call, watch.answered(response)))

    async def _take_turn(self, call: PreparedCall[Any], attempts: Attempts) -> None:
        core = self._core
        limiter = core.settings.rate_limiter
        assert limiter is not None
        try:
            left = attempts.deadline.left()
            await limiter.acquire_async(core.quota_name(call), call.rate_limit, left)
        except Tc3Error as error:
            # No time for another attempt: what failed before says more.
            raise attempts.failed or error from None

    @staticmethod
    def _clock() -> Callable[[], float]:
        return running_loop().time

    @staticmethod
    async def _sleep(seconds: float) -> None:
        import asyncio

        await asyncio.sleep(seconds)

    async def _close_keepers(self) -> None:
        if self._parent is None:
            for keeper in [*self._keepers.values()]:
                await keeper.close()

    def _make_keeper(self, source: Source) -> AsyncKeeper:
        from ..auth.async_cache import AsyncKeeper

        learned = self._core.learned
        return AsyncKeeper(source, self._options.site, self._transport, learned)

    def _make_transport(self, options: TransportOptions) -> AsyncTransport:
        from ..transport.asynchronous.transport import AiohttpTransport

        transport = AiohttpTransport(options)
        settings = self._core.settings
        transport.check(settings.endpoint.url)
        if settings.backup_endpoint is not None:
            transport.check(settings.backup_endpoint.url)
        return transport


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
