"""What is due: reviews, mail that was put off, and tasks, in the order of their times."""

from __future__ import annotations

import time

from tc3gen.cloud.ses.state import World

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


def is_due(world: World) -> bool:
    """Whether there is something to do now."""
    return world.next_due is not None and world.next_due <= world.clock()


def do_what_is_due(world: World) -> None:
    """Catch up with the clock: each thing is done as of the time it was due."""
    steps = _MOST_STEPS
    while steps > 0 and is_due(world):
        steps -= do_a_slice(world)
        if is_due(world):
            time.sleep(_TURN)


def do_a_slice(world: World) -> int:
    """Do as much of what is due as can be done in one go, all of it or nothing.

    Answers in how many steps.
    """
    if not is_due(world):
        return 0
    from tc3gen.cloud.ses.delivery import deliver_due
    from tc3gen.cloud.ses.running import SLICE, run_task
    from tc3gen.cloud.ses.templates import review_due

    now, mails = world.clock(), SLICE
    with world.database.transaction():
        for step in range(_SLICE_STEPS):
            when = find_next_due(world)
            if when is None or when > now or mails <= 0:
                return step
            review_due(world, when)
            mails -= deliver_due(world, when, mails)
            for (task,) in world.database.rows(
                "SELECT id FROM task WHERE due <= ? ORDER BY due, id", (when,)
            ):
                if mails > 0:
                    mails -= run_task(world, task, when, mails)
    return _SLICE_STEPS


def find_next_due(world: World) -> float | None:
    """When there is something to do next, None for never."""
    world.next_due = world.database.value(_EARLIEST)
    return world.next_due
