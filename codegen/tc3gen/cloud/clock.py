"""The time that the cloud works by, which a test can move."""

from __future__ import annotations

import time
from collections.abc import Callable

_END = 253_370_764_800
"""The year 9999: what is scheduled from there on could not be written as a date."""

Listener = Callable[[], object]


class Clock:
    """Real time plus whatever it was moved by.

    All scheduled work goes by it: uploads, tasks, expiry, what becomes of a mail. The
    time of signatures does not; clients sign with real time.
    """

    def __init__(self, source: Callable[[], float] = time.time) -> None:
        self._source = source
        self._offset = 0.0
        self._listeners: list[Listener] = []

    def __call__(self) -> float:
        return self._source() + self._offset

    def now(self) -> float:
        """Seconds since 1970."""
        return self._source() + self._offset

    @property
    def offset(self) -> float:
        """Seconds by which it is ahead of real time; negative where it is behind."""
        return self._offset

    def advance(self, seconds: float) -> float:
        """Move it on, and do at once all work that is due by then. Returns its time.

        Raises `ValueError` for a time that no date can be written for, as `set` does.
        """
        return self._move(self._offset + seconds)

    def set(self, when: float) -> float:
        """Move it to a time, in seconds since 1970. It goes on from there."""
        return self._move(when - self._source())

    def reset(self) -> float:
        """Back to real time."""
        return self._move(0.0)

    def on_move(self, listener: Listener) -> None:
        """Have something called each time it was moved."""
        self._listeners.append(listener)

    def _move(self, offset: float) -> float:
        if not 0 <= self._source() + offset < _END:  # nor where it is no number
            raise ValueError("the clock can only be moved to the years 1970 to 9998")
        self._offset = offset
        for listener in self._listeners:
            listener()
        return self.now()
