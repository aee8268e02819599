"""Connections that are not made, and responses that do not come in time."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest

from tc3 import RetryPolicy, Timeout, errors

from ..support.actions import look, send
from ..support.driver import Driver, Either
from ..support.servers import (
    Play,
    Server,
    drip_and_stop,
    drip_body,
    drip_head,
    late,
    ok,
    receive,
    refusing_port,
    serving,
    silence,
)


async def test_connection_refused(driver: Driver) -> None:
    """Nothing was sent, so that any action is tried again."""
    url = f"http://127.0.0.1:{refusing_port()}"
    async with driver.client(url, retry=RetryPolicy(3, base=0)) as client:
        with pytest.raises(errors.ConnectError, match="no connection") as caught:
            await send(client)
    assert (caught.value.attempts, caught.value.sent) == (3, False)


async def test_unknown_host(driver: Driver) -> None:
    async with driver.client("http://nowhere.invalid", retry=RetryPolicy(2)) as client:
        with pytest.raises(errors.ConnectError) as caught:
            await send(client)
    assert caught.value.attempts == 2


async def test_connect_time_out(driver: Driver) -> None:
    with _deaf() as port:
        times = Timeout(connect=0.2, read=9, total=9)
        url = f"http://127.0.0.1:{port}"
        began = time.monotonic()
        async with driver.client(url, timeout=times, retry=RetryPolicy(2, base=0)) as c:
            with pytest.raises(
                errors.CallTimeout, match=r"could not connect to .* within 0\.2 s"
            ) as caught:
                await send(c)
    assert (caught.value.attempts, caught.value.sent) == (2, False)
    assert 0.4 <= time.monotonic() - began < 3


@contextmanager
def _deaf() -> Iterator[int]:
    """A port whose queue is full: further connections are never made."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


async def test_silence_during_the_handshake(driver: Driver) -> None:
    """A server that takes the connection and then says nothing got no request."""
    async with serving(ok()) as server:
        url = server.url.replace("http:", "https:")
        times = Timeout(connect=0.2, read=9, total=9)
        # What TLS sends is no end of a header to this server, so it waits for more.
        async with driver.client(url, timeout=times, retry=RetryPolicy(2, base=0)) as c:
            with pytest.raises(errors.TransportError) as caught:
                await send(c)
    assert isinstance(caught.value, errors.CallTimeout)
    assert (caught.value.attempts, caught.value.sent) == (2, False)


@pytest.mark.parametrize("drip", [drip_body, drip_head, drip_and_stop])
@pytest.mark.parametrize("perform", [send, look])
async def test_drip_ends_at_the_deadline(
    driver: Driver, server: Server, drip: Play, perform: Callable[[Either], Any]
) -> None:
    """Each byte comes in time; all of them would take for ever."""
    server.plays(drip)
    times = Timeout(connect=1, read=3, total=0.8)
    began = time.monotonic()
    async with driver.client(server.url, timeout=times) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await perform(client)
    assert 0.8 <= time.monotonic() - began < 2.5
    assert caught.value.sent is True
    assert len(server.requests) == 1


async def test_total_is_for_all_attempts(driver: Driver, server: Server) -> None:
    server.plays(silence)
    times = Timeout(connect=1, read=0.2, total=0.5)
    began = time.monotonic()
    async with driver.client(
        server.url, timeout=times, retry=RetryPolicy(99, base=0)
    ) as client:
        with pytest.raises(errors.CallTimeout, match="did not answer in time"):
            await look(client)
    assert 0.4 <= time.monotonic() - began < 1.5
    assert len(server.requests) in (2, 3)


async def test_total_may_be_shorter_than_read(driver: Driver, server: Server) -> None:
    server.plays(silence)
    async with driver.client(server.url, timeout=0.2) as client:
        with pytest.raises(errors.CallTimeout):
            await look(client)
    assert len(server.requests) == 1


async def test_slow_response_within_the_limits(driver: Driver, server: Server) -> None:
    server.plays(late(0.3, ok(MessageId="m")))
    times = Timeout(connect=0.1, read=2, total=3)
    async with driver.client(server.url, timeout=times) as client:
        assert (await send(client)).message_id == "m"


@pytest.mark.filterwarnings("error")  # aiohttp warns where it holds up the event loop
async def test_large_request_may_take_longer_than_connecting(driver: Driver) -> None:
    received = []

    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await asyncio.sleep(0.6)
        request = await receive(reader)
        received.append(len(request.body))
        await ok(MessageId="m")(writer, request)
        writer.close()

    listener = await asyncio.start_server(accept, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    async with driver.client(url, timeout=Timeout(connect=0.2, read=5)) as client:
        response = await client.call("Any", {"A": "x" * 8_000_000})
    listener.close()
    assert response.raw["MessageId"] == "m"
    assert received == [8_000_008]
