"""Lines of calls that wait for their turn: when each may go, and who is next.

The service counts per action, server and sub-account, by the time at which requests reach it.
On the way some are held up longer than others, by a new connection for one, so the calls of a
second are spread over 75 ms more: 93% of the limit is used.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from threading import RLock
from typing import TYPE_CHECKING

from .. import clock
from ..errors import CallTimeout

if TYPE_CHECKING:
    import asyncio

SPAN = 1 / 0.93
"""Seconds over which the calls of one second are spread."""

_LATE = 0.02
"""Seconds by which a timer may be late without costing a call."""

_GRACE = 0.1
"""Seconds by which the first of a line may be late before those behind go past it."""


class Pacer:
    """Schedules calls: no more than `rate` within a span, evenly after a first burst.

    Knows no clock and no waiting: every method is told what time it is.
    """

    __slots__ = ("_gone", "_next", "_step", "burst")

    def __init__(self, rate: int, burst: float) -> None:
        self._step = SPAN / rate
        # Half a step less than the calls that may go at once take: no matter of rounding.
        self.burst = max(_LATE, (burst * rate - 0.5) * self._step)
        """Seconds without calls that can be made up for."""
        self._gone: deque[float] = deque(maxlen=rate)
        self._next = float("-inf")

    def wait(self, now: float, ahead: int = 0) -> float:
        """Seconds until a call may go that has so many others ahead of it."""
        start = max(self._due(), now - self.burst) + ahead * self._step
        return max(0.0, start - now)

    def go(self, now: float) -> None:
        """Counts a call that goes now, when its wait is over."""
        # Time without calls is made up for by a burst; time that calls had to wait until
        # the span was over is not, or the burst would come back in every span.
        self._next = max(self._due(), now - self.burst) + self._step
        self._gone.append(now)

    def _due(self) -> float:
        gone = self._gone
        if len(gone) < (gone.maxlen or 0):
            return self._next
        return max(self._next, gone[0] + SPAN)


class Ticket:
    """A call's place in a line."""

    __slots__ = ("fellows", "home", "wake")

    def __init__(
        self,
        wake: Callable[[], object],
        home: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        self.wake = wake
        self.home = home
        """The event loop that the call is in; None in a thread."""
        self.fellows: Sequence[Ticket] = ()
        """While others have gone past it: itself, and those they went past with it."""

    def is_lost(self) -> bool:
        """True where nothing runs that could take the turn."""
        return self.home is not None and not self.home.is_running()


class WaitQueue:
    """The calls of threads and tasks that wait for one quota.

    The first one watches the clock; when it leaves, whether it goes or gives up, it wakes
    the next. Nobody depends on that: those behind look, too, when they ought to have been
    woken, and go past a first one that is late, as in an event loop that is blocked or has
    ended. When that looks again, it gets its place back.
    """

    def __init__(self, key: str, rate: int, burst: float) -> None:
        self.key = key
        self.rate = rate
        self.pace = Pacer(rate, burst)
        # Reentrant: a forgotten task is closed by the garbage collector, at any point.
        self._lock = RLock()
        self._waiting: OrderedDict[Ticket, None] = OrderedDict()
        self._expected = 0.0
        """The time at which the first one looks again, at the latest."""

    def skip(self) -> bool:
        """Let a call go that need not wait."""
        with self._lock:
            return not self._waiting and self.take() == 0

    def take(self) -> float:
        """Let a call go, or tell how many seconds are left until then."""
        with self._lock:
            now = clock.monotonic()
            wait = self.pace.wait(now)
            if wait == 0:
                self.pace.go(now)
            return wait

    def enter(self, turn: Ticket, timeout: float) -> None:
        """Join the line. Raises `CallTimeout`."""
        with self._lock:
            now = clock.monotonic()
            if self.pace.wait(now, len(self._waiting)) > timeout:
                self._drop_lost()
            self.check(self.pace.wait(now, len(self._waiting)), timeout)
            if not self._waiting:
                self._expected = now
            self._waiting[turn] = None

    def look(self, turn: Ticket) -> float | None:
        """Seconds until the call should look again; None where it is its turn."""
        with self._lock:
            now = clock.monotonic()
            if turn not in self._waiting:  # others went past it
                self._come_back(turn)
            first = next(iter(self._waiting))
            if first is not turn and self._is_late(first, turn, now):
                first = self._pass(first)
            if first is turn:
                return None
            ahead = [*self._waiting]
            del ahead[ahead.index(turn) :]
            return self._until_late(turn, ahead, now) + _GRACE

    def expect(self, turn: Ticket, seconds: float) -> None:
        """Note when a call that is the first one looks again, at the latest."""
        with self._lock:
            if turn is next(iter(self._waiting), None):
                self._expected = clock.monotonic() + seconds

    def leave(self, turn: Ticket) -> None:
        """Give the place back; those behind move up."""
        with self._lock:
            turn.fellows = ()
            if turn not in self._waiting:
                return
            was_first = next(iter(self._waiting)) is turn
            del self._waiting[turn]
            if was_first:
                self._wake_first()

    def _is_late(self, first: Ticket, turn: Ticket, now: float) -> bool:
        if first.home is not None and first.home is turn.home:
            return False  # their event loop runs, or nobody would ask
        return first.is_lost() or now > self._expected + _GRACE

    def _until_late(self, turn: Ticket, ahead: Sequence[Ticket], now: float) -> float:
        """Seconds until the call has a reason to look at those ahead of it."""
        expected = max(0.0, self._expected - now)
        home = ahead[0].home
        if home not in (None, turn.home) and all(other.home is home for other in ahead):
            return expected  # nobody else looks whether their event loop still runs
        # When the one before it ought to have gone, and woken it.
        return max(expected, self.pace.wait(now, len(ahead) - 1))

    def _pass(self, late: Ticket) -> Ticket:
        """Go past a call, and all others in its event loop; the one that is first then."""
        passed = [
            turn
            for turn in [*self._waiting]
            if turn is late or (late.home is not None and turn.home is late.home)
        ]
        self._set_aside(passed)
        self._wake_first()
        return next(iter(self._waiting))

    def _set_aside(self, passed: Sequence[Ticket]) -> None:
        for turn in passed:
            if turn not in self._waiting:
                continue
            del self._waiting[turn]
            turn.fellows = passed
            with suppress(RuntimeError):  # its event loop is closed
                turn.wake()

    def _come_back(self, turn: Ticket) -> None:
        """Give a call its place back that looks again, and all in its event loop theirs."""
        fellows = turn.fellows
        for fellow in reversed(fellows):
            if fellow.fellows is fellows:  # not gone
                fellow.fellows = ()
                self._waiting[fellow] = None
                self._waiting.move_to_end(fellow, last=False)
        self._expected = clock.monotonic()

    def _wake_first(self) -> None:
        self._expected = clock.monotonic()
        while self._waiting:
            first = next(iter(self._waiting))
            with suppress(RuntimeError):  # its event loop is closed
                first.wake()
                if not first.is_lost():
                    break
            self._set_aside([first])

    def _drop_lost(self) -> None:
        for turn in [*self._waiting]:
            if turn.is_lost():
                self.leave(turn)

    def within(self, wait: float, left: float) -> float:
        """The wait, no longer than the call may take. Raises `CallTimeout`."""
        if left <= 0:
            raise self.too_long()
        return min(wait, left)

    def check(self, wait: float, timeout: float) -> None:
        """Raises `CallTimeout` if the wait is longer than the call may take."""
        if wait > timeout:
            raise self.too_long(f"the wait of {wait:.2f} s is longer")

    def too_long(self, reason: str = "the calls ahead took longer") -> CallTimeout:
        return CallTimeout(
            f"{self.key} is limited to {self.rate} calls a second: {reason} than the "
            "time-out allows",
            sent=False,
        )
