"""Time limits for what tasks of an event loop do.

One timer serves them all, as nearly every call ends long before its time is up: a timer
for each, as `asyncio.timeout` makes, takes a tenth of a call.
"""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

_COUNTS_CANCELS = sys.version_info >= (3, 11)


class Deadlines:
    """The limits that run in an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._running: set[Limit] = set()
        self._timer: asyncio.TimerHandle | None = None

    def within(self, seconds: float) -> Limit:
        """For a `with`: the task is interrupted by TimeoutError when they are over."""
        return Limit(self, self.loop.time() + seconds)

    def add(self, limit: Limit) -> None:
        self._running.add(limit)
        if self._timer is None or limit.when < self._timer.when():
            self._set_timer(limit.when)

    def remove(self, limit: Limit) -> None:
        self._running.discard(limit)

    def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set_timer(self, when: float) -> None:
        self.close()
        self._timer = self.loop.call_at(when, self._look)

    def _look(self) -> None:
        """Interrupts what is late; comes again when the next one would be."""
        self._timer = None
        now = self.loop.time()
        late = [limit for limit in self._running if limit.when <= now]
        for limit in late:
            self._running.discard(limit)
            limit.interrupt()
        if self._running:
            self._set_timer(min(limit.when for limit in self._running))


class Limit:
    """A time limit for a task, as a context manager."""

    __slots__ = ("_cancels", "_deadlines", "_late", "_task", "when")

    def __init__(self, deadlines: Deadlines, when: float) -> None:
        self.when = when
        self._deadlines = deadlines
        self._late = False

    def __enter__(self) -> None:
        task = asyncio.current_task()
        assert task is not None  # there is one wherever `await` is possible
        self._task = task
        self._cancels = task.cancelling() if _COUNTS_CANCELS else 0
        self._deadlines.add(self)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self._late:
            self._deadlines.remove(self)
            return
        # As in `asyncio.timeout`: who else cancelled the task has precedence.
        left = self._task.uncancel() if _COUNTS_CANCELS else 0
        if left <= self._cancels and kind is asyncio.CancelledError:
            raise asyncio.TimeoutError from error

    def interrupt(self) -> None:
        self._late = True
        self._task.cancel()
