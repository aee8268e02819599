"""The time that threads stood ready and were not let run, which is nobody's delay."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

TASKS = Path("/proc/self/task")
"""Where Linux tells what became of each thread; without it, each failure counts at once."""


def waited(*threads: int) -> float:
    """Return how many seconds threads of this process have waited for a processor.

    All of them, unless some are named by the ids that the system gives them.
    """
    nanoseconds = 0
    for task in [TASKS / str(number) for number in threads] or TASKS.iterdir():
        with suppress(OSError, IndexError):
            nanoseconds += int((task / "schedstat").read_text().split()[1])
    return nanoseconds / 1e9
