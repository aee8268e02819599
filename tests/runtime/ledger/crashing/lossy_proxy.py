"""A proxy before Redis that loses some requests, and some replies."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path


@asynccontextmanager
async def lossy_proxy(
    target: Path, at: Path, loss: float, chance: random.Random
) -> AsyncIterator[list[str]]:
    """Stand before the socket `target`; gives the list of what was lost."""
    lost: list[str] = []
    tasks: set[asyncio.Task[None]] = set()

    async def pump(
        name: str,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                if chance.random() < loss:
                    lost.append(name)
                    break
                writer.write(data)
                await writer.drain()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, forth = await asyncio.open_unix_connection(target)
        except OSError:
            writer.close()
            return
        ways = [
            asyncio.create_task(pump("request", reader, forth)),
            asyncio.create_task(pump("reply", back, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            writer.close()
            forth.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_unix_server(accept, at)
    try:
        yield lost
    finally:
        server.close()
        for task in [*tasks]:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
