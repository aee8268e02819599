"""The steps of an entry, as pure functions: ledgers without scripts of their own use them.

`redis_scripts` says the same in Lua, and a test holds both to the same results.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from .entry import LOST, Entry, Kind, State, Step, StepResult

GRACE = 60.0
"""Seconds for which a freed key is remembered, so that a delayed step of its holder, which
the network has kept until then, does not take it again."""

SETTLED = 600.0
"""Seconds after which nothing of a call that has failed can arrive: the service refuses what was
signed five minutes before its time, and takes as many for a difference of the clocks. Until
then a request may be under way, in buffers of systems and proxies."""

_OPEN = ("claimed", "sending")


class Times(NamedTuple):
    """The times of a ledger, in seconds."""

    lease: float
    expiry: float


def apply_step(step: Step, entry: Entry | None, now: float, times: Times) -> StepResult:
    """Do a step on the entry of its key. The entry of the result is to be stored."""
    if entry is not None and entry.expires is not None and entry.expires <= now:
        entry = None
    return _STEPS[step.kind](step, entry, now, times)


def _claim_key(step: Step, entry: Entry | None, now: float, times: Times) -> StepResult:
    mine = entry is not None and entry.holder == step.holder
    if entry is None or (not mine and _is_free(entry, now)):
        claimed = Entry(
            step.state, step.holder, step.fingerprint, step.action, began=now,
            lease=now + times.lease,
            expires=now + times.expiry if step.state == "claimed" else None,
        )  # fmt: skip
        return StepResult(True, claimed)
    if mine and entry.is_open():
        return StepResult(True, _renewed_entry(entry, now, times))
    if entry.state == "sending" and entry.is_over(now):
        return StepResult(False, entry._replace(state="uncertain", cause=LOST))
    return StepResult(False, entry)


def _is_free(entry: Entry, now: float) -> bool:
    """Tell if anybody may claim a key: nothing of its last call can have left."""
    return entry.state == "free" or (entry.state == "claimed" and entry.is_over(now))


def _begin_sending(
    step: Step, entry: Entry | None, now: float, times: Times
) -> StepResult:
    if entry is None or entry.holder != step.holder or not entry.is_open():
        return StepResult(False, entry)
    begun = _renewed_entry(entry, now, times)
    return StepResult(True, begun._replace(state="sending", expires=None))


def _renew_lease(
    step: Step, entry: Entry | None, now: float, times: Times
) -> StepResult:
    if entry is None or entry.holder != step.holder or not entry.is_open():
        return StepResult(False, entry)
    return StepResult(True, _renewed_entry(entry, now, times))


def _renewed_entry(entry: Entry, now: float, times: Times) -> Entry:
    """An entry whose holder is alive."""
    state: State = "claimed" if entry.state == "claimed" else "sending"
    return entry._replace(
        state=state, cause="", began=min(entry.began, now), lease=now + times.lease
    )


def _settle_entry(
    step: Step, entry: Entry | None, now: float, times: Times
) -> StepResult:
    # One that is not there was forgotten by the store, or the claim never came.
    if entry is not None and not _may_settle(step, entry):
        mine = entry.holder == step.holder
        return StepResult(mine and entry.state == step.state, entry)
    settled = Entry(
        step.state, step.holder, step.fingerprint, step.action,
        began=now if entry is None else entry.began,
        lease=now,
        expires=_expires(step, now, times), response=step.response,
        request_id=step.request_id, cause=step.cause,
    )  # fmt: skip
    return StepResult(True, settled)


def _may_settle(step: Step, entry: Entry) -> bool:
    if entry.holder != step.holder:
        return False
    if entry.state in (*_OPEN, "uncertain"):
        return True
    # The holder knows better than whoever has resolved it in the meantime.
    if step.state == "done":
        return entry.state == "free" or entry.response is None
    return step.state == "uncertain" and entry.state == "free"


def _resolve_entry(
    step: Step, entry: Entry | None, now: float, times: Times
) -> StepResult:
    if entry is None:
        return StepResult(False, None)
    may = _may_find_out(step, entry, now) if step.holder else entry.is_lost(now)
    if not may:
        return StepResult(entry.state == step.state, entry)
    expires = _expires(step, now, times)
    return StepResult(True, entry._replace(state=step.state, expires=expires, cause=""))


def _may_find_out(step: Step, entry: Entry, now: float) -> bool:
    """Tell if the word of a check is on this call, and can be the last one.

    A holder that was lost may be stopped rather than dead, and send when it goes on.
    """
    if step.holder != entry.holder:
        return False
    if step.state == "done":
        return entry.is_lost(now) or entry.state == "free"
    is_settled = entry.state == "uncertain" and entry.cause != LOST
    return is_settled and entry.lease + SETTLED <= now


def _expires(step: Step, now: float, times: Times) -> float | None:
    if step.state == "uncertain":
        return None
    return now + (GRACE if step.state == "free" else times.expiry)


_STEPS: Mapping[Kind, Callable[[Step, Entry | None, float, Times], StepResult]] = {
    "claim": _claim_key,
    "begin": _begin_sending,
    "renew": _renew_lease,
    "settle": _settle_entry,
    "resolve": _resolve_entry,
}
