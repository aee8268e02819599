"""What is due: reviews, mail that was put off, and tasks, in the order of their times."""

from __future__ import annotations

from tc3gen.cloud.ses.delivery import deliver_due
from tc3gen.cloud.ses.running import run_task
from tc3gen.cloud.ses.state import World
from tc3gen.cloud.ses.templates import review_due

_MOST_STEPS = 10_000
"""Steps done at once, should somebody move the clock by a thousand years."""

_EARLIEST = """
SELECT min(due) FROM (
  SELECT min(due) AS due FROM task WHERE due IS NOT NULL
  UNION ALL SELECT min(due) FROM template WHERE due IS NOT NULL
  UNION ALL SELECT min(due) FROM later
)
"""


def do_what_is_due(world: World) -> None:
    """Catch up with the clock: each thing is done as of the time it was due."""
    now = world.clock()
    if world.next_due is None or world.next_due > now:
        return
    with world.database.transaction():
        for _ in range(_MOST_STEPS):
            when = find_next_due(world)
            if when is None or when > now:
                break
            review_due(world, when)
            deliver_due(world, when)
            for (task,) in world.database.rows(
                "SELECT id FROM task WHERE due <= ? ORDER BY due, id", (when,)
            ):
                run_task(world, task, when)


def find_next_due(world: World) -> float | None:
    """When there is something to do next, None for never."""
    world.next_due = world.database.value(_EARLIEST)
    return world.next_due
