"""Completion, driven in real shells, and asked directly."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tc3._core.cli.complete import candidates

from ..support.command import TC3, Shell
from ..support.terminal import Terminal


def names(*words: str) -> list[str]:
    """The candidates for the last word."""
    *before, current = words
    return [name for name, _ in candidates(before, current)]


def test_services_versions_actions_and_parameters_are_known() -> None:
    assert {"list", "explain", "ses", "sms", "sts"} <= set(names(""))
    assert names("sms@") == ["sms@2019-07-11", "sms@2021-01-11"]
    assert "send-email" in names("ses", "send")
    assert "SendEmail" in names("ses", "Send")
    assert "--from-email-address" in names("ses", "send-email", "--")
    assert "--FromEmailAddress" in names("ses", "send-email", "--From")
    assert "wait" in names("ses", "w")
    assert "upload-recipients" in names("ses", "up")
    assert names("ses", "wait", "task") == ["task-finished"]
    assert "--task-id" in names("ses", "wait", "task-finished", "--task")


def test_members_enums_and_files_are_known(tmp_path: Path) -> None:
    assert names("ses", "send-email", "--template.") == [
        "--template.template-id", "--template.template-data",
    ]  # fmt: skip
    assert names("ses", "send-email", "--attachments.") == ["--attachments.0"]
    assert "--attachments.0.file-name" in names("ses", "send-email", "--attachments.0.")
    assert names("ses", "send-email", "--unsubscribe", "ENG") == ["ENGLISH"]
    assert names("ses", "send-email", "--unsubscribe=ENG") == ["--unsubscribe=ENGLISH"]
    tmp_path.joinpath("mail.yaml").touch()
    tmp_path.joinpath("more").mkdir()
    folder = f"{tmp_path}/"
    wanted = [f"{folder}mail.yaml", f"{folder}more/"]
    assert names("ses", "send-email", "--input", folder) == wanted
    assert names("ses", "send-email", "--subject", f"@{folder}m") == [
        f"@{w}" for w in wanted
    ]
    assert names("ses", "upload-recipients", "7", folder) == wanted


def test_options_and_their_values_are_known_in_both_places() -> None:
    for words in ((), ("ses", "send-email"), ("list",), ("completion", "bash")):
        assert "--region" in names(*words, "--reg")
        assert names(*words, "--output", "js") == ["json", "jsonl"]
        assert "ap-singapore" in names(*words, "--region", "ap-s")
    assert "send-email" in names("--region", "ap-singapore", "ses", "send")
    assert names("ses", "send-email", "--dry-run", "c") == ["curl"]
    assert names("completion", "f") == ["fish"]
    assert "--tc3-region" in names("ses", "send-email", "--tc3-")


def test_each_shell_is_told_what_to_evaluate(offline: Shell) -> None:
    told = offline("completion").done().out
    for name, (_, line) in SHELLS.items():
        assert f"{name}:" in told
        assert line.split("; ")[-1] in told


def test_nothing_is_offered_for_what_does_not_exist() -> None:
    for words in (("nothing", ""), ("ses@1999-01-01", ""), ("ses", "nothing", "")):
        assert names(*words) == []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    tmp_path.joinpath("bin").mkdir()
    tmp_path.joinpath("bin", "tc3").symlink_to(TC3)
    tmp_path.joinpath("a file.yaml").touch()
    return tmp_path


SHELLS = {
    "bash": (["bash", "--norc", "--noprofile"], 'eval "$(tc3 completion bash)"'),
    "zsh": (["zsh", "-f"], 'PS1="> "; eval "$(tc3 completion zsh)"'),
    "fish": (["fish", "--no-config"], "tc3 completion fish | source"),
}


def environment(shell: Shell, folder: Path) -> dict[str, str]:
    """The variables of a shell that finds the command, and nothing of the user's."""
    return {
        **shell.environment(),
        "PATH": f"{folder / 'bin'}:{os.environ['PATH']}",
        "ZDOTDIR": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }


@pytest.fixture(params=SHELLS)
def terminal(
    request: pytest.FixtureRequest, offline: Shell, folder: Path
) -> Iterator[Terminal]:
    """A shell with completion."""
    command, load = SHELLS[request.param]
    if shutil.which(command[0]) is None:
        pytest.skip(f"needs {command[0]}")
    running = Terminal(command, environment(offline, folder), folder)
    try:
        running.write(f"{load}; echo rea''dy\r")
        running.expect("ready")
        yield running
    finally:
        running.close()


CLEAR_LINE = "\x15"

CASES = [
    ("tc3 ses send-em", "tc3 ses send-email"),
    ("tc3 ses@2020", "2020-10-02"),
    ("tc3 --output yaml ses list-email-temp", "list-email-templates"),
    ("tc3 ses send-email --from", "--from-email-address"),
    ("tc3 ses send-email --unsubscribe ENG", "ENGLISH"),
    ("tc3 ses send-email --template.template-i", "--template.template-id"),
    ("tc3 ses wait task", "task-finished"),
    ("tc3 ses send-email --input 'a f", "a file.yaml"),
    ("tc3 completion fi", "fish"),
]


def test_a_tab_completes_what_is_begun(terminal: Terminal) -> None:
    for typed, wanted in CASES:
        terminal.write(typed)
        terminal.settle()
        terminal.write("\t")
        terminal.expect(re.escape(wanted))
        terminal.write(CLEAR_LINE)
        terminal.settle()


def asked(*words: str, folder: Path) -> list[str]:
    """The words that the script for PowerShell, which is not installed here, would get."""
    ran = subprocess.run(
        [TC3, "__complete", "powershell", *words],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line.partition("\t")[0] for line in ran.stdout.splitlines()]


def test_what_powershell_asks_is_answered(folder: Path) -> None:
    assert "ses" in asked("=", "=tc3", folder=folder)
    assert "send-email" in asked("=send-em", "=tc3", "=ses", folder=folder)
    assert "--subject" in asked("=", "=tc3", "=ses", "=send-email", folder=folder)
    words = ("=tc3", "=ses", "=send-email", "=--input")
    assert asked("='a f", *words, folder=folder) == ["a file.yaml"]


def test_scripts_are_printed_for_all_shells(offline: Shell) -> None:
    for shell in ("bash", "zsh", "fish", "powershell"):
        assert "__complete" in offline("completion", shell).done().out
    assert offline("completion", "tcsh").code == 2
    bash = offline("completion", "bash").out
    subprocess.run(["bash", "-n"], input=bash, text=True, check=True)
