"""The heartbeat of a ledger: a thread that renews leases and records late outcomes."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event, Thread
from typing import NamedTuple
from weakref import ref

from .. import clock
from .entry import Answer, Step
from .trouble import Unreachable

_RETRY = 0.5
"""Seconds after which an outcome that could not be recorded is recorded again."""

_MOST = 10_000
"""Outcomes that wait to be recorded; beyond, the oldest are left to the end of their lease."""


class _Lease(NamedTuple):
    renewal: Step
    until: float
    """By the monotonic clock; a call that was abandoned is not kept alive for ever."""


class Keeper:
    """Keeps the calls under way alive, and records what could not be recorded at once.

    It is one daemon thread for each process, begun with the first call that is kept. There are
    no locks: a signal handler or a fork may come at any time.
    """

    def __init__(self, apply: Callable[[Step], Answer], every: float) -> None:
        """Sets it up; `every` is the time between two renewals, in seconds."""
        self._apply = apply
        self._every = every
        self._begin_anew()

    def _begin_anew(self) -> None:
        self._pid = os.getpid()
        self._leases: dict[str, _Lease] = {}
        self._late: dict[str, Step] = {}
        self._wake = Event()
        self._thread: Thread | None = None

    def keep(self, claim: Step, seconds: float) -> None:
        """Renew the lease of a claim, for so many seconds at most."""
        self._ensure_running()
        until = clock.monotonic() + seconds
        self._leases[claim.holder] = _Lease(claim._replace(kind="renew"), until)

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

    def flush(self) -> None:
        """Record what is late. What cannot be recorded stays late."""
        if self._pid != os.getpid():
            return  # they are the parent's
        for holder, outcome in [*self._late.items()]:
            try:
                self._apply(outcome)
            except Unreachable:
                return
            self._late.pop(holder, None)

    def _ensure_running(self) -> None:
        if self._pid != os.getpid():
            self._begin_anew()  # leases and outcomes are the parent's
        if self._thread is None or not self._thread.is_alive():
            thread = Thread(target=_run, args=(ref(self), self._wake), daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no thread is begun while the interpreter ends
                return
            self._thread = thread

    def _beat(self) -> float:
        """Renew and record what there is; the seconds until the next time."""
        self._wake.clear()
        self.flush()
        now = clock.monotonic()
        for holder, lease in [*self._leases.items()]:
            if lease.until <= now:
                self._leases.pop(holder, None)
                continue
            try:
                self._apply(lease.renewal)
            except Unreachable:
                break
        return min(self._every, _RETRY) if self._late else self._every


def _run(keeper: ref[Keeper], wake: Event) -> None:
    """Beat until the ledger is gone."""
    found = keeper()
    pause = found._every if found is not None else 0.0
    while found is not None:
        del found
        wake.wait(pause)
        found = keeper()
        if found is not None:
            pause = found._beat()
