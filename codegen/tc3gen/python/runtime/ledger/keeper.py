"""The heartbeat of a ledger: a thread that renews leases and records late outcomes."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from math import inf
from threading import Event, Thread
from typing import NamedTuple
from weakref import ref

from .. import clock
from .entry import Step, StepResult
from .trouble import Unreachable

_RETRY = 0.5
"""Seconds after which an outcome that could not be recorded is recorded again."""

_MOST = 10_000
"""Outcomes that wait to be recorded; beyond, the oldest are left to the end of their lease."""


class Moment(NamedTuple):
    """A point in time by two clocks: one may stand still while the machine sleeps."""

    steady: float
    of_day: float

    @classmethod
    def now(cls) -> Moment:
        """The present."""
        return cls(clock.monotonic(), clock.time())

    def passed(self) -> float:
        """Seconds since then, by the clock that has seen more of them."""
        return max(clock.monotonic() - self.steady, clock.time() - self.of_day)


class _Lease:
    """The lease of a call under way."""

    __slots__ = ("asked", "claim", "until")

    def __init__(self, claim: Step, until: float, asked: Moment) -> None:
        self.claim = claim
        self.until = until
        """By the monotonic clock; a call that was abandoned is not kept alive for ever."""
        self.asked = asked
        """When the ledger was asked for it, the last time that it said yes."""


class Keeper:
    """Keeps the calls under way alive, and records what could not be recorded at once.

    It is one daemon thread for each process, begun with the first call that is kept. There are
    no locks: a signal handler or a fork may come at any time.
    """

    def __init__(self, apply: Callable[[Step], StepResult], every: float) -> None:
        """Sets it up; `every` is the time between two renewals, in seconds."""
        self._apply = apply
        self.every = every
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._pid = os.getpid()
        self._leases: dict[str, _Lease] = {}
        self._late: dict[str, Step] = {}
        self._wake = Event()
        self._thread: Thread | None = None

    def keep(self, claim: Step, seconds: float, asked: Moment) -> None:
        """Renew the lease of a claim that was asked for then, for so many seconds at most."""
        self._ensure_running()
        until = asked.steady + seconds
        self._leases[claim.holder] = _Lease(claim, until, asked)

    def is_sure(self, holder: str) -> bool:
        """Tell if a lease has surely not run out: not where this thread got no turn for long."""
        lease = self._leases.get(holder)
        return lease is not None and lease.asked.passed() < 2 * self.every

    def renewed(self, holder: str, asked: Moment) -> None:
        """Note that a lease was renewed by a step that was asked for then."""
        lease = self._leases.get(holder)
        if lease is not None:
            lease.asked = asked

    def drop(self, holder: str) -> None:
        """Renew a lease no more."""
        self._leases.pop(holder, None)

    def record_later(self, outcome: Step) -> None:
        """Record an outcome as soon as the ledger can be reached again."""
        self._ensure_running()
        while len(self._late) >= _MOST:
            self._late.pop(next(iter(self._late)), None)
        self._late[outcome.holder] = outcome
        self._wake.set()

    @property
    def is_late(self) -> bool:
        """True while outcomes wait to be recorded."""
        return bool(self._late) and self._pid == os.getpid()

    def flush(self, until: float = inf) -> None:
        """Record what is late, up to a time. What cannot be recorded stays late."""
        if self._pid != os.getpid():
            return  # they are the parent's
        for holder, outcome in [*self._late.items()]:
            if clock.monotonic() >= until:
                return
            try:
                warn_of_other_outcome(outcome, self._apply(outcome))
            except Unreachable:
                return
            self._late.pop(holder, None)

    def _ensure_running(self) -> None:
        if self._pid != os.getpid():
            self._begin_anew()  # leases and outcomes are the parent's
        if self._thread is None or not self._thread.is_alive():
            thread = Thread(
                target=_beat_until_gone, args=(ref(self), self._wake), daemon=True
            )
            try:
                thread.start()
            except RuntimeError:  # no thread is begun while the interpreter ends
                return
            self._thread = thread

    def beat(self) -> float:
        """Renew and record what there is; the seconds until the next time."""
        self._wake.clear()
        begun = clock.monotonic()
        is_fine = self._renew()
        self.flush(begun + self.every)
        pause = self.every if is_fine and not self._late else min(self.every, _RETRY)
        return max(begun + pause - clock.monotonic(), 0.0)

    def _renew(self) -> bool:
        """Renew all leases; false if the ledger cannot be reached."""
        for holder, lease in [*self._leases.items()]:
            asked = Moment.now()
            if lease.until <= asked.steady:
                self._leases.pop(holder, None)
                continue
            try:
                if self._apply(lease.claim._replace(kind="renew")).done:
                    lease.asked = asked
            except Unreachable:
                return False
        return True


def warn_of_other_outcome(outcome: Step, result: StepResult) -> None:
    """Say so where the ledger has taken another's word for an outcome."""
    if not result.done and outcome.state != "free":
        logging.getLogger(__name__).warning(
            "the outcome of %r (%s, request %s) is not recorded: its key was given to another "
            "call in the meantime, or resolved",
            outcome.key,
            outcome.state,
            outcome.request_id or "unknown",
        )


def _beat_until_gone(keeper: ref[Keeper], wake: Event) -> None:
    """Beat until the ledger is gone."""
    found = keeper()
    pause = found.every if found is not None else 0.0
    while found is not None:
        del found
        wake.wait(pause)
        found = keeper()
        if found is not None:
            pause = found.beat()
