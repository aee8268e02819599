"""A service that calls for weeks does not grow."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from effort import many

from ..support.driver import Driver

PROGRAM = Path(__file__).with_name("leak_process.py")
CALLS = many(20_000, by_day=3_000)


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.skipif(sys.platform != "linux", reason="the figures come from /proc")
async def test_nothing_grows(driver: Driver) -> None:
    """Many calls, with errors, retries and new connections among them."""
    kind = "async" if driver.is_async else "sync"
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, str(PROGRAM), kind, str(CALLS)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    grown = json.loads(done.stdout)
    assert grown.pop("tasks", 0) == 0
    assert grown.pop("threads") <= 0
    assert grown.pop("files") <= 1  # a connection more may be open than at first
    assert grown.pop("blocks") < CALLS / 10  # one for every tenth call would be a leak
    assert grown.pop("memory") < 4_000_000
    assert grown == {}
