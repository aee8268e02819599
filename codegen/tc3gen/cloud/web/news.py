"""News for a page that is looked at, as server-sent events.

An event says that a page may show something else, and nothing more: the page asks for its
parts itself, as whoever has no events does.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

from aiohttp import web

from tc3gen.cloud.web import policies
from tc3gen.cloud.web.sources import Sources

EVERY = 0.2
"""Seconds between two looks at whether there is something new; so many calls as may come
meanwhile are one event."""

QUIET = 15
"""Seconds after which a comment is sent where nothing happens, which finds out who left."""

RETRY = 1000
"""Milliseconds after which a browser connects again."""


class News:
    """The streams of an application, all of which end with it."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._streams: set[asyncio.Task[object]] = set()

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Tell one page, for as long as it is looked at."""
        response = web.StreamResponse(headers=policies.PAGE)
        response.content_type = "text/event-stream"
        response.charset = "utf-8"
        await response.prepare(request)
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await self._tell(request, response)
        finally:
            self._streams.discard(task)
        return response

    async def _tell(self, request: web.Request, response: web.StreamResponse) -> None:
        await response.write(f"retry: {RETRY}\n\n".encode())
        told, at = "", time.monotonic()
        while not _has_left(request):
            pulse = self._sources.pulse
            if pulse != told:
                await response.write(f"data: {pulse}\n\n".encode())
                told, at = pulse, time.monotonic()
            elif time.monotonic() - at > QUIET:
                await response.write(b":\n\n")
                at = time.monotonic()
            await asyncio.sleep(EVERY)

    async def end_all(self, _app: web.Application) -> None:
        """Let the streams end, as the server would wait for them."""
        for task in self._streams:
            task.cancel()


def _has_left(request: web.Request) -> bool:
    return request.transport is None or request.transport.is_closing()
