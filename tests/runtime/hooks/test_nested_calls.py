"""Hooks that make calls themselves: they change nothing about the call around them."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from time import monotonic
from typing import Any

import aiohttp
import pytest

from tc3 import (
    AsyncInterceptor,
    AttemptContext,
    CallContext,
    Interceptor,
    Timeout,
    errors,
)
from tc3.ses import AsyncSesClient, SesClient

from ..support.actions import send
from ..support.driver import AT_ONCE, KEY, Driver, Either
from ..support.servers import Received, Server, hang_up, ok, silence

SIGNALS = [
    "on_request_start",
    "on_connection_create_start",
    "on_connection_create_end",
    "on_connection_reuseconn",
    "on_connection_queued_start",
    "on_connection_queued_end",
    "on_dns_resolvehost_start",
    "on_request_headers_sent",
    "on_request_chunk_sent",
    "on_response_chunk_received",
    "on_request_end",
    "on_request_exception",
]


def calling(signal: str, inner: AsyncSesClient) -> aiohttp.TraceConfig:
    """A trace whose hook makes a call."""
    trace = aiohttp.TraceConfig()

    async def hook(*_: object) -> None:
        await inner.list_email_identities()

    getattr(trace, signal).append(hook)
    return trace


@pytest.mark.parametrize("signal", SIGNALS)
async def test_trace_that_makes_a_call(
    server: Server, other: Server, signal: str
) -> None:
    """One mail, which counts as sent."""
    async with (
        AsyncSesClient(KEY, endpoint=other.url) as inner,
        aiohttp.ClientSession(trace_configs=[calling(signal, inner)]) as session,
        AsyncSesClient(
            KEY, endpoint=server.url, session=session, retry=AT_ONCE
        ) as client,
    ):
        either = Either(client, is_async=True)
        await send(either)
        server.plays(hang_up)
        with pytest.raises(errors.TransportError) as caught:
            await send(either)
    assert (caught.value.sent, caught.value.attempts) == (True, 1)
    assert len(server.requests) == 2


@pytest.mark.parametrize("signal", SIGNALS)
async def test_trace_whose_call_fails(server: Server, signal: str) -> None:
    """Its error is not that of the call around it, which keeps its own account."""
    async with (
        AsyncSesClient(
            KEY, endpoint="http://127.0.0.1:1", trust_env=False, retry=AT_ONCE
        ) as inner,
        aiohttp.ClientSession(trace_configs=[calling(signal, inner)]) as session,
        AsyncSesClient(
            KEY, endpoint=server.url, session=session, retry=AT_ONCE
        ) as client,
    ):
        server.plays(hang_up)
        with pytest.raises(errors.TransportError) as caught:
            await send(Either(client, is_async=True))
    assert (caught.value.sent, caught.value.attempts) == (True, 1)
    assert caught.value.attempt_log[0].number == 1
    assert len(server.requests) <= 1


@pytest.mark.parametrize("signal", ["on_request_start", "on_request_headers_sent"])
async def test_trace_that_uses_the_same_client(server: Server, signal: str) -> None:
    """Its calls are calls of their own, within time limits of their own."""
    inside = False
    clients: list[AsyncSesClient] = []

    async def hook(*_: object) -> None:
        nonlocal inside
        if not inside:
            inside = True
            await clients[0].with_options(timeout=5).list_email_identities()

    trace = aiohttp.TraceConfig()
    getattr(trace, signal).append(hook)
    server.plays(ok(), silence)
    begin = monotonic()
    async with (
        aiohttp.ClientSession(trace_configs=[trace]) as session,
        AsyncSesClient(
            KEY, endpoint=server.url, session=session, timeout=0.4
        ) as client,
    ):
        clients.append(client)
        with pytest.raises(errors.CallTimeout) as caught:
            await send(Either(client, is_async=True))
    assert monotonic() - begin < 3
    assert caught.value.sent is True
    assert [r.action for r in server.requests] == ["ListEmailIdentities", "SendEmail"]


class _Calling(logging.Handler):
    """Makes a call for each record of a call that is not its own."""

    def __init__(self, client: Any) -> None:
        super().__init__(logging.DEBUG)
        self.client = client
        self.calls = 0
        self._inside = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        if getattr(self._inside, "on", False):
            return
        self._inside.on = True
        try:
            self.calls += 1
            self.client.list_email_identities()
        finally:
            self._inside.on = False


@contextmanager
def logging_to(handler: logging.Handler) -> Iterator[None]:
    log = logging.getLogger("tc3")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)


async def test_log_handler_that_makes_a_call(driver: Driver, server: Server) -> None:
    """The time-outs of the call that is logged stay its own.

    The inner client is the synchronous one, to another server in another thread.
    """
    with serving_in_a_thread() as url, SesClient(KEY, endpoint=url, timeout=9) as inner:
        handler = _Calling(inner)
        server.plays(hang_up, silence)
        times = Timeout(connect=0.3, read=0.3, total=0.8)
        async with driver.client(server.url, timeout=times, retry=AT_ONCE) as client:
            begin = monotonic()
            with logging_to(handler), pytest.raises(errors.CallTimeout) as caught:
                await client.list_email_identities()
            took = monotonic() - begin
    assert caught.value.sent is True
    assert 0.3 <= took < 3
    assert handler.calls >= 3


@contextmanager
def serving_in_a_thread() -> Iterator[str]:
    """A server that says yes, of which nobody is held up by a blocked event loop."""
    body = b'{"Response": {"RequestId": "r"}}'
    response = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                while connection.recv(65536):
                    connection.sendall(response)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


class Nested(Interceptor):
    """Makes a call before and after each call and attempt."""

    def __init__(self, client: SesClient) -> None:
        self.client = client

    def around_call(self, call: CallContext) -> Any:
        return self._around()

    def around_attempt(self, attempt: AttemptContext) -> Any:
        return self._around()

    @contextmanager
    def _around(self) -> Iterator[None]:
        self.client.list_email_identities()
        try:
            yield
        finally:
            self.client.list_email_identities()


class AsyncNested(AsyncInterceptor):
    def __init__(self, client: AsyncSesClient) -> None:
        self.client = client

    def around_call(self, call: CallContext) -> Any:
        return self._around()

    def around_attempt(self, attempt: AttemptContext) -> Any:
        return self._around()

    @asynccontextmanager
    async def _around(self) -> AsyncIterator[None]:
        await self.client.list_email_identities()
        try:
            yield
        finally:
            await self.client.list_email_identities()


async def test_interceptor_that_makes_calls(
    driver: Driver, server: Server, other: Server
) -> None:
    inner = driver.client(other.url, timeout=20)
    kind: Any = AsyncNested if driver.is_async else Nested
    async with (
        inner,
        driver.client(
            server.url, interceptors=[kind(inner.client)], timeout=5
        ) as client,
    ):
        await send(client)
        server.plays(hang_up, ok())
        with pytest.raises(errors.TransportError) as caught:
            await send(client)
    assert (caught.value.sent, caught.value.attempts) == (True, 1)
    assert len(server.requests) == 2
    assert len(other.requests) == 8


async def test_calls_side_by_side_in_one_context(server: Server) -> None:
    """Tasks that share a context: none takes another's limits."""
    server.plays(silence)
    async with AsyncSesClient(KEY, endpoint=server.url, retry=AT_ONCE) as client:
        begin = monotonic()
        outcomes = await asyncio.gather(
            client.with_options(timeout=0.2).call("Any", {}),
            client.with_options(timeout=0.3).call("Any", {}),
            asyncio.wait_for(client.with_options(timeout=5).call("Any", {}), 0.4),
            return_exceptions=True,
        )
    assert monotonic() - begin < 3
    assert [type(outcome) for outcome in outcomes] == [
        errors.CallTimeout,
        errors.CallTimeout,
        asyncio.TimeoutError,
    ]


@pytest.mark.parametrize("signal", SIGNALS)
async def test_trace_that_waits_and_a_response_that_nobody_asked_for(
    server: Server, signal: str
) -> None:
    """What came on an idle connection stays what it is while a hook waits."""
    came = asyncio.Event()

    async def twice(writer: asyncio.StreamWriter, request: Received) -> bool:
        await ok(MessageId="mine")(writer, request)
        await asyncio.sleep(0.05)
        await ok(MessageId="another's")(writer, request)
        came.set()
        return True

    async def wait(*_: object) -> None:
        await asyncio.sleep(0.05)

    trace = aiohttp.TraceConfig()
    getattr(trace, signal).append(wait)
    server.plays(twice, ok(MessageId="mine"))
    async with (
        aiohttp.ClientSession(trace_configs=[trace]) as session,
        AsyncSesClient(
            KEY, endpoint=server.url, session=session, retry=AT_ONCE
        ) as client,
    ):
        for _ in range(2):
            response = await send(Either(client, is_async=True))
            assert response.message_id == "mine"
            await came.wait()
            await asyncio.sleep(0.05)
    assert len(server.requests) == 2
