"""Time limits for what the tasks of an event loop do.

One timer serves them all, as nearly every call ends long before its time is up. The timers
that aiohttp would set for each call take a sixth of the call.
"""

from __future__ import annotations

import asyncio
import math
from types import TracebackType
from typing import Any, final

_CANCELS_ARE_COUNTED = hasattr(asyncio.Task, "uncancel")


class Deadlines:
    """The limits that run in an event loop, by its clock."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.limits: set[TaskDeadline] = set()
        self.next_look = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def look_at(self, when: float) -> None:
        """Have the limits looked at then: the earliest time that one can be up."""
        if self._timer is not None:
            self._timer.cancel()
        self.next_look = when
        self._timer = None if when == math.inf else self.loop.call_at(when, self._look)

    def close(self) -> None:
        """Stop the timer, unless there are calls that still need it."""
        if not self.limits:
            self.look_at(math.inf)

    def _look(self) -> None:
        """Interrupt what is late, and come again when the next one will be."""
        now = self.loop.time()
        for limit in [limit for limit in self.limits if limit.when <= now]:
            limit.interrupt()
        self.look_at(min((limit.when for limit in self.limits), default=math.inf))


@final
class TaskDeadline:
    """For a `with`: when time is up, what is inside ends with TimeoutError.

    Either after so many seconds, or when nothing has been heard for the seconds of
    `silence`, counted from the last `heard`.
    """

    __slots__ = (
        "_cancels",
        "_deadlines",
        "_end",
        "_silence",
        "_task",
        "late",
        "when",
    )

    def __init__(self, deadlines: Deadlines, seconds: float, silence: float) -> None:
        self._deadlines = deadlines
        self._silence = silence
        self.late = False
        self._end = self.when = deadlines.loop.time() + seconds

    def __enter__(self) -> TaskDeadline:
        deadlines = self._deadlines
        task = asyncio.current_task(deadlines.loop)
        assert task is not None  # there is one wherever `await` is possible
        self._task = task
        self._cancels = _cancels(task)
        deadlines.limits.add(self)
        if self.when < deadlines.next_look:
            deadlines.look_at(self.when)
        return self

    def heard(self) -> None:
        """Something came from the other side, or all was sent, and a silence begins."""
        when = self._deadlines.loop.time() + self._silence
        self.when = min(self._end, when)
        if when < self._deadlines.next_look:
            self._deadlines.look_at(self.when)

    def is_late(self) -> bool:
        return self._deadlines.loop.time() >= self._end

    def cancelled(self) -> bool:
        """Tell if somebody cancelled the task; on Python 3.10 nobody knows."""
        return _cancels(self._task) > self._cancels

    def interrupt(self) -> None:
        self._deadlines.limits.remove(self)
        self.late = True
        self._task.cancel()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not self.late:
            self._deadlines.limits.remove(self)
            return
        # As in `asyncio.timeout`: who else cancelled the task has precedence.
        if _uncancel(self._task) <= self._cancels and kind is asyncio.CancelledError:
            raise asyncio.exceptions.TimeoutError from error


# Python 3.10 does not count who has cancelled a task.


def _cancels(task: Any) -> int:
    count: int = task.cancelling() if _CANCELS_ARE_COUNTED else 0
    return count


def _uncancel(task: Any) -> int:
    count: int = task.uncancel() if _CANCELS_ARE_COUNTED else 0
    return count
