"""Requests that take long to send, and responses that are large, compressed or come early."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

import pytest

from tc3 import Timeout, errors

from ...support.driver import AT_ONCE, Driver
from ...support.servers import Server, chunked, ok, reply

LARGE = {"A": "x" * 8_000_000}
RESPONSE = b'{"Response": {"MessageId": "m", "RequestId": "r"}}'
TOO_LARGE = (
    b"HTTP/1.1 413 Too Large\r\nContent-Length: 6\r\nContent-Type: text/html\r\n"
    b"X-TC-RequestId: req-413\r\n\r\n<html>"
)

Then = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(then: Then) -> AsyncIterator[tuple[str, list[int]]]:
    """A server that reads the headers of a request only: its URL, and its connections."""
    heads: list[int] = []
    tasks: set[asyncio.Task[Any]] = set()

    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        await reader.readuntil(b"\r\n\r\n")
        heads.append(1)
        await then(reader, writer)
        writer.close()

    listener = await asyncio.start_server(accept, "127.0.0.1", 0, limit=1 << 14)
    try:
        yield f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}", heads
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def reading_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    writer.write(TOO_LARGE)
    while await reader.read(1 << 16):
        pass


async def waiting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(TOO_LARGE)
    await asyncio.sleep(60)


async def half_closing(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """As servers do that know of resets: they close only when all has been read."""
    writer.write(TOO_LARGE)
    writer.write_eof()
    while await reader.read(1 << 16):
        pass


async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """With unread bytes, so that the other side is reset."""
    writer.write(TOO_LARGE)
    await writer.drain()
    await asyncio.sleep(0.1)


@pytest.mark.parametrize("then", [reading_on, waiting, half_closing, closing])
async def test_response_that_comes_early(driver: Driver, then: Then) -> None:
    begin = monotonic()
    async with (
        listening(then) as (url, heads),
        driver.client(url, timeout=20, retry=AT_ONCE) as client,
    ):
        with pytest.raises(errors.ResponseError) as caught:
            await client.call("Any", LARGE)
    assert monotonic() - begin < 10
    assert (caught.value.status, caught.value.request_id) == (413, "req-413")
    assert (caught.value.sent, len(heads)) == (True, 1)


async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


async def test_time_is_up_while_it_is_sent(driver: Driver) -> None:
    """Where nobody reads; the other tasks go on meanwhile."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0.01)
            turns += 1

    async with (
        listening(never) as (url, heads),
        driver.client(url, timeout=Timeout(1, 5, 0.4), retry=AT_ONCE) as client,
    ):
        other = asyncio.create_task(others())
        begin = monotonic()
        with pytest.raises(errors.CallTimeout) as caught:
            await client.call("Any", LARGE)
        took = monotonic() - begin
        other.cancel()
    assert 0.3 < took < 4
    assert (caught.value.sent, len(heads)) == (True, 1)
    assert turns > 5


# Responses


async def test_large_headers(driver: Driver, server: Server) -> None:
    """60 KB, in one or in many."""
    many = {f"X-{n}": "x" * 1000 for n in range(59)}
    async with driver.client(server.url, retry=AT_ONCE) as client:
        for headers in ({"X-Large": "x" * 60_000}, many):
            server.plays(reply(RESPONSE, 200, headers))
            response = await client.call("Any", {})
            assert response.request_id == "r"
    assert len(server.requests) == 2


def deflated(data: bytes) -> bytes:
    bare = zlib.compressobj(wbits=-15)
    return bare.compress(data) + bare.flush()


COMPRESSED = {
    "gzip": gzip.compress(RESPONSE),
    "x-gzip": gzip.compress(RESPONSE),
    "GZIP": gzip.compress(RESPONSE[:9]) + gzip.compress(RESPONSE[9:]),
    "deflate": zlib.compress(RESPONSE),
    "Deflate": deflated(RESPONSE),
    "identity": RESPONSE,
}


@pytest.mark.parametrize("encoding", COMPRESSED)
@pytest.mark.parametrize("in_chunks", [False, True])
async def test_compressed(
    driver: Driver, server: Server, encoding: str, in_chunks: bool
) -> None:
    body = COMPRESSED[encoding]
    headers = {"Content-Encoding": encoding}
    if in_chunks:
        parts = [body[:1], body[1:5], body[5:]]
        server.plays(_with(chunked(*parts), headers))
    else:
        server.plays(reply(body, 200, headers))
    async with driver.client(server.url) as client:
        assert (await client.call("Any", {})).request_id == "r"


def _with(play: Any, headers: dict[str, str]) -> Any:
    """A play whose response has other headers, too."""

    async def run(writer: asyncio.StreamWriter, request: Any) -> bool:
        class Adding:
            def write(self, data: bytes) -> None:
                added = "".join(f"{k}: {v}\r\n" for k, v in headers.items()).encode()
                head = b"HTTP/1.1 200 Whatever\r\n"
                writer.write(data.replace(head, head + added))

            def __getattr__(self, name: str) -> Any:
                return getattr(writer, name)

        kept: bool = await play(Adding(), request)
        return kept

    return run


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
@pytest.mark.parametrize("cut", [1, 10, -1])
async def test_compressed_and_cut_short(
    driver: Driver, server: Server, encoding: str, cut: int
) -> None:
    """Its length is that which was announced; what is inside is not complete."""
    body = COMPRESSED[encoding][:cut]
    server.plays(reply(body, 200, {"Content-Encoding": encoding}), ok())
    async with driver.client(server.url, retry=AT_ONCE) as client:
        with pytest.raises(
            errors.TransportError, match="compressed response"
        ) as caught:
            await client.call("Any", {})
    assert caught.value.sent is True
    assert len(server.requests) == 1


async def test_compressed_in_another_way(driver: Driver, server: Server) -> None:
    server.plays(reply(RESPONSE, 200, {"Content-Encoding": "br"}), ok())
    async with driver.client(server.url, retry=AT_ONCE) as client:
        with pytest.raises(errors.ResponseError, match="nobody asked for") as caught:
            await client.call("Any", {})
    assert caught.value.sent is True
