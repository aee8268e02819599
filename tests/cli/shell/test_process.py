"""Commands as processes: pipes, disks, locales, signals, their titles."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from effort import by_night

from tc3gen.cloud import RunningCloud

from ..support.command import TC3, Shell
from ..support.recorder import Recorder

LIST = ("ses", "list-receivers", "--limit", "10", "--offset", "0")


def start(shell: Shell, *words: str, **more: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [TC3, *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**shell.environment(), **more},
    )


def bash(shell: Shell, line: str, **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["bash", "-c", line.replace("tc3 ", f"{TC3} ", 1)],
        capture_output=True,
        env={**shell.environment(), **more},
        check=False,
    )


@pytest.mark.parametrize(
    "line", ["tc3 --version", "tc3 ses --help", f"tc3 {' '.join(LIST)}"]
)
def test_a_full_disk_is_74(tc3: Shell, line: str) -> None:
    ran = bash(tc3, f"{line} > /dev/full")
    assert ran.returncode == 74
    assert b"No space left" in ran.stderr
    assert b"Traceback" not in ran.stderr


def test_a_response_that_cannot_be_shown_was_not_unsent(
    recorded: Shell, recorder: Recorder
) -> None:
    value: Any = 1
    for _ in range(600):
        value = [value]
    recorder.respond = lambda action, params: {"New": value}
    ran = recorded(*LIST, "--output", "yaml")
    assert (ran.code, ran.out) == (74, "")
    assert "the service has responded" in ran.err


def test_nothing_is_sent_whose_result_cannot_be_shown(
    recorded: Shell, recorder: Recorder
) -> None:
    ran = bash(recorded, f"tc3 {' '.join(LIST)} >&-")
    assert (ran.returncode, recorder.requests) == (74, [])
    assert b"standard output is closed" in ran.stderr
    ran = bash(recorded, f"tc3 {' '.join(LIST)} 2>&-")
    assert ran.returncode == 0
    ran = bash(recorded, f"tc3 {' '.join(LIST)} <&-")
    assert ran.returncode == 0


def test_a_reader_who_leaves_is_not_complained_of(
    recorded: Shell, recorder: Recorder
) -> None:
    item = {"Desc": "x" * 100}
    recorder.respond = lambda action, params: {
        "Data": [item] * 100,
        "TotalCount": 10_000,
    }
    ran = bash(recorded, "tc3 ses list-receivers --all --output jsonl | head -1")
    assert (ran.stdout.count(b"\n"), ran.stderr) == (1, b"")


@pytest.mark.parametrize(
    "locale", [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
               by_night({"PYTHONIOENCODING": "ascii"}),
               by_night({"PYTHONIOENCODING": "latin-1"})],
)  # fmt: skip
def test_any_locale_will_do(
    recorded: Shell, recorder: Recorder, locale: dict[str, str]
) -> None:
    recorder.respond = lambda action, params: {
        "Data": [{"Desc": "读者 é"}],
        "TotalCount": 1,
    }
    ran = recorded.process(*LIST, "--query", "Data[].Desc", env=locale)
    assert ran.returncode == 0
    assert ran.stdout == b'["\\u8bfb\\u8005 \\u00e9"]\n'
    for output in ("table", "text", "csv", "yaml"):
        assert recorded.process(*LIST, "--output", output, env=locale).returncode == 0
    assert recorded.process("--help", env=locale).returncode == 0


def test_values_that_are_not_utf8_are_refused(recorded: Shell) -> None:
    ran = subprocess.run(
        [TC3.encode(), b"ses", b"create-receiver", b"--receivers-name", b"\xff"],
        capture_output=True, env=recorded.environment(), check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert b"--receivers-name: is not valid UTF-8" in ran.stderr


def test_without_a_home_it_works(tc3: Shell) -> None:
    environment = {k: v for k, v in tc3.environment().items() if k != "HOME"}
    for home in ({}, {"HOME": "/nowhere"}, {"HOME": ""}):
        ran = subprocess.run(
            [TC3, *LIST], capture_output=True, env={**environment, **home}, check=False
        )
        assert (ran.returncode, ran.stderr) == (0, b"")


CREATE = ("ses", "create-receiver", "--receivers-name", "Readers")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (LIST, b"interrupted; calling again does no harm"),
        (CREATE, b"may have received the request"),
    ],
)
def test_ctrl_c_says_if_something_may_have_been_done(
    tc3: Shell, tc3_cloud: RunningCloud, words: tuple[str, ...], said: bytes
) -> None:
    tc3_cloud.faults.add("latency", seconds=30)
    running = start(tc3, *words)
    for _ in range(1000):
        if not tc3_cloud.faults.listed():
            break
        time.sleep(0.01)
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert time.monotonic() - began < 10
    assert (running.returncode, out) == (130, b"")
    assert said in err
    assert b"Traceback" not in err


@pytest.mark.parametrize("delay", [0.0, 0.03, 0.06, 0.1, 0.2])
def test_ctrl_c_at_any_moment_is_130(
    tc3: Shell, tc3_cloud: RunningCloud, delay: float
) -> None:
    tc3_cloud.faults.add("latency", seconds=30)
    running = start(tc3, *LIST)
    time.sleep(delay)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate(timeout=20)
    # Before Python has begun to run the program, the signal ends the process itself.
    assert running.returncode in (130, -signal.SIGINT, 1)
    if running.returncode == 130:
        assert b"Traceback" not in err


def test_a_key_on_the_command_line_is_not_in_the_title(
    tc3: Shell, tc3_cloud: RunningCloud
) -> None:
    tc3_cloud.faults.add("latency", seconds=30)
    running = start(tc3, *LIST, "--secretId", "local", "--secretKey", "hidden-1234",
                    TENCENTCLOUD_SECRET_ID="", TENCENTCLOUD_SECRET_KEY="")  # fmt: skip
    title = Path(f"/proc/{running.pid}/cmdline")
    try:
        for _ in range(1000):
            shown = title.read_bytes()
            if b"list-receivers" in shown and b"hidden-1234" not in shown:
                break
            time.sleep(0.01)
        assert b"list-receivers" in title.read_bytes()
        assert b"hidden-1234" not in title.read_bytes()
    finally:
        running.kill()
        running.communicate()


@pytest.mark.parametrize(
    "words",
    [
        (*LIST, "--tc3-secret-key=hidden-1234"),
        (*LIST, "--proxy", "http://user:hidden-1234@127.0.0.1:9"),
        ("ses", "update-email-smtp-password", "--password", "hidden-1234"),
        ("sts", "get-session-token", "--TokenCode", "hidden-1234"),
        ("configure", "set", "secret-key", "hidden-1234", "region", "ap-singapore"),
        ("configure", "set", "proxy", "http://user:hidden-1234@127.0.0.1:9"),
    ],
)
def test_words_go_on_whole_where_others_see_masks(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    """In a process that prints what it was given, and what it shows to others."""
    import sys

    program = (
        "import json; from pathlib import Path\n"
        "from tc3._core.cli import main as cli\n"
        "shown = Path('/proc/self/cmdline').read_text()\n"
        "cli.run_command = lambda words: print(json.dumps([words, shown])) or 0\n"
        "cli.main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *words],
        capture_output=True,
        env={**os.environ, "HOME": str(tmp_path)},  # no profile of who runs the tests
        check=True,
    )
    given, shown = json.loads(ran.stdout)
    assert given == [*words]
    assert "***" in shown
    assert "hidden-1234" not in shown


def test_what_another_process_hands_on_is_not_taken(tc3: Shell) -> None:
    handed = {"TC3_ARGUMENTS": '[1, {"0": "--version"}]'}
    ran = tc3.process("list", "--secret-key", "x", env=handed)
    assert ran.stdout.startswith(b"ses\t")


def test_the_package_runs_as_a_module(tc3: Shell) -> None:
    import sys

    ran = subprocess.run(
        [sys.executable, "-m", "tc3", "ses", "nothing"],
        capture_output=True, env=tc3.environment(), check=False,
    )  # fmt: skip
    assert ran.returncode == 2
    assert b"`python -m tc3 list ses` shows all actions" in ran.stderr


def test_without_its_packages_it_says_what_to_install(tc3: Shell) -> None:
    import sys

    program = (
        "import sys; from importlib.machinery import PathFinder\n"
        "find = PathFinder.find_spec\n"
        "PathFinder.find_spec = classmethod(\n"
        "    lambda cls, name, *a: None if name == 'rich' else find(name, *a))\n"
        "from tc3._core.cli.main import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, "list"],
        capture_output=True, env=tc3.environment(), check=False,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr == b"Error: the command line needs rich: pip install 'tc3[cli]'\n"


def test_a_terminal_of_any_width_is_used(tc3: Shell, tmp_path: Path) -> None:
    tmux = subprocess.run(["which", "tmux"], capture_output=True, check=False)
    if tmux.returncode:
        pytest.skip("needs tmux")
    tc3(
        "ses", "create-receiver", "--receivers-name", "读者的名字" * 3, "--desc", "d"
    ).done()
    from rich.cells import cell_len

    for columns in (40, 200):
        out = tmp_path / f"{columns}.txt"
        socket = str(tmp_path / f"{columns}.sock")
        line = f"{TC3} {' '.join(LIST)} --output table; tput cols > {out}; sleep 60"
        subprocess.run(
            ["tmux", "-S", socket, "new-session", "-d", "-x", str(columns), "-y", "50",
             "bash", "-c", line],
            env={**tc3.environment(), "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"},
            check=True,
        )  # fmt: skip
        try:
            for _ in range(1000):
                if out.exists() and out.read_text().strip():
                    break
                time.sleep(0.02)
            assert out.read_text().strip() == str(columns)
            shown = subprocess.run(
                ["tmux", "-S", socket, "capture-pane", "-p"],
                capture_output=True, check=True, text=True, env=os.environ,
            ).stdout  # fmt: skip
        finally:
            subprocess.run(["tmux", "-S", socket, "kill-server"], check=False)
        lines = [line for line in shown.splitlines() if line and line[0] in "│╭╰├"]
        assert len({cell_len(line) for line in lines}) == 1
        assert cell_len(lines[0]) <= columns
