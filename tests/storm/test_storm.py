"""Two thousand scenarios at random: nothing is carried out twice, and no error lies."""

from __future__ import annotations

import os

import pytest

from .crew import Storm, play_all, some_seed
from .report import count, failures

SCENARIOS = 2000


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_no_road_breaks_the_promise() -> None:
    storm = Storm(os.environ.get("TC3_STORM_SEED") or some_seed())
    print(f"TC3_STORM_SEED={storm.seed}")
    totals = count(storm, play_all(storm, range(SCENARIOS)))
    assert totals.scenarios == SCENARIOS
    told = "\n".join(failures(totals))
    assert not totals.failed, f"TC3_STORM_SEED={storm.seed}\n{told}"
