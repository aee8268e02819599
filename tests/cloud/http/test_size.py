"""What a large upload costs in memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


@pytest.mark.skipif(sys.platform == "win32", reason="no resource usage there")
def test_addresses_take_little_memory() -> None:
    """At 250 bytes each, a million of them and the cloud itself stay below 400 MB."""
    number, calls = 80_000, 4
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.cloud.support.upload_process",
            str(number),
            str(calls),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    figures = json.loads(done.stdout)
    assert figures["kept"] == number
    # What one call takes while it lasts is allowed for: 20,000 addresses are 1 MB of JSON.
    used = figures["peak_kib"] - figures["before_kib"]
    assert used < number * 250 / 1024 + 15_000
