"""The rest of a stream of events, over aiohttp."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp

from .causes import frameless
from .deadlines import Deadlines, Limit
from .errors import CallTimeout, ConfigurationError, TransportError
from .http import Timeout


class AiohttpChunks:
    """Reads from a connection of the session, which takes it back at the end."""

    def __init__(
        self,
        answer: aiohttp.ClientResponse,
        deadlines: Deadlines,
        translate: Callable[[Exception, bool], TransportError],
    ) -> None:
        self._answer = answer
        self._deadlines = deadlines
        self._translate = translate

    async def read(self, timeout: Timeout) -> bytes:
        if asyncio.get_running_loop() is not self._deadlines.loop:
            raise ConfigurationError("this stream belongs to another event loop")
        try:
            with Limit(self._deadlines, timeout.total, timeout.read) as limit:
                limit.heard()
                return await self._answer.content.readany()
        except asyncio.TimeoutError as error:
            timed_out = CallTimeout("the service did not answer in time")
            raise timed_out from frameless(error)
        except (aiohttp.ClientError, OSError) as error:
            raise self._translate(error, True) from frameless(error)

    def close(self) -> None:
        self._answer.close()
