"""Worker processes: none of them outlives the one that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

SLEEPERS = r"""
import os
import time
from tc3gen.util.process_pool import process_pool

def sleep(started):
    os.write(1, b"started\n")
    time.sleep(600)

if __name__ == "__main__":
    with process_pool(3) as pool:
        for done in [pool.submit(sleep, number) for number in range(9)]:
            done.result()
"""


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_workers_end_with_their_parent(end: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", SLEEPERS],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdout is not None
    for _ in range(3):
        assert process.stdout.readline() == b"started\n"
    process.send_signal(end)
    try:
        # The pipe ends when nobody holds it any more: no parent, and no worker.
        process.communicate(timeout=30)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode != 0
