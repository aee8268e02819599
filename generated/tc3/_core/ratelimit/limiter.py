"""Keeping to the service's limits: calls wait for their turn, first come, first served."""

from __future__ import annotations

import os
from collections.abc import Mapping
from threading import Event
from typing import TYPE_CHECKING, Protocol

from ..deadline import Deadline
from ..errors import ConfigurationError
from ..event_loop import running_loop
from ..narrowing import is_whole
from ..not_copied import NotCopied
from .wait_queue import Ticket, WaitQueue

if TYPE_CHECKING:
    import asyncio


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


class _Bell:
    """Wakes a task, from any thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._rang = False
        self._sleep: asyncio.Future[None] | None = None

    def ring(self) -> None:
        self._loop.call_soon_threadsafe(self._ring)

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, or has rung since the last time, but no longer."""
        if not self._rang:
            self._sleep = self._loop.create_future()
            timer = self._loop.call_later(seconds, self._wake)
            try:
                await self._sleep
            finally:
                timer.cancel()
        self._rang = False

    def _ring(self) -> None:
        self._rang = True
        self._wake()

    def _wake(self) -> None:
        if self._sleep is not None and not self._sleep.done():
            self._sleep.set_result(None)


class LineLimiter(NotCopied):
    """Lines of calls; what lets the first of a line go is up to the subclass."""

    _instead = (
        "it holds the lines of this process: make one in each process; a RedisRateLimiter "
        "with the same URL keeps all of them to one limit"
    )

    _patience = 0.0
    """Seconds that letting a call go may take."""

    def __init__(self, rates: Mapping[str, int] | None, burst: float) -> None:
        self._rates = dict(rates or {})
        for rate in self._rates.values():
            if not is_whole(rate) or rate < 1:
                raise ConfigurationError("rates must be whole numbers a second, from 1")
        if not 0 <= burst <= 1:
            raise ConfigurationError("burst must be from 0 to 1")
        self._burst = burst
        # By key and rate: two versions of a service may limit an action differently.
        self._lines: dict[tuple[str, int], WaitQueue] = {}
        self._pid = os.getpid()

    def acquire(self, key: str, rate: int | None, timeout: float) -> None:
        """Waits until a call may go. Raises `CallTimeout`, at once where it can."""
        line = self._line(key, rate)
        if line is None or self._skip(line):
            return
        deadline = Deadline(timeout)
        bell = Event()
        turn = Ticket(bell.set)
        try:  # around all of it: Ctrl-C comes at any point
            line.enter(turn, timeout)
            while True:
                wait = line.look(turn)
                if wait is None:
                    line.expect(turn, self._patience)
                    wait = self._take(line, deadline.left())
                    if wait <= 0:
                        return
                    wait = self._until_next(line, turn, wait, deadline)
                bell.wait(line.within(wait, deadline.left()))
                bell.clear()
        finally:
            line.leave(turn)

    async def acquire_async(self, key: str, rate: int | None, timeout: float) -> None:
        """Waits as `acquire` does; a wait that is cancelled gives its place back."""
        line = self._line(key, rate)
        if line is None or self._skip(line):
            return
        loop = running_loop()
        deadline = Deadline(timeout, loop.time)
        bell = _Bell(loop)
        turn = Ticket(bell.ring, loop)
        try:
            line.enter(turn, timeout)
            while True:
                wait = line.look(turn)
                if wait is None:
                    line.expect(turn, self._patience)
                    wait = await self._take_async(line, deadline.left())
                    if wait <= 0:
                        return
                    wait = self._until_next(line, turn, wait, deadline)
                await bell.wait(line.within(wait, deadline.left()))
        finally:
            line.leave(turn)

    def _until_next(
        self, line: WaitQueue, turn: Ticket, wait: float, deadline: Deadline
    ) -> float:
        """Seconds until the first of a line asks again, where it has to wait."""
        line.check(wait, deadline.left())
        pause = self._pause(wait)
        line.expect(turn, pause)
        return pause

    def _line(self, key: str, rate: int | None) -> WaitQueue | None:
        if self._pid != os.getpid():
            # The threads that wait in the lines stayed with the parent of the fork.
            self._lines, self._pid = {}, os.getpid()
        rate = self._rates.get(key.rpartition(":")[2], rate)
        if rate is None:
            return None
        line = self._lines.get((key, rate))
        if line is None:
            # Of threads that get here at the same time, the first one's line stays.
            line = self._lines.setdefault(
                (key, rate), WaitQueue(key, rate, self._burst)
            )
        return line

    def _skip(self, line: WaitQueue) -> bool:
        return False

    def _pause(self, wait: float) -> float:
        return wait

    def _take(self, line: WaitQueue, left: float) -> float:
        """Let the first call of a line go, or tell how many seconds are left until then.

        The call has `left` seconds.
        """
        raise NotImplementedError

    async def _take_async(self, line: WaitQueue, left: float) -> float:
        return self._take(line, left)


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

    def _skip(self, line: WaitQueue) -> bool:
        return line.skip()

    def _take(self, line: WaitQueue, left: float) -> float:
        return line.take()
