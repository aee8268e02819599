"""Dry runs: what would be sent, and that nothing is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tc3gen.cloud import RunningCloud

from ..support.command import Shell
from ..support.recorder import Recorder

MAIL = (
    "ses", "send-email", "--from-email-address", "it's <a@b.c>", "--subject", "é \"$HOME\" `x`",
    "--destination", "x@y.z", "--template.template-id", "7", "--template.template-data",
    '{"a":"\'"}', "--unsubscribe", "english",
)  # fmt: skip
PASSWORD = (
    "ses",
    "update-email-smtp-password",
    "--email-address",
    "a@b.c",
    "--password",
)


def test_nothing_is_sent(recorded: Shell, recorder: Recorder) -> None:
    for kind in ((), ("http",), ("curl",), ("python",), ("json",)):
        assert recorded(*MAIL, "--dry-run", *kind).done().out
    assert recorder.requests == []
    out = recorded(*MAIL, "--dry-run").done().out
    assert out.startswith("POST http://")
    assert "Authorization: TC3-HMAC-SHA256 Credential=local/" in out


def test_the_command_for_curl_is_accepted_when_pasted(
    tc3: Shell, tc3_cloud: RunningCloud
) -> None:
    words = (
        "ses",
        "create-receiver",
        "--receivers-name",
        "it's",
        "--desc",
        "Größe & so",
    )
    command = tc3(*words, "--dry-run", "curl").done().out
    told = subprocess.run(
        ["bash"], input=command, capture_output=True, text=True, check=True
    )
    assert "ReceiverId" in json.loads(told.stdout)["Response"]
    names = tc3("ses", "list-receivers", "--query", "Data[].Desc").done().json
    assert names == ["Größe & so"]


def test_the_program_in_python_sends_the_same(
    recorded: Shell, recorder: Recorder, tmp_path: Path
) -> None:
    recorded(*MAIL).done()
    program = recorded(*MAIL, "--dry-run", "python").done().out
    subprocess.run(
        [sys.executable, "-c", program], env=recorded.environment(), check=True,
        capture_output=True,
    )  # fmt: skip
    first, second = recorder.parameters()
    assert first == second


def test_secrets_are_masked_unless_asked_for(recorded: Shell) -> None:
    for kind in ("http", "curl", "json", "python"):
        for words in (PASSWORD, ("--token", "tok-1234567", *PASSWORD)):
            given = (
                ("--secret-id", "local", "--secret-key", "key-1234567")
                if ("--token" in words)
                else ()
            )
            ran = recorded(*given, *words, "pass-1234567", "--dry-run", kind).done()
            for secret in ("pass-1234567", "tok-1234567", "key-1234567"):
                assert secret not in ran.out + ran.err
    shown = recorded(*PASSWORD, "pass-1234567", "--dry-run", "curl", "--show-secrets")
    assert "pass-1234567" in shown.done().out


def test_an_unknown_action_has_dry_runs_too(
    recorded: Shell, recorder: Recorder
) -> None:
    ran = recorded("call", "abc@2020-01-01", "DoIt", "--input", "-", "--dry-run", "json",
                   stdin=b'{"A": 1, "Password": "p-12345"}')  # fmt: skip
    assert ran.done().json["body"] == {"A": 1, "Password": "***"}
    assert recorder.requests == []
