"""The rest of a stream of events, over aiohttp."""

from __future__ import annotations

import asyncio

import aiohttp

from ...deadline import Deadline
from ...errors import CallTimeout, ConfigurationError, Tc3Error, TransportError
from ..base import NO_RESPONSE
from ..content_encoding import Decompressor
from ..error_chain import frameless
from .deadlines import Deadlines, TaskDeadline
from .errors import what_broke


class AiohttpChunks:
    """Reads from a connection of the session, which takes it back at the end."""

    def __init__(
        self,
        response: aiohttp.ClientResponse,
        deadlines: Deadlines,
        expand: Decompressor | None,
    ) -> None:
        self._response = response
        self._deadlines = deadlines
        self._expand = expand

    async def read(self, deadline: Deadline, silence: float) -> bytes:
        if asyncio.get_running_loop() is not self._deadlines.loop:
            raise ConfigurationError("this stream belongs to another event loop")
        try:
            with TaskDeadline(
                self._deadlines, max(0.0, deadline.left()), silence
            ) as limit:
                return await self.next(limit)
        except asyncio.exceptions.TimeoutError as error:
            raise CallTimeout(NO_RESPONSE) from frameless(error)
        except Tc3Error:
            raise
        except Exception as error:  # noqa: BLE001
            raise TransportError(what_broke(error)) from frameless(error)

    async def next(self, limit: TaskDeadline) -> bytes:
        """Wait for the next bytes; none at the end. Raises what aiohttp raises."""
        content = self._response.content
        while True:
            limit.heard()
            data = await content.readany()
            if self._expand is None:
                return data
            if not data:
                self._expand.end()
                return b""
            data = self._expand.feed(data)
            if data:
                return data

    def close(self) -> None:
        self._response.close()
