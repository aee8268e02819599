"""Streams of events: a server's, and what comes of them with a client of either kind."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from ..support.driver import Either
from ..support.servers import (
    Play,
    Received,
)

Toys = Callable[..., Either]
STREAM = "text/event-stream"


class Pieces:
    """The stream of a client of either kind, awaited."""

    def __init__(
        self, client: Either, name: str = "stream_tell", **params: Any
    ) -> None:
        self.stream = getattr(client.client, name)(**params)
        self._is_async = hasattr(self.stream, "__anext__")

    async def next(self) -> Any:
        """The next response; None at the end."""
        if self._is_async:
            with suppress(StopAsyncIteration):
                return await self.stream.__anext__()
            return None
        return await asyncio.to_thread(next, self.stream, None)

    async def all(self) -> list[Any]:
        found = []
        while (made := await self.next()) is not None:
            found.append(made)
        return found

    async def texts(self) -> list[str]:
        return [made.text for made in await self.all()]

    async def until_error(self) -> tuple[list[str], Any]:
        """What came before an error, and that."""
        found: list[str] = []
        try:
            while (made := await self.next()) is not None:
                found.append(made.text)
        except Exception as error:
            assert await self.next() is None
            return found, error
        raise AssertionError(f"no error after {found}")

    async def close(self) -> None:
        if self._is_async:
            await self.stream.aclose()
        else:
            self.stream.close()


def events(
    *chunks: bytes,
    status: int = 200,
    kind: str = STREAM,
    headers: Mapping[str, str] | None = None,
    then: Play | None = None,
) -> Play:
    """A stream in chunks, each sent by itself, and what comes of it then: its end."""
    lines = [
        f"HTTP/1.1 {status} Whatever",
        f"Content-Type: {kind}",
        "Transfer-Encoding: chunked",
        "X-TC-RequestId: req-stream",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        for chunk in chunks:
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
            await asyncio.sleep(0.01)
        if then is not None:
            return await then(writer, request)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    return play


def piece(text: str, **members: Any) -> bytes:
    return f"data: {json.dumps({'Text': text, **members})}\n\n".encode()


async def cut(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The connection ends without the end of the stream."""
    return False
