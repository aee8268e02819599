"""Streams that break off: never taken for complete, and what their errors tell."""

from __future__ import annotations

import asyncio
from types import ModuleType

import pytest

from ..support.servers import Play, Received, Server, hang_up, ok, reset, silence
from .streams import Pieces, Toys, cut, events, piece

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nX-TC-RequestId: r\r\n"


def unframed(*chunks: bytes, then: Play = hang_up, head: bytes = b"") -> Play:
    """A stream that only the end of the connection ends."""

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        writer.write(HEAD + head + b"Connection: close\r\n\r\n")
        for chunk in chunks:
            writer.write(chunk)
            await writer.drain()
            await asyncio.sleep(0.02)
        return await then(writer, request)

    return play


@pytest.mark.parametrize(
    "play",
    [
        unframed(piece("a")),
        unframed(piece("a"), then=reset),
        unframed(piece("a"), head=b"Content-Length: 5000\r\n"),
        events(piece("a"), then=cut),
        events(piece("a"), then=reset),
    ],
)
async def test_cut_in_the_middle(
    toy: ModuleType, toys: Toys, server: Server, play: Play
) -> None:
    server.plays(play, ok())
    async with toys() as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"]
        assert type(error) is toy.errors.TransportError
        assert (error.sent, error.attempts) == (True, 1)
        (attempt,) = error.attempt_log
        assert attempt.sent is True
        assert len(server.requests) == 1
        await client.echo()


@pytest.mark.parametrize("done", [b"data: [DONE]\n\n", b"data: [DONE]\n"])
async def test_end_that_the_service_tells(
    toys: Toys, server: Server, done: bytes
) -> None:
    server.plays(unframed(piece("a"), piece("b") + done))
    async with toys() as client:
        assert await Pieces(client).texts() == ["a", "b"]


async def test_each_step_has_its_time(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    server.plays(events(piece("a"), piece("b"), then=silence), ok())
    async with toys(timeout=toy.Timeout(1, 5, 0.3)) as client:
        pieces = Pieces(client)
        assert (await pieces.next()).text == "a"
        await asyncio.sleep(0.5)  # of the caller, which is no time of the step
        assert (await pieces.next()).text == "b"
        _, error = await pieces.until_error()
        assert isinstance(error, toy.errors.CallTimeout)
        assert (error.sent, len(error.attempt_log)) == (True, 1)


async def test_attempts_before_a_stream_that_breaks(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    server.plays(hang_up, events(piece("a"), then=cut))
    async with toys() as client:
        found, error = await Pieces(client).until_error()
    assert found == ["a"]
    assert (error.attempts, error.sent) == (2, True)
    assert [attempt.number for attempt in error.attempt_log] == [1, 2]


async def test_stream_that_is_logged(
    toys: Toys, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.plays(events(piece("a"), piece("b")), events(piece("a"), then=cut))
    with caplog.at_level("DEBUG", "toycloud"), caplog.at_level("DEBUG", "tc3"):
        async with toys() as client:
            assert await Pieces(client).texts() == ["a", "b"]
            found, error = await Pieces(client).until_error()
    assert found == ["a"]
    assert error.sent is True
    assert "a stream" in caplog.text


async def test_client_that_is_closed_in_the_middle(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    server.plays(events(piece("a"), then=silence))
    client = toys(timeout=1)
    pieces = Pieces(client)
    assert (await pieces.next()).text == "a"
    await client.close()
    _, error = await pieces.until_error()
    assert isinstance(error, toy.errors.Tc3Error)
    assert error.sent is True
