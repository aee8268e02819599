"""Scheduled work: reviews, mail that was put off, and tasks, in the order of their times."""

from __future__ import annotations

import time

from tc3gen.cloud.ses.store.state import SharedState

_MOST_STEPS = 10_000
"""Steps after which moving the clock is over, should it be by a thousand years."""

_SLICE_STEPS = 100
"""Steps of a slice, most of which send no mail where there are so many."""

_TURN = 0.001
"""Seconds for which other threads get the database between two slices."""

_EARLIEST = """
SELECT min(due) FROM (
  SELECT min(due) AS due FROM task WHERE due IS NOT NULL
  UNION ALL SELECT min(due) FROM template WHERE due IS NOT NULL
  UNION ALL SELECT min(due) FROM later
)
"""


def is_due(shared: SharedState) -> bool:
    """True if there is something to do now."""
    return shared.next_due is not None and shared.next_due <= shared.clock()


def do_what_is_due(shared: SharedState) -> None:
    """Catch up with the clock: each thing is done as of the time it was due."""
    steps = _MOST_STEPS
    while steps > 0 and is_due(shared):
        steps -= do_a_slice(shared)
        if is_due(shared):
            time.sleep(_TURN)


def do_a_slice(shared: SharedState) -> int:
    """Do as much of what is due as can be done in one go, all of it or nothing.

    Returns the number of steps.
    """
    if not is_due(shared):
        return 0
    from tc3gen.cloud.ses.resources.templates import review_due
    from tc3gen.cloud.ses.sending.batch_runs import SLICE, run_task
    from tc3gen.cloud.ses.sending.delivery import deliver_due

    now, mails = shared.clock(), SLICE
    with shared.database.transaction():
        for step in range(_SLICE_STEPS):
            when = find_next_due(shared)
            if when is None or when > now or mails <= 0:
                return step
            review_due(shared, when)
            mails -= deliver_due(shared, when, mails)
            for (task,) in shared.database.rows(
                "SELECT id FROM task WHERE due <= ? ORDER BY due, id", (when,)
            ):
                if mails > 0:
                    mails -= run_task(shared, task, when, mails)
    return _SLICE_STEPS


def find_next_due(shared: SharedState) -> float | None:
    """When there is something to do next, None for never."""
    shared.next_due = shared.database.value(_EARLIEST)
    return shared.next_due
