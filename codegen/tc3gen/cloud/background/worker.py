"""Scheduled work of the mail service, done beside the answering of calls."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tc3gen.cloud.ses import Ses

_TICK = 0.2
"""Seconds between two looks at whether there is something to do."""

_TURN = 0.002
"""Seconds for which requests are answered between two slices of work."""

_logger = logging.getLogger("tc3gen.cloud")


class Work:
    """Does what is due, of one event loop."""

    def __init__(self, ses: Ses) -> None:
        self._ses = ses
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
                is_more = self._ses.do_a_slice()
                while is_more:
                    await asyncio.sleep(_TURN)
                    is_more = self._ses.do_a_slice()
            except Exception:
                _logger.exception("Scheduled work failed")
