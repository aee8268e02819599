"""Closing of connections on which a request does not come to its end, or none comes at all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler

TIMEOUT = 60
"""Seconds for the next request of a connection, body included: as long as the service keeps
an idle connection."""

CHECK = 1
"""Seconds between two looks."""


class StalledConnections:
    """Knows for how long each connection of a server has waited for its request."""

    def __init__(self) -> None:
        self._handled: dict[Any, web.Request] = {}
        self._waiting: dict[Any, float] = {}

    @property
    def middleware(self) -> Any:
        """Notes which connections have a request that is being handled."""

        @web.middleware
        async def note(request: web.Request, handler: Handler) -> web.StreamResponse:
            connection = request.protocol
            self._handled[connection] = request
            self._waiting.pop(connection, None)
            try:
                return await handler(request)
            finally:
                self._handled.pop(connection, None)

        return note

    @asynccontextmanager
    async def closed(self, runner: web.AppRunner) -> AsyncIterator[None]:
        """While it lasts, what has waited for too long is closed."""
        closing = asyncio.create_task(self._close_them(runner))
        try:
            yield
        finally:
            closing.cancel()

    async def _close_them(self, runner: web.AppRunner) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(CHECK)
            now, waiting = clock(), {}
            for connection in runner.server.connections if runner.server else ():
                request = self._handled.get(connection)
                if request is not None and request.content.is_eof():
                    continue
                since = self._waiting.get(connection, now)
                if now - since > TIMEOUT:
                    connection.force_close()
                else:
                    waiting[connection] = since
            self._waiting = waiting
