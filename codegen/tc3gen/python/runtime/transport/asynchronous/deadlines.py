"""Time limits for what the tasks of an event loop do.

One timer serves them all, as nearly every call ends long before its time is up. The timers
that aiohttp would set for each call take a sixth of the call.
"""

from __future__ import annotations

import asyncio
import math
import sys
from contextvars import ContextVar
from typing import TYPE_CHECKING

from .clock import monotonic

if TYPE_CHECKING:
    from types import TracebackType


class Deadlines:
    """The limits that run in an event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.limits: set[Limit] = set()
        self.next_look = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def look_at(self, when: float) -> None:
        """Has the limits looked at then: the earliest time that one can be up."""
        if self._timer is not None:
            self._timer.cancel()
        self.next_look = when
        self._timer = (
            None
            if when == math.inf
            else self.loop.call_later(max(0.0, when - monotonic()), self._look)
        )

    def close(self) -> None:
        self.look_at(math.inf)

    def _look(self) -> None:
        """Interrupts what is late, and comes again when the next one will be."""
        now = monotonic()
        for limit in [limit for limit in self.limits if limit.when <= now]:
            limit.interrupt()
        self.look_at(min((limit.when for limit in self.limits), default=math.inf))


class Limit:
    """For a `with`: when time is up, what is inside ends with TimeoutError.

    Either after so many seconds, or when nothing has been heard for the seconds of
    `silence`, counted from the first `heard`.
    """

    __slots__ = (
        "_cancels",
        "_deadlines",
        "_end",
        "_late",
        "_silence",
        "_task",
        "headers",
        "sent",
        "when",
    )

    def __init__(self, deadlines: Deadlines, seconds: float, silence: float) -> None:
        self._deadlines = deadlines
        self._silence = silence
        self._late = False
        self.headers: dict[str, str] = {}
        self.sent = False
        """Whether anything was sent, as the transport tells."""
        self._end = self.when = monotonic() + seconds

    def __enter__(self) -> Limit:
        deadlines = self._deadlines
        task = asyncio.current_task(deadlines.loop)
        assert task is not None  # there is one wherever `await` is possible
        self._task = task
        self._cancels = _cancels(task)
        deadlines.limits.add(self)
        current.set(self)
        if self.when < deadlines.next_look:
            deadlines.look_at(self.when)
        return self

    def heard(self) -> None:
        """Something came from the other side, and a silence begins."""
        when = monotonic() + self._silence
        self.when = when if when < self._end else self._end
        if when < self._deadlines.next_look:
            self._deadlines.look_at(self.when)

    def cancelled(self) -> bool:
        """Whether somebody cancelled the task; on Python 3.10 nobody knows."""
        return _cancels(self._task) > self._cancels

    def interrupt(self) -> None:
        self._deadlines.limits.remove(self)
        self._late = True
        self._task.cancel()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        current.set(None)
        if not self._late:
            self._deadlines.limits.remove(self)
            return
        # As in `asyncio.timeout`: who else cancelled the task has precedence.
        if _uncancel(self._task) <= self._cancels and kind is asyncio.CancelledError:
            raise asyncio.TimeoutError from error


current: ContextVar[Limit | None] = ContextVar("current", default=None)
"""The limit that the running task is in."""


if sys.version_info >= (3, 11):

    def _cancels(task: asyncio.Task[object]) -> int:
        return task.cancelling()

    def _uncancel(task: asyncio.Task[object]) -> int:
        return task.uncancel()

else:  # Python 3.10 does not count who has cancelled a task

    def _cancels(task: asyncio.Task[object]) -> int:
        return 0

    def _uncancel(task: asyncio.Task[object]) -> int:
        return 0
