"""How far a long run is: a bar on a terminal, lines elsewhere, nothing for short runs."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest

RUN = """
import sys
from tc3gen.util.progress_bar import progress
total = int(sys.argv[1])
with progress("specs") as advance:
    for done in range(1, total + 1):
        advance(done, total, f"spec{done}")
"""


def shown(total: int, *, columns: int = 0, term: str = "xterm") -> str:
    """What a run shows: on a terminal, where it has columns, else in a pipe."""
    command = [sys.executable, "-c", RUN, str(total)]
    environment = {**os.environ, "TERM": term}
    environment.pop("COLUMNS", None)
    if not columns:
        done = subprocess.run(command, capture_output=True, env=environment, check=True)
        assert done.stdout == b""
        return done.stderr.decode()
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with subprocess.Popen(command, stderr=theirs, env=environment) as process:
        os.close(theirs)
        output = b""
        try:
            while part := os.read(ours, 65536):
                output += part
        except OSError:  # how the end looks on Linux
            pass
    os.close(ours)
    assert process.returncode == 0
    return output.decode()


def test_lines_in_a_pipe() -> None:
    lines = shown(30).splitlines()
    assert lines[0] == "3 of 30 specs"
    assert lines[-1] == "30 of 30 specs"
    assert len(lines) == 10


@pytest.mark.parametrize("columns", [1, 10, 80, 500])
def test_a_bar_on_a_terminal(columns: int) -> None:
    bar = shown(30, columns=columns)
    assert "\x1b[?25h" in bar, "the cursor is shown again"
    assert ("30/30" in bar) == (columns >= 80)
    assert "Traceback" not in bar


def test_lines_on_a_terminal_that_has_no_cursor() -> None:
    assert shown(30, columns=80, term="dumb").splitlines()[-1] == "30 of 30 specs"


@pytest.mark.parametrize("columns", [0, 80])
def test_short_runs_say_nothing(columns: int) -> None:
    assert shown(20, columns=columns).strip() == ""
