"""A ledger in memory. For tests of users."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from threading import Lock
from typing import Literal

from .. import clock
from ..ledger.entry import Entry, Step, StepResult, UncertainEntry, uncertain_entry
from ..ledger.ledger import LEASE, WEEK, Ledger, OnUnavailable
from ..ledger.protocol import apply_step
from ..ledger.trouble import Unreachable

EntryState = Literal["new", "in progress", "done", "uncertain", "free"]


class MemoryLedger(Ledger):
    """Records calls in the memory of this process, by the rules of the other ledgers.

    Beside what they have, it can play what goes wrong: set `available` to False, and it cannot
    be reached; `lose_holders` kills the processes whose calls are under way.
    """

    _name = "memory"

    def __init__(
        self,
        *,
        expiry: float = WEEK,
        lease: float = LEASE,
        on_unavailable: OnUnavailable = "fail",
    ) -> None:
        """Sets up an empty ledger; see `RedisLedger`."""
        super().__init__(expiry=expiry, lease=lease, on_unavailable=on_unavailable)
        self.available = True
        self._lock = Lock()
        self._entries: dict[str, Entry] = {}

    def state(self, key: str) -> EntryState:
        """The state of a key."""
        with self._lock:
            entry = self._entries.get(key)
        now = clock.time()
        if entry is None or (entry.expires is not None and entry.expires <= now):
            return "new"
        if entry.is_lost(now):
            return "uncertain"
        if entry.state in ("claimed", "sending"):
            return "free" if entry.is_over(now) else "in progress"
        return entry.state  # type: ignore[return-value] # the other two are dealt with

    def lose_holders(self) -> None:
        """Have the holders of all keys in progress look as if their processes were killed.

        A key whose call was about to send becomes uncertain, any other is free.
        """
        with self._lock:
            for key, entry in self._entries.items():
                self._entries[key] = entry._replace(lease=0.0)
                self._keeper.drop(entry.holder)

    def _apply(self, step: Step) -> StepResult:
        with self._lock:
            if not self.available:
                raise Unreachable("it is not available")
            before = self._entries.get(step.key)
            result = apply_step(step, before, clock.time(), self._times)
            if result.entry is not None:
                self._entries[step.key] = result.entry
        return result

    async def _apply_async(self, step: Step) -> StepResult:
        from asyncio import sleep

        await sleep(0)  # as a network would, so that other tasks get their turn
        return self._apply(step)

    def _list(self) -> Iterator[UncertainEntry]:
        if not self.available:
            raise Unreachable("it is not available")
        now = clock.time()
        for key, entry in [*self._entries.items()]:
            if entry.is_lost(now):
                yield uncertain_entry(key, entry)

    async def _list_async(self) -> AsyncIterator[UncertainEntry]:
        for entry in self._list():
            yield entry
