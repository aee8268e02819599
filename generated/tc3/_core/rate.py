"""Keeping to the service's limits: calls wait for their turn, first come, first served.

The service counts per action, server and sub-account, by the time at which requests reach it.
On the way some are held up longer than others, by a new connection for one, so the calls of a
second are spread over 75 ms more: 93% of the limit is used.
"""

from __future__ import annotations

import os
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from threading import Event, RLock
from typing import TYPE_CHECKING, Protocol

from . import clock
from .errors import CallTimeout, ConfigurationError

if TYPE_CHECKING:
    import asyncio

SPAN = 1 / 0.93
"""Seconds over which the calls of one second are spread."""

_LATE = 0.02
"""Seconds by which a timer may be late without costing a call."""


class RateLimiter(Protocol):
    """Lets calls go at the rate of their action; any number of clients may share it.

    `key` names the quota, as `ses.tencentcloudapi.com:SendEmail`; `rate` is its calls a
    second, None where the spec has none. A call that would have to wait longer than
    `timeout` seconds raises `CallTimeout` at once.
    """

    def acquire(self, key: str, rate: int | None, timeout: float) -> None: ...

    async def acquire_async(
        self, key: str, rate: int | None, timeout: float
    ) -> None: ...


class Pace:
    """When calls may go: no more than `rate` within a span, evenly after a first burst.

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


class Turn:
    """A call's place in a line."""

    __slots__ = ("wake",)

    def __init__(self, wake: Callable[[], object]) -> None:
        self.wake = wake


class Line:
    """The calls of threads and tasks that wait for one quota.

    Only the first one watches the clock; when it leaves, whether it goes or gives up, it
    wakes the next.
    """

    def __init__(self, key: str, rate: int, burst: float) -> None:
        self.key = key
        self.rate = rate
        self.pace = Pace(rate, burst)
        # Reentrant: a forgotten task is closed by the garbage collector, at any point.
        self._lock = RLock()
        self._waiting: OrderedDict[Turn, None] = OrderedDict()

    def skip(self) -> bool:
        """Lets a call go that need not wait."""
        with self._lock:
            return not self._waiting and self.take() == 0

    def take(self) -> float:
        """Lets a call go, or tells how many seconds are left until then."""
        with self._lock:
            now = clock.monotonic()
            wait = self.pace.wait(now)
            if wait == 0:
                self.pace.go(now)
            return wait

    def enter(self, turn: Turn, timeout: float) -> bool:
        """Joins the line; tells whether it is the first. Raises `CallTimeout`."""
        with self._lock:
            ahead = len(self._waiting)
            self.check(self.pace.wait(clock.monotonic(), ahead), timeout)
            self._waiting[turn] = None
            return ahead == 0

    def leave(self, turn: Turn) -> None:
        """Gives the place back; those behind move up."""
        with self._lock:
            if turn not in self._waiting:
                return
            was_first = next(iter(self._waiting)) is turn
            del self._waiting[turn]
            while was_first and self._waiting:
                first = next(iter(self._waiting))
                try:
                    first.wake()
                    break
                except RuntimeError:  # its event loop is closed
                    del self._waiting[first]

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


def _answer(called: asyncio.Future[bool], answer: bool) -> None:
    if not called.done():
        called.set_result(answer)


class LineLimiter:
    """Lines of calls; what lets the first of a line go is up to the subclass."""

    def __init__(self, rates: Mapping[str, int] | None, burst: float) -> None:
        self._rates = dict(rates or {})
        for action, rate in self._rates.items():
            if not isinstance(rate, int) or rate < 1:
                raise ConfigurationError(f"rates: {action}: {rate!r} is no rate")
        if not 0 <= burst <= 1:
            raise ConfigurationError("burst must be from 0 to 1")
        self._burst = burst
        # By key and rate: two versions of a service may limit an action differently.
        self._lines: dict[tuple[str, int], Line] = {}
        self._pid = os.getpid()

    def acquire(self, key: str, rate: int | None, timeout: float) -> None:
        """Waits until a call may go. Raises `CallTimeout`, at once where it can."""
        line = self._line(key, rate)
        if line is None or self._skip(line):
            return
        deadline = clock.monotonic() + timeout
        called = Event()
        turn = Turn(called.set)
        try:  # around all of it: Ctrl-C comes at any point
            if not line.enter(turn, timeout) and not called.wait(timeout):
                raise line.too_long()
            while (wait := self._take(line)) > 0:
                line.check(wait, deadline - clock.monotonic())
                time.sleep(self._pause(wait))
        finally:
            line.leave(turn)

    async def acquire_async(self, key: str, rate: int | None, timeout: float) -> None:
        """The same, asynchronous; a wait that is cancelled gives its place back."""
        line = self._line(key, rate)
        if line is None or self._skip(line):
            return
        import asyncio

        deadline = clock.monotonic() + timeout
        loop = asyncio.get_running_loop()
        called: asyncio.Future[bool] = loop.create_future()
        turn = Turn(lambda: loop.call_soon_threadsafe(_answer, called, True))
        timer = loop.call_later(timeout, _answer, called, False)
        try:
            if not line.enter(turn, timeout) and not await called:
                raise line.too_long()
            while (wait := await self._take_async(line)) > 0:
                line.check(wait, deadline - clock.monotonic())
                await asyncio.sleep(self._pause(wait))
        finally:
            timer.cancel()
            line.leave(turn)

    def _line(self, key: str, rate: int | None) -> Line | None:
        if self._pid != os.getpid():
            # The threads that wait in the lines stayed with the parent of the fork.
            self._lines, self._pid = {}, os.getpid()
        rate = self._rates.get(key.rpartition(":")[2], rate)
        if rate is None:
            return None
        line = self._lines.get((key, rate))
        if line is None:
            # Of threads that get here at the same time, the first one's line stays.
            line = self._lines.setdefault((key, rate), Line(key, rate, self._burst))
        return line

    def _skip(self, line: Line) -> bool:
        return False

    def _pause(self, wait: float) -> float:
        return wait

    def _take(self, line: Line) -> float:
        raise NotImplementedError

    async def _take_async(self, line: Line) -> float:
        return self._take(line)


class LocalRateLimiter(LineLimiter):
    """Keeps the calls of this process to the limits of the spec.

    The service counts for each sub-account: give the clients of one sub-account the same
    limiter, and those of another a limiter of their own. Threads, tasks, event loops and
    both kinds of client may share it.
    """

    def __init__(
        self, rates: Mapping[str, int] | None = None, *, burst: float = 1.0
    ) -> None:
        """Sets up a limiter.

        Args:
            rates: Calls a second of actions whose limit is not the spec's, such as
                `{"SendEmail": 50}`; also for actions without a model.
            burst: The part of a second's calls that may go at once after a quiet time;
                with 0 they are always spaced evenly.

        Raises:
            ConfigurationError: A rate is no whole number from 1, or the burst is too long.
        """
        super().__init__(rates, burst)

    def _skip(self, line: Line) -> bool:
        return line.skip()

    def _take(self, line: Line) -> float:
        return line.take()
