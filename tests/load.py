"""Failures of tests that got no processor in time: such a test is tried again, alone in time.

Time-outs of a few tenths of a second, and upper bounds of durations, hold on any machine that
lets a test run. Whether it did is known to the system: a failure counts at once unless
threads of the test stood ready and were not let run meanwhile.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import suppress
from pathlib import Path

import pytest

LONG = 0.03
"""Seconds without a processor that may upset a test."""

TASKS = Path("/proc/self/task")
"""Where Linux tells what became of each thread; without it, each failure counts at once."""


class MachineBusy(Exception):
    """Threads of a test that failed had to wait for a processor."""


def waited() -> float:
    """Return how many seconds the threads of this process have waited for a processor."""
    nanoseconds = 0
    for task in TASKS.glob("*/schedstat"):
        with suppress(OSError, IndexError):
            nanoseconds += int(task.read_text().split()[1])
    return nanoseconds / 1e9


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Tell failures of a busy machine from others; `--only-rerun` of the options names them."""
    flaky = item.get_closest_marker("flaky")
    if flaky is not None and flaky.kwargs.get("reruns") == 0:
        return (yield)  # it counts at once
    before = waited()
    try:
        return (yield)
    except pytest.skip.Exception:
        raise
    except (Exception, pytest.fail.Exception) as error:
        if (lost := waited() - before) > LONG:
            raise MachineBusy(f"no processor for {lost:.2f} s") from error
        raise
