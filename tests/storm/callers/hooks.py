"""Hooks that make calls themselves: interceptors, log handlers, traces of a session."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from threading import Lock
from time import monotonic
from typing import Any

import aiohttp

from tc3 import AsyncInterceptor, AttemptContext, CallContext, Interceptor

from ..outcome import Hooks, Outcome
from ..scenario import Call
from .calls import make, make_async

MOST = 6
"""Calls that the hooks of a scenario make."""
FIRST = 1000
"""The number of the first of them."""
LIMIT = 0.25
"""The time-out of each."""
LOGGERS = ("tc3", "urllib3", "aiohttp")

_inside: ContextVar[bool] = ContextVar("inside", default=False)
_on_log: ContextVar[Callable[[], None] | None] = ContextVar("on_log", default=None)


class Inner:
    """The calls that hooks make, each on a client that is not that of the scenario."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.spent = Hooks()
        self.outcomes: list[Outcome] = []
        self._over = False
        self._numbering = Lock()
        """Calls of several threads log at once, and no two calls have the same number."""
        self._tasks: list[asyncio.Task[None]] = []

    def call(self) -> None:
        outcome = self._begin()
        if outcome is not None:
            before, begin = _inside.set(True), monotonic()
            make(self.client, outcome.call, outcome)
            self.spent.seconds += monotonic() - begin
            _inside.reset(before)

    async def call_async(self) -> None:
        outcome = self._begin()
        if outcome is not None:
            before, begin = _inside.set(True), monotonic()
            try:
                await make_async(self.client, outcome.call, outcome)
            finally:
                self.spent.seconds += monotonic() - begin
                _inside.reset(before)
            if isinstance(outcome.error, asyncio.CancelledError):
                # By the outer call, whose time is up.
                outcome.error, outcome.cancelled = None, True
                raise asyncio.CancelledError

    def call_later(self) -> None:
        """In a task of its own, as a log handler must."""
        self._tasks.append(asyncio.get_running_loop().create_task(self.call_async()))

    async def settled(self) -> None:
        """Waits for the tasks; no more calls are made then."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._over = True

    def _begin(self) -> Outcome | None:
        with self._numbering:
            number = FIRST + len(self.outcomes)
            if self._over or _inside.get() or number >= FIRST + MOST:
                return None
            call = Call(number, "send", number % 3 == 0, 0)
            outcome = Outcome(call, LIMIT, Hooks())
            self.outcomes.append(outcome)
            return outcome


class CallingInterceptor(Interceptor):
    """Makes calls before and after calls and attempts, as the bits of a number say."""

    def __init__(self, inner: Inner, bits: int) -> None:
        self._inner, self._bits = inner, bits

    def around_call(self, call: CallContext) -> Any:
        return self._around(self._bits)

    def around_attempt(self, attempt: AttemptContext) -> Any:
        return self._around(self._bits >> 2)

    @contextmanager
    def _around(self, bits: int) -> Iterator[None]:
        if bits & 1:
            self._inner.call()
        try:
            yield
        finally:
            if bits & 2:
                self._inner.call()


class CallingAsyncInterceptor(AsyncInterceptor):
    """The same, asynchronous."""

    def __init__(self, inner: Inner, bits: int) -> None:
        self._inner, self._bits = inner, bits

    def around_call(self, call: CallContext) -> Any:
        return self._around(self._bits)

    def around_attempt(self, attempt: AttemptContext) -> Any:
        return self._around(self._bits >> 2)

    @asynccontextmanager
    async def _around(self, bits: int) -> AsyncIterator[None]:
        if bits & 1:
            await self._inner.call_async()
        try:
            yield
        finally:
            if bits & 2:
                await self._inner.call_async()


class _CallingHandler(logging.Handler):
    """Makes a call for each record of a scenario that wants it."""

    def handle(self, record: logging.LogRecord) -> bool:
        """Without a lock, or scenarios would wait for one another's calls."""
        self.emit(record)
        return True

    def emit(self, record: logging.LogRecord) -> None:
        hook = _on_log.get()
        if hook is not None:
            hook()


@contextmanager
def calling_handler() -> Iterator[None]:
    """Logs everything, for a while, with a handler that makes calls."""
    handler = _CallingHandler(logging.DEBUG)
    loggers = [logging.getLogger(name) for name in LOGGERS]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.removeHandler(handler)
            logger.setLevel(level)


def call_on_log(hook: Callable[[], None]) -> None:
    """What a record does that is logged from now on, in this context."""
    _on_log.set(hook)


_SIGNALS = (
    "on_request_start",
    "on_connection_create_start",
    "on_connection_create_end",
    "on_connection_reuseconn",
    "on_request_headers_sent",
    "on_request_chunk_sent",
    "on_response_chunk_received",
    "on_request_end",
    "on_request_exception",
)


def calling_traces(inner: Inner, bits: int) -> list[aiohttp.TraceConfig]:
    """Traces of a session of which some make calls."""
    made = aiohttp.TraceConfig()

    async def hook(*_: object) -> None:
        await inner.call_async()

    for bit, name in enumerate(_SIGNALS):
        if bits >> bit & 1:
            getattr(made, name).append(hook)
    return [made]


Handler = Callable[[aiohttp.ClientRequest], Awaitable[aiohttp.ClientResponse]]


async def passing(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """A middleware that changes nothing."""
    return await handler(request)


async def repeating(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """A middleware that tries everything twice."""
    try:
        response = await handler(request)
    except (aiohttp.ClientError, OSError):
        return await handler(request)
    return await handler(request) if response.status >= 500 else response
