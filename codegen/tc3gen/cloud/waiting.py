"""Waiting for something in a database, as a test does that sends in the background."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from tc3gen.cloud.database import Database

T = TypeVar("T")

_PAUSE = 0.005
"""Seconds between two looks at whether anything was written."""


def poll_results(
    database: Database, find: Callable[[], T | None], timeout: float
) -> Iterator[T | None]:
    """Poll until `find` returns something or time is up; yields None for each vain poll.

    It is looked for only after something was written.
    """
    end = time.monotonic() + timeout
    seen = -1
    while True:
        late = time.monotonic() >= end
        changes = database.changes
        if changes != seen:
            seen = changes
            found = find()
            if found is not None:
                yield found
        if late:
            return
        yield None


def pause_briefly() -> None:
    """Wait a little before the next look."""
    time.sleep(_PAUSE)


async def pause_async() -> None:
    """Wait a little before the next look, while the event loop goes on."""
    await asyncio.sleep(_PAUSE)
