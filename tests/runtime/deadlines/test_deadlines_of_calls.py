"""The deadline of an asynchronous call holds for everything that waits, by the loop's clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import aiohttp
import pytest

from tc3 import (
    AsyncInterceptor,
    AttemptContext,
    CallContext,
    Credential,
    Interceptor,
    Timeout,
    errors,
)
from tc3.ses import AsyncSesClient

from ..support.actions import look, send
from ..support.driver import AT_ONCE, KEY, Driver, Either
from ..support.servers import Received, Server, ok, silence
from ..support.sources import until

real = time.monotonic


def either(client: AsyncSesClient) -> Either:
    return Either(client, is_async=True)


# A clock that stands still, as tests of users make it


@pytest.fixture
async def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `freezegun` does, which leaves its clock to the event loop."""
    loop = asyncio.get_running_loop()
    monkeypatch.setattr(loop, "time", real)
    now, monotonic = time.time(), time.monotonic()
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(time, "monotonic", lambda: monotonic)


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("given", [False, True])
async def test_under_a_frozen_clock(server: Server, given: bool) -> None:
    server.plays(silence)
    async with aiohttp.ClientSession() as session:
        options: dict[str, Any] = {"session": session} if given else {}
        async with AsyncSesClient(
            KEY, endpoint=server.url, timeout=0.5, **options
        ) as client:
            begin = real()
            with pytest.raises(errors.CallTimeout) as caught:
                await asyncio.wait_for(send(either(client)), 5)
    assert 0.45 < real() - begin < 2.5
    assert caught.value.sent is True


# Interceptors and credentials that take their time


class Slow(AsyncInterceptor):
    """Waits before calls, or before attempts from a number on."""

    def __init__(self, where: str, number: int = 1) -> None:
        self.where, self.number = where, number
        self.cancelled = 0

    @asynccontextmanager
    async def _wait(self) -> AsyncIterator[None]:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        yield

    @asynccontextmanager
    async def _nothing(self) -> AsyncIterator[None]:
        yield

    def around_call(self, call: CallContext) -> Any:
        return self._wait() if self.where == "call" else self._nothing()

    def around_attempt(self, attempt: AttemptContext) -> Any:
        waits = self.where == "attempt" and attempt.number >= self.number
        return self._wait() if waits else self._nothing()


@pytest.mark.parametrize("where", ["call", "attempt"])
async def test_interceptor_that_waits_too_long(server: Server, where: str) -> None:
    slow = Slow(where)
    async with AsyncSesClient(
        KEY, endpoint=server.url, interceptors=[slow], timeout=0.2, retry=AT_ONCE
    ) as client:
        begin = real()
        with pytest.raises(errors.CallTimeout, match="an interceptor") as caught:
            await send(either(client))
    assert 0.15 < real() - begin < 2
    assert (caught.value.sent, slow.cancelled) == (False, 1)
    assert server.requests == []


async def test_interceptor_that_waits_before_the_second_attempt(server: Server) -> None:
    from ..support.servers import hang_up

    server.plays(hang_up)
    async with AsyncSesClient(
        KEY,
        endpoint=server.url,
        interceptors=[Slow("attempt", 2)],
        timeout=0.3,
        retry=AT_ONCE,
    ) as client:
        with pytest.raises(errors.CallTimeout, match="an interceptor") as caught:
            await look(either(client))
    assert caught.value.sent is True
    assert [a.sent for a in caught.value.attempt_log] == [True, False]


async def test_interceptor_that_is_cancelled_by_the_caller(server: Server) -> None:
    async with AsyncSesClient(
        KEY, endpoint=server.url, interceptors=[Slow("attempt")]
    ) as client:
        task = asyncio.create_task(send(either(client)))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert server.requests == []


async def test_interceptor_that_blocks_until_it_is_late(
    driver: Driver, server: Server
) -> None:
    """Nothing is sent after the deadline."""

    class Blocking(Interceptor):
        @contextmanager
        def around_attempt(self, attempt: AttemptContext) -> Iterator[None]:
            time.sleep(0.25)
            yield

    async with driver.client(
        server.url, interceptors=[Blocking()], timeout=0.2
    ) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await send(client)
    assert caught.value.sent is False
    assert server.requests == []


@pytest.mark.parametrize("waits", [True, False])
async def test_credential_function_that_is_slow(server: Server, waits: bool) -> None:
    async def waiting() -> Credential:
        await asyncio.sleep(5 if waits else 0)
        if not waits:
            time.sleep(0.3)  # noqa: ASYNC251 - as a careless one does
        return KEY

    async with AsyncSesClient(
        waiting, endpoint=server.url, timeout=0.2, retry=AT_ONCE
    ) as client:
        begin = real()
        with pytest.raises(errors.CallTimeout, match="credential") as caught:
            await send(either(client))
    assert real() - begin < 2
    assert caught.value.sent is False
    assert server.requests == []


# Closing, in mid-call


@pytest.mark.parametrize("given", [False, True])
async def test_close_by_another_task(server: Server, given: bool) -> None:
    """The call ends: at once where its connection is closed, else at its deadline."""
    received = asyncio.Event()

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        received.set()
        return await silence(writer, request)

    server.plays(play)
    async with aiohttp.ClientSession() as session:
        options: dict[str, Any] = {"session": session} if given else {}
        client = AsyncSesClient(KEY, endpoint=server.url, timeout=0.6, **options)
        task = asyncio.create_task(send(either(client)))
        await received.wait()
        await client.close()
        with pytest.raises(errors.TransportError) as caught:
            await asyncio.wait_for(task, 5)
    assert caught.value.sent is True
    assert isinstance(caught.value, errors.CallTimeout) is given
    assert len(server.requests) == 1


async def test_close_of_a_client_with_a_session_does_not_end_its_calls(
    server: Server,
) -> None:
    received, go_on = asyncio.Event(), asyncio.Event()

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        received.set()
        await go_on.wait()
        return await ok(MessageId="m")(writer, request)

    server.plays(play)
    async with aiohttp.ClientSession() as session:
        client = AsyncSesClient(KEY, endpoint=server.url, session=session)
        task = asyncio.create_task(send(either(client)))
        await received.wait()
        await client.close()
        go_on.set()
        assert (await task).message_id == "m"


@pytest.mark.parametrize("given", [False, True])
async def test_close_before_a_connection_is_made(
    given: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the name is looked up; deadlines run on when the client is closed."""
    asked = asyncio.Event()

    async def lookup(*_: object, **__: object) -> Any:
        asked.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", lookup)
    connector = aiohttp.TCPConnector(resolver=aiohttp.ThreadedResolver())
    async with aiohttp.ClientSession(connector=connector) as session:
        options: dict[str, Any] = {"session": session} if given else {}
        client = AsyncSesClient(
            KEY, endpoint="http://a.example", timeout=0.4, trust_env=False, **options
        )
        task = asyncio.create_task(send(either(client)))
        await asked.wait()
        await client.close()
        with pytest.raises(errors.Tc3Error) as caught:
            await asyncio.wait_for(task, 5)
    if not given:
        assert caught.value.sent is False


# Cancellation and other limits


async def test_limits_of_asyncio_around_calls(server: Server) -> None:
    server.plays(silence)
    async with AsyncSesClient(KEY, endpoint=server.url, timeout=5) as client:
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(send(either(client)), 0.1)
        # Both at once: either may win, but no task stays cancelled.
        for _ in range(5):
            with pytest.raises((asyncio.TimeoutError, errors.CallTimeout)):
                await asyncio.wait_for(
                    client.with_options(timeout=0.05).call("Any", {}), 0.05
                )
            await asyncio.sleep(0)
        server.plays(ok())
        await client.call("Any", {})
    assert len(asyncio.all_tasks()) <= 1 + len(server.requests)


@pytest.mark.skipif(not hasattr(asyncio, "TaskGroup"), reason="of Python 3.11")
async def test_group_of_tasks(server: Server) -> None:
    """One that fails takes the others along, which end as cancelled."""
    server.plays(silence)
    outcomes: list[BaseException] = []

    async def call(client: AsyncSesClient) -> None:
        try:
            await send(either(client))
        except BaseException as error:
            outcomes.append(error)
            raise

    async with AsyncSesClient(KEY, endpoint=server.url, timeout=5) as client:
        with pytest.raises(BaseException) as caught:  # noqa: PT011 - a group of one
            await _group(call, client, server)
    assert [type(error) for error in caught.value.exceptions] == [  # type: ignore[attr-defined]
        ZeroDivisionError
    ]
    assert [type(error) for error in outcomes] == [asyncio.CancelledError] * 3
    assert len(server.requests) == 3


async def _group(
    call: Callable[[AsyncSesClient], Any], client: AsyncSesClient, server: Server
) -> None:
    group: Any = asyncio.TaskGroup  # type: ignore[attr-defined,unused-ignore]
    async with group() as tasks:
        for _ in range(3):
            tasks.create_task(call(client))
        await until(lambda: len(server.requests) == 3)
        raise ZeroDivisionError


async def test_read_time_out_of_each_attempt(server: Server) -> None:
    server.plays(silence, ok())
    async with AsyncSesClient(
        KEY, endpoint=server.url, timeout=Timeout(1, 0.1, 5), retry=AT_ONCE
    ) as client:
        await look(either(client))
    assert len(server.requests) == 2
