"""Streams of events: the connection that breaks, is slow, or is left early."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tc3._core.deadline import Deadline

from ..support.servers import (
    Play,
    Received,
    Server,
    fails,
    hang_up,
    ok,
    reset_mid_body,
    silence,
)
from ..support.sources import until
from .streams import Pieces, Toys, cut, events, piece


@pytest.mark.parametrize(
    ("name", "params", "requests"),
    [("stream_tell", {}, 2), ("stream_chat", {"text": "Hi"}, 1)],
)
@pytest.mark.parametrize("play", [hang_up, reset_mid_body, events(then=cut)])
async def test_breaks_before_the_first_event(
    toy: ModuleType,
    toys: Toys,
    server: Server,
    name: str,
    params: dict[str, Any],
    requests: int,
    play: Play,
) -> None:
    """Only what may be repeated is sent again."""
    server.plays(play)
    async with toys() as client:
        _, error = await Pieces(client, name, **params).until_error()
        assert isinstance(error, toy.errors.TransportError)
        assert error.sent
    assert len(server.requests) == requests


async def test_breaks_later(toy: ModuleType, toys: Toys, server: Server) -> None:
    """Never sent again, though the action may be repeated; half an event is no event."""
    half = piece("b")[:-2]
    refused = fails("RequestLimitExceeded")
    server.plays(refused, events(piece("a"), half, then=cut), ok())
    async with toys() as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"]
        assert isinstance(error, toy.errors.TransportError)
        assert error.attempts == 2
        assert len(server.requests) == 2
        await client.echo()


async def test_silence(toy: ModuleType, toys: Toys, server: Server) -> None:
    server.plays(events(*[piece("a")] * 3, then=silence))
    async with toys(timeout=toy.Timeout(read=0.15, total=5)) as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"] * 3
        assert isinstance(error, toy.errors.CallTimeout)
        await until(lambda: server.open == 0)


async def slowly(writer: asyncio.StreamWriter, request: Received) -> bool:
    for _ in range(8):
        chunk = piece("a")
        writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        await writer.drain()
        await asyncio.sleep(0.1)
    writer.write(b"0\r\n\r\n")
    return True


async def drip(writer: asyncio.StreamWriter, request: Received) -> bool:
    with suppress(ConnectionError):
        for _ in range(200):
            writer.write(b"3\r\n:\n\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)
    return False


async def test_stream_may_take_longer_than_a_call(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    server.plays(events(then=slowly))
    async with toys(timeout=0.5) as client:
        assert await Pieces(client).texts() == ["a"] * 8


async def test_comments_do_not_count(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """A service that keeps the connection alive but never says anything."""
    server.plays(events(piece("a"), then=drip))
    async with toys(timeout=0.5) as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"]
        assert isinstance(error, toy.errors.CallTimeout)
        await until(lambda: server.open == 0)


@pytest.mark.parametrize("how", ["close", "drop", "exit"])
async def test_leaving_early(toys: Toys, server: Server, how: str) -> None:
    """The connection is closed, and the pool of one has room for the next call."""
    server.plays(events(piece("a"), piece("b"), then=silence), ok())
    async with toys() as client:
        pieces = Pieces(client)
        if how == "exit":
            stream = pieces.stream
            if hasattr(stream, "__aenter__"):
                async with stream:
                    assert stream.request_id == "req-stream"
                    await pieces.next()
            else:
                await asyncio.to_thread(stream.__enter__)
                assert stream.request_id == "req-stream"
                await pieces.next()
                stream.__exit__(None, None, None)
        else:
            assert (await pieces.next()).text == "a"
        if how == "close":
            await pieces.close()
            await pieces.close()
        if how != "drop":
            assert await pieces.next() is None
        else:
            del pieces
            gc.collect()
        await until(lambda: server.open == 0)
        await client.echo()
    assert len(server.requests) == 2


async def test_a_stream_that_is_closed_before_it_began(
    toys: Toys, server: Server
) -> None:
    async with toys() as client:
        pieces = Pieces(client)
        await pieces.close()
        assert await pieces.next() is None
    assert server.requests == []


async def test_closed_client(toy: ModuleType, toys: Toys) -> None:
    client = toys()
    pieces = Pieces(client)
    await client.close()
    with pytest.raises(toy.errors.ConfigurationError, match="the client is closed"):
        await pieces.next()
    assert await pieces.next() is None


@pytest.mark.parametrize(
    "play", [silence, events(then=silence), events(piece("a"), then=silence)]
)
async def test_cancelling(toy: ModuleType, server: Server, play: Play) -> None:
    """Before the response, before the first event and after it: nothing stays open."""
    service = import_module("toycloud.toy")
    server.plays(play, ok())
    async with service.AsyncToyClient(
        toy.Credential("id", "key"), endpoint=server.url, max_connections=1
    ) as client:

        async def read() -> list[Any]:
            return [made async for made in client.stream_tell()]

        task = asyncio.create_task(read())
        await until(lambda: len(server.requests) == 1)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: server.open == 0)
        await client.echo()


def test_stream_of_another_event_loop(toy: ModuleType) -> None:
    chunks = import_module("toycloud._core.transport.asynchronous.stream")
    deadlines = import_module("toycloud._core.transport.asynchronous.deadlines")
    loop = asyncio.new_event_loop()
    rest = chunks.AiohttpChunks(None, deadlines.Deadlines(loop), None)
    with pytest.raises(toy.errors.ConfigurationError, match="another event loop"):
        asyncio.run(rest.read(Deadline(5), 5))
    loop.close()


async def test_many_streams_at_once(toy: ModuleType, server: Server) -> None:
    service = import_module("toycloud.toy")
    server.plays(events(*[piece(str(n)) for n in range(5)]))
    async with service.AsyncToyClient(
        toy.Credential("id", "key"), endpoint=server.url, max_connections=10
    ) as client:

        async def read() -> list[str]:
            return [made.text async for made in client.stream_tell()]

        found = await asyncio.gather(*(read() for _ in range(30)))
    assert found == [["0", "1", "2", "3", "4"]] * 30
    assert server.connections <= 10
