"""The entry of a key, and the steps that change it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Literal, NamedTuple

from .errors import InProgress, LedgerConflict, LedgerError, Uncertain

State = Literal["claimed", "sending", "done", "uncertain", "free"]
"""`claimed` and `sending` are in progress, `sending` from before the first byte may leave. A
key without an entry is new."""

Kind = Literal["claim", "begin", "renew", "settle", "resolve"]

LOST = "its holder did not report back"
"""The cause of an entry whose lease ran out."""

TURNED_BACK = 60.0
"""Seconds by which a clock was turned back, if it was; smaller steps are waited for."""

_UTC = timezone(timedelta(0))
"""`timezone.utc`, for which linters of newer Pythons want a name that older ones lack."""


class Entry(NamedTuple):
    """The entry of a key. Times are in seconds since 1970, by the clock of the ledger."""

    state: State
    holder: str
    """A random text for each call that takes a key: only its call may change the entry."""
    fingerprint: str = ""
    action: str = ""
    began: float = 0.0
    lease: float = 0.0
    """Until then its holder is alive; of one with an outcome, when it was recorded."""
    expires: float | None = None
    """None for an entry that is kept until it is resolved."""
    response: str | None = None
    """The content of the response, as JSON; None also for one that a person has resolved."""
    request_id: str = ""
    cause: str = ""

    def __repr__(self) -> str:
        return f"<Entry {self.state}, {self.action}>"  # the response may be private

    def is_lost(self, now: float) -> bool:
        """Tell if nobody knows any more what became of it."""
        return self.state == "uncertain" or (
            self.state == "sending" and self.is_over(now)
        )

    def is_over(self, now: float) -> bool:
        """Tell if its lease has run out; also one that the clock of today will not see end."""
        return self.lease <= now or now + TURNED_BACK < self.began < self.lease

    def is_open(self) -> bool:
        """Tell if its holder may go on with it, as one may that was taken for lost."""
        return self.state in ("claimed", "sending") or (
            self.state == "uncertain" and self.cause == LOST
        )


class Step(NamedTuple):
    """A step of one holder. Doing it twice is the same as doing it once.

    - `claim` takes a key that is new or free, in the state `claimed` or `sending`.
    - `begin` says that the first byte may leave from now on.
    - `renew` says that the holder is alive.
    - `settle` records the outcome: `done`, `free` or `uncertain`.
    - `resolve` is a person's word on an uncertain one: `done` or `free`. With a holder, it is
      what a check has found out of the call of that holder only.
    """

    kind: Kind
    key: str
    holder: str
    state: State = "sending"
    """The state to reach."""
    fingerprint: str = ""
    action: str = ""
    response: str | None = None
    request_id: str = ""
    cause: str = ""

    def __repr__(self) -> str:
        return f"<Step {self.kind} {self.state}>"


class StepResult(NamedTuple):
    """The result of a step: if it was done, and the entry as it is now.

    Of steps that the holder alone can do, the entry may be missing.
    """

    done: bool
    entry: Entry | None

    def __repr__(self) -> str:
        return f"<StepResult {self.done}, {self.entry!r}>"


class UncertainEntry(NamedTuple):
    """A key of which nobody knows if its call was carried out: what `Uncertain` says of it."""

    key: str
    action: str
    """Such as `ses 2020-10-02 SendEmail`."""
    since: datetime
    cause: str
    request_id: str


def uncertain_entry(key: str, entry: Entry) -> UncertainEntry:
    """Describe an entry that is lost."""
    cause = entry.cause or LOST
    return UncertainEntry(key, entry.action, when(entry), cause, entry.request_id)


def refusal(step: Step, entry: Entry) -> LedgerError | None:
    """The error for a key that was claimed in vain; None if its call is done."""
    if entry.fingerprint != step.fingerprint:
        return LedgerConflict(step.key, entry.action, when(entry))
    if entry.state == "done":
        return None
    if entry.state == "uncertain":
        return Uncertain(*uncertain_entry(step.key, entry))
    return InProgress(step.key, entry.action, when(entry))


def when(entry: Entry) -> datetime:
    """The time at which the call of an entry was begun."""
    return datetime.fromtimestamp(entry.began, _UTC)
