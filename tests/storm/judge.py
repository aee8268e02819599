"""What a scenario shows: whether anything happened that must not."""

from __future__ import annotations

from typing import NamedTuple

from tc3 import errors

from .outcome import Outcome
from .server.notes import Entry, Notes
from .server.responses import PIECES

MUST_NOT = ("doubled", "wrong", "lied", "foreign", "late", "leaked", "stuck")
"""What is counted and must be zero."""


class Finding(NamedTuple):
    """Something that must not be."""

    kind: str
    text: str


def judge(outcome: Outcome, notes: Notes) -> list[Finding]:
    """All that is wrong with a call, by what the service noted of it."""
    came = notes.of(outcome.call.number)
    found = [*_foreign(outcome), *_wrong(outcome, came), *_late(outcome)]
    if not outcome.call.repeatable:
        found += _doubled(came)
    return [*found, *_lied(outcome, came)]


def may_be_overcautious(outcome: Outcome, notes: Notes) -> bool:
    """Whether an error says 'perhaps' of a request of which the service saw nothing whole."""
    if getattr(outcome.error, "sent", False) is not True:
        return False
    return not any(notes.of(outcome.call.number).values())


def _doubled(came: dict[str, list[Entry]]) -> list[Finding]:
    """A request must not come again, unless all that came before were refused, and so told."""
    return [
        Finding("doubled", f"request {key}: {', '.join(map(str, entries))}")
        for key, entries in came.items()
        if any(entry.counts for entry in entries[:-1])
    ]


def _wrong(outcome: Outcome, came: dict[str, list[Entry]]) -> list[Finding]:
    """Each response is one to this call, and a stream that ends well is whole."""
    ids = [*outcome.ids]
    if isinstance(outcome.error, errors.ApiError) and outcome.error.request_id:
        ids.append(outcome.error.request_id)
    found = [
        Finding("wrong", f"call {outcome.call.number} got the response {given!r}")
        for given in ids
        if given.partition("/")[0] not in came
    ]
    if outcome.error is not None:
        return found
    if outcome.pieces not in (None, [*range(PIECES)]):
        found.append(Finding("wrong", f"a stream ended well with {outcome.pieces}"))
    done = [key for key, entries in came.items() if any(not e.refused for e in entries)]
    if len(done) < len({given.partition("/")[0] for given in ids}):
        found.append(Finding("wrong", f"success, but only {done} were carried out"))
    return found


def _lied(outcome: Outcome, came: dict[str, list[Entry]]) -> list[Finding]:
    error = outcome.error
    there = {key: entries for key, entries in came.items() if _is_there(entries)}
    if isinstance(error, errors.BulkError):
        return _lied_of_rows(error, there)
    if there and getattr(error, "sent", None) is False:
        name = type(error).__name__
        return [Finding("lied", f"{name} says unsent, but {_told(there)}")]
    if there and isinstance(error, errors.ConfigurationError):
        return [Finding("lied", f"{error!r:.100}, but {_told(there)}")]
    return []


def _lied_of_rows(
    error: errors.BulkError, there: dict[str, list[Entry]]
) -> list[Finding]:
    """Rows before `position` have arrived, and none behind `unknown`."""
    rows = {
        row for entries in there.values() for entry in entries for row in entry.rows
    }
    end = error.uncertain.stop if error.uncertain else error.next_row
    found = []
    if any(row >= end for row in rows):
        text = f"rows from {end} on did not arrive, says the error, but {sorted(rows)}"
        found.append(Finding("lied", text))
    if not rows.issuperset(range(error.next_row)):
        text = f"rows up to {error.next_row} arrived, says the error: {sorted(rows)}"
        found.append(Finding("lied", text))
    return found


def _is_there(entries: list[Entry]) -> bool:
    return any(entry.counts for entry in entries)


def _told(there: dict[str, list[Entry]]) -> str:
    return "; ".join(f"{key}: {', '.join(map(str, e))}" for key, e in there.items())


def _foreign(outcome: Outcome) -> list[Finding]:
    error = outcome.error
    if error is None or isinstance(error, errors.Tc3Error):
        return []
    return [Finding("foreign", f"{error!r:.200} in {outcome.where}")]


def _late(outcome: Outcome) -> list[Finding]:
    allowed = outcome.limit + max(outcome.limit / 10, 0.05)
    if outcome.longest <= allowed:
        return []
    text = f"{outcome.longest:.3f} s of {outcome.limit} s"
    return [Finding("late", f"call {outcome.call.number}: {text}")]
