"""Scheduled work of services, done beside the answering of calls."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

_TICK = 0.2
"""Seconds between two looks at whether there is something to do."""

_TURN = 0.002
"""Seconds for which requests are answered between two slices of work."""

_logger = logging.getLogger("tc3gen.cloud")


class Worker(Protocol):
    """A service with work of its own."""

    def do_a_slice(self) -> bool:
        """Do a part of what is due that takes milliseconds. Returns True if there is more."""
        ...


class Work:
    """Does what is due, of one event loop."""

    def __init__(self, workers: Sequence[Worker]) -> None:
        self._workers = workers
        self._lock = asyncio.Lock()

    async def keep_up(self) -> None:
        """Do what becomes due, until it is cancelled."""
        while True:
            await self.catch_up()
            await asyncio.sleep(_TICK)

    async def catch_up(self) -> None:
        """Do all that is due; after each slice of it, other requests get their turn."""
        async with self._lock:
            try:
                is_more = self._do_a_slice()
                while is_more:
                    await asyncio.sleep(_TURN)
                    is_more = self._do_a_slice()
            except Exception:
                _logger.exception("Scheduled work failed")

    def _do_a_slice(self) -> bool:
        """Do a part of the work of each service; True if one has more."""
        is_more = False
        for each in self._workers:
            is_more |= each.do_a_slice()
        return is_more
