"""A proxy that makes tunnels."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Tunnels:
    """What a proxy was asked; to which of its clients it listened."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.heads: list[str] = []


@asynccontextmanager
async def tunnels() -> AsyncIterator[Tunnels]:
    tasks: set[asyncio.Task[None]] = set()

    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        proxy.heads.append(head)
        host, _, port = head.split()[1].partition(":")
        beyond = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        tasks.add(asyncio.create_task(_pump(reader, beyond[1])))
        tasks.add(asyncio.create_task(_pump(beyond[0], writer)))

    listener = await asyncio.start_server(accept, "127.0.0.1", 0)
    proxy = Tunnels(f"127.0.0.1:{listener.sockets[0].getsockname()[1]}")
    try:
        yield proxy
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.close()
