"""A server on a real socket that answers as it is told, faults included."""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

FOREVER = 3600


class Received(NamedTuple):
    """A request as it reached the server; names of headers are in lower case."""

    start: str
    headers: Mapping[str, str]
    body: bytes
    connection: int

    @property
    def action(self) -> str:
        return self.headers["x-tc-action"]

    @property
    def params(self) -> dict[str, Any]:
        """What the body says."""
        params: dict[str, Any] = json.loads(self.body)
        return params


Play = Callable[[asyncio.StreamWriter, Received], Awaitable[bool]]
"""Answers one request; tells whether the connection stays open."""


class Server:
    """Answers the first request with the first play and so on; the last play repeats."""

    def __init__(self, url: str, plays: tuple[Play, ...]) -> None:
        self.url = url
        self.requests: list[Received] = []
        self.connections = 0
        self.open = 0
        self._plays = list(plays)
        self._came = asyncio.Condition()

    def plays(self, *plays: Play) -> None:
        """What is to come from now on."""
        self._plays = list(plays)

    async def got(self, requests: int) -> None:
        """Wait until it has received so many requests, for as long as a test may take."""
        async with self._came:
            await self._came.wait_for(lambda: len(self.requests) >= requests)

    async def serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.connections += 1
        self.open += 1
        number = self.connections
        try:
            while True:
                self.requests.append(await receive(reader, number))
                async with self._came:
                    self._came.notify_all()
                play = self._plays.pop(0) if len(self._plays) > 1 else self._plays[0]
                if not await _playing(play(writer, self.requests[-1]), reader):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.open -= 1
            writer.close()


@asynccontextmanager
async def serving(
    *plays: Play, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Server]:
    server = Server("", plays or (ok(),))
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(server.serve(reader, writer)))

    listener = await asyncio.start_server(
        accept, "127.0.0.1", 0, ssl=tls, backlog=512, limit=1 << 20
    )
    port = listener.sockets[0].getsockname()[1]
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


_kept: list[socket.socket] = []


def refusing_port() -> int:
    """A port at which nothing listens; it stays bound, so that no other process gets it."""
    _kept.append(bound_to(0))
    port: int = _kept[-1].getsockname()[1]
    return port


def free_port() -> int:
    """A port that is free just now, for another process."""
    with bound_to(0) as free:
        port: int = free.getsockname()[1]
    return port


def bound_to(port: int) -> socket.socket:
    """A socket that can share its port with others that were made here."""
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made


async def _playing(play: Awaitable[bool], reader: asyncio.StreamReader) -> bool:
    """Plays until the end, or until the client goes away."""
    task = asyncio.ensure_future(play)
    try:
        while not task.done():
            await asyncio.wait({task}, timeout=0.02)
            # Who leaves while something is on its way resets the connection.
            if not task.done() and (reader.at_eof() or reader.exception()):
                return False
        return task.result()
    finally:
        task.cancel()


async def receive(reader: asyncio.StreamReader, connection: int = 1) -> Received:
    """The next request of a connection."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    start, *lines = head.rstrip().split("\r\n")
    headers = {
        name.lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Received(start, headers, body, connection)


# Responses


def reply(
    body: bytes | str | object,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    *,
    close: bool = False,
) -> Play:
    """A whole response. What is neither text nor bytes is sent as JSON."""
    if isinstance(body, str):
        body = body.encode()
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", **(headers or {})}
    head = _head(status, {"Content-Length": str(len(content)), **fields})

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        writer.write(head + content)
        await writer.drain()
        return not close

    return play


def ok(**members: object) -> Play:
    """A success."""
    return reply({"Response": {**members, "RequestId": "req-ok"}})


def fails(code: str, message: str = "no", status: int = 200) -> Play:
    """An error of the service."""
    error = {"Code": code, "Message": message}
    return reply({"Response": {"Error": error, "RequestId": "req-failed"}}, status)


# Faults


async def hang_up(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The connection closes without a response."""
    return False


async def silence(writer: asyncio.StreamWriter, request: Received) -> bool:
    """No response ever comes."""
    await asyncio.sleep(FOREVER)
    return False


async def reset_mid_body(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The connection is reset in the middle of the body."""
    writer.write(_head(200, {"Content-Length": "1000"}) + b'{"Response":')
    await writer.drain()
    await asyncio.sleep(0.05)
    _reset(writer)
    return False


async def reset(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The connection is reset instead of a response."""
    _reset(writer)
    return False


async def truncated(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The body ends before the announced length."""
    writer.write(_head(200, {"Content-Length": "1000"}) + b'{"Response": {}}')
    await writer.drain()
    return False


def announced(length: int) -> Play:
    """A response of such a length, of which the beginning comes and then nothing."""

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        writer.write(_head(200, {"Content-Length": str(length)}) + b'{"Response":')
        return await silence(writer, request)

    return play


async def bad_chunk(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The length of a chunk is no number."""
    writer.write(_head(200, {"Transfer-Encoding": "chunked"}) + b"zzz\r\n{}\r\n")
    await writer.drain()
    return False


async def no_http(writer: asyncio.StreamWriter, request: Received) -> bool:
    """What comes back is not HTTP."""
    writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
    await writer.drain()
    return False


async def drip_body(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The body comes a byte at a time, faster than the read time-out, for ever."""
    writer.write(_head(200, {"Content-Length": "1000000"}))
    await _drip(writer, b" ")
    return False


async def drip_and_stop(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The body comes a byte at a time for 0.7 s, and then no more."""
    writer.write(_head(200, {"Content-Length": "1000000"}))
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(_drip(writer, b" "), 0.7)
    return await silence(writer, request)


async def drip_head(writer: asyncio.StreamWriter, request: Received) -> bool:
    """So do the headers."""
    writer.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    await _drip(writer, b"x")
    return False


def late(seconds: float, play: Play) -> Play:
    async def run(writer: asyncio.StreamWriter, request: Received) -> bool:
        await asyncio.sleep(seconds)
        return await play(writer, request)

    return run


def chunked(*chunks: bytes) -> Play:
    """A response without an announced length."""

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        writer.write(_head(200, {"Transfer-Encoding": "chunked"}))
        for chunk in chunks:
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    return play


async def _drip(writer: asyncio.StreamWriter, drop: bytes) -> None:
    with suppress(ConnectionError):
        while True:
            writer.write(drop)
            await writer.drain()
            await asyncio.sleep(0.05)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Closes so that the peer gets RST."""
    connection: socket.socket = writer.get_extra_info("socket")
    linger = struct.pack("ii", 1, 0)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


def _head(status: int, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
