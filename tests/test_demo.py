"""`make demo` shows its page, and leaves it there until it is stopped where that is asked."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_outbox_of_the_demo_can_be_looked_at() -> None:
    process = subprocess.Popen(
        [sys.executable, "-u", "examples/demo.py"],
        cwd=ROOT,
        env={
            **os.environ,
            "DEMO": "stay",
            "COLUMNS": "200",
            "PYTHONPATH": os.pathsep.join(
                [str(ROOT / "codegen"), str(ROOT / "generated")]
            ),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/_local/", first)
        assert address
        line = ""
        for line in process.stdout:
            if "Ctrl-C" in line:
                break
        with urllib.request.urlopen(address[0], timeout=5) as response:
            page = response.read().decode()
        assert page.count("New in our shop") == 3
        explorer = f"{address[0]}explorer/ses/2020-10-02/SendEmail"
        assert f"{address[0]}explorer/" in line
        with urllib.request.urlopen(explorer, timeout=20) as response:
            assert "Send one message" in response.read().decode()
        process.send_signal(signal.SIGINT)
        out, error = process.communicate(timeout=10)
        assert (process.returncode, error) == (0, "")
        assert "closed" in out
        assert "http://127.0.0.1:8809/" in out
    finally:
        process.kill()
        process.communicate()
