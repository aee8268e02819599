"""Scheduled work: reviews, and messages that arrive later, in the order of their times."""

from __future__ import annotations

from tc3gen.cloud.sms.store.state import SharedState

_SLICE_STEPS = 100
"""Different times whose work is done in one go."""

_EARLIEST = """
SELECT min(due) FROM (
  SELECT min(due) AS due FROM sms_signature WHERE due IS NOT NULL
  UNION ALL SELECT min(due) FROM sms_template WHERE due IS NOT NULL
  UNION ALL SELECT min(due) FROM sms_message WHERE due IS NOT NULL
)
"""


def is_due(shared: SharedState) -> bool:
    """True if there is something to do now."""
    return shared.next_due is not None and shared.next_due <= shared.clock()


def do_what_is_due(shared: SharedState) -> None:
    """Catch up with the clock: each thing is done as of the time it was due."""
    while is_due(shared):
        do_a_slice(shared)


def do_a_slice(shared: SharedState) -> None:
    """Do as much of what is due as can be done in one go, all of it or nothing."""
    if not is_due(shared):
        return
    from tc3gen.cloud.sms.resources.reviews import review_due
    from tc3gen.cloud.sms.sending.delivery import deliver_due

    now = shared.clock()
    with shared.database.transaction():
        for _ in range(_SLICE_STEPS):
            when = find_next_due(shared)
            if when is None or when > now:
                return
            review_due(shared, when)
            deliver_due(shared, when)
        find_next_due(shared)


def find_next_due(shared: SharedState) -> float | None:
    """When there is something to do next, None for never."""
    shared.next_due = shared.database.value(_EARLIEST)
    return shared.next_due
