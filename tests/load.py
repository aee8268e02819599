"""Failures of tests that got no processor in time: such a test is tried again, alone in time.

Time-outs of a few tenths of a second, and upper bounds of durations, hold on any machine that
lets a test run. Whether it did is known to the system: a failure counts at once unless
threads of the test stood ready and were not let run meanwhile.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest
from storm.processor import waited

LONG = 0.03
"""Seconds without a processor that may upset a test."""


class MachineBusy(Exception):
    """Threads of a test that failed had to wait for a processor."""


again = pytest.mark.flaky(reruns=3, reruns_delay=1, only_rerun=["MachineBusy"])
"""Marks tests that are tried again then. Each such test takes two exchanges between processes,
so that those which need no processor in time have no mark."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Tell failures of a busy machine from others, for tests that are marked."""
    if item.get_closest_marker(again.name) is None:
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
