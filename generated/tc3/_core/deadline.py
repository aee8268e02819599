"""When a call must be over: one object for everything that waits."""

from __future__ import annotations

from collections.abc import Callable

from . import clock


class Deadline:
    """A moment by a clock that only goes forward: the event loop's, or this machine's.

    It is fixed once and handed on, so that whatever a call waits for (a credential, a turn,
    an address, a connection, a pause) takes from the same budget.
    """

    __slots__ = ("_end", "_now")

    def __init__(self, seconds: float, now: Callable[[], float] | None = None) -> None:
        self._now = now or clock.monotonic
        self._end = self._now() + seconds

    def left(self) -> float:
        """Seconds that are left; 0 or less when it has passed."""
        return self._end - self._now()

    def left_or_raise(self) -> float:
        """Seconds that are left. Raises `TimeoutError` when it has passed."""
        left = self.left()
        if left <= 0:
            raise TimeoutError
        return left

    def within(self, seconds: float) -> Deadline:
        """The moment in so many seconds, or this one where it comes first."""
        sooner = Deadline(seconds, self._now)
        sooner._end = min(sooner._end, self._end)
        return sooner
