"""Calls with a key: sent once, and resolved by a person where nobody knows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tc3gen.cloud import RunningCloud

from ..support.command import Shell
from ..support.recorder import Recorder

CREATE = ("ses", "create-receiver", "--receivers-name", "Readers")
LIST = ("ses", "list-receivers")


@pytest.fixture
def ledger(tmp_path: Path) -> tuple[str, str]:
    return "--ledger", str(tmp_path / "once.db")


def test_a_key_is_sent_once(
    tc3: Shell, tc3_cloud: RunningCloud, ledger: tuple[str, str]
) -> None:
    first = tc3(*CREATE, "--once", "readers", *ledger).done()
    second = tc3(*CREATE, "--once", "readers", *ledger).done()
    assert second.json == first.json
    assert "Nothing was sent" in second.err
    assert "Nothing was sent" not in first.err
    assert tc3(*LIST).done().json["TotalCount"] == 1


def test_the_ledger_is_named_by_a_variable(tc3: Shell, tmp_path: Path) -> None:
    variables = {**tc3.variables, "TC3_LEDGER": str(tmp_path / "once.db")}
    shell = Shell(tc3.home, tc3.url, variables)
    shell(*CREATE, "--once", "readers").done()
    assert "Nothing was sent" in shell(*CREATE, "--once", "readers").done().err


def test_another_request_with_the_key(tc3: Shell, ledger: tuple[str, str]) -> None:
    tc3(*CREATE, "--once", "readers", *ledger).done()
    ran = tc3(*CREATE, "--desc", "More", "--once", "readers", *ledger)
    assert ran.code == 2
    said = " ".join(ran.err.split())
    assert "'readers' was used with another request: ses 2020-10-02" in said
    assert "Nothing was sent." in said
    assert "Give each request a key of its own." in said


@pytest.mark.parametrize(
    ("sent", "total"), [("yes", 0), ("no", 1)], ids=["sent", "not sent"]
)
def test_an_uncertain_call_is_listed_and_resolved(
    tc3: Shell,
    tc3_cloud: RunningCloud,
    ledger: tuple[str, str],
    sent: str,
    total: int,
) -> None:
    tc3_cloud.faults.add("drop")
    assert tc3(*CREATE, "--once", "readers", *ledger).code == 5
    ran = tc3(*CREATE, "--once", "readers", *ledger, "--error-format", "json")
    assert ran.code == 5
    told = json.loads(ran.err)
    assert (told["code"], told["may_be_done"]) == ("Uncertain", True)
    assert "once resolve KEY" in told["remedy"]

    (row,) = tc3("once", "list", *ledger).done().json
    assert row["Key"] == "readers"
    assert row["Action"] == "ses 2020-10-02 CreateReceiver"
    assert row["Cause"] == "TransportError"
    table = tc3("once", "list", *ledger, "--output", "table").done()
    assert "readers" in table.out

    tc3("once", "resolve", "readers", "--sent", sent, *ledger).done()
    assert tc3("once", "list", *ledger).done().json == []
    tc3(*CREATE, "--once", "readers", *ledger).done()
    assert tc3(*LIST).done().json["TotalCount"] == total


def test_an_upload_goes_on_without_a_start(
    recorded: Shell, recorder: Recorder, ledger: tuple[str, str], tmp_path: Path
) -> None:
    rows = tmp_path / "rows.txt"
    rows.write_text("a@example.com\nb@example.com\n")
    words = ("ses", "upload-recipients", "7", str(rows), "--once", "upload", *ledger)
    recorder.respond = lambda action, params: {"Error": {"Code": "InvalidParameter.X"}}
    failed = recorded(*words)
    assert failed.code == 1
    assert "--once upload" in failed.err
    recorder.requests.clear()
    recorder.respond = lambda action, params: {}
    recorded(*words).done()
    assert recorded(*words).done().json["Sent"] == 2
    assert len(recorder.requests) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*CREATE, "--once", "key"), "--ledger: is missing"),
        ((*CREATE, "--once-wait", "3"), "--once-wait: needs --once"),
        ((*LIST, "--all", "--once", "key", "--ledger", "o.db"), "not for --all"),
        (("once", "list"), "--ledger: is missing"),
        (("once", "resolve", "key", "--ledger", "o.db"), "--sent: is missing"),
        (("once", "resolve", "--sent", "yes", "--ledger", "o.db"), "takes KEY"),
        (("once", "forget"), "once has no 'forget'"),
        ((*CREATE, "--once", "k" * 600, "--ledger", "o.db"), "1 to 512 characters"),
    ],
)
def test_what_is_wrong_is_said(
    tc3: Shell, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tc3.home)
    ran = tc3(*words)
    assert ran.code in (2, 3)
    assert said in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


def test_a_key_that_the_ledger_does_not_know(
    tc3: Shell, ledger: tuple[str, str]
) -> None:
    ran = tc3("once", "resolve", "key", "--sent", "no", *ledger)
    assert ran.code == 2
    assert "'key' is unknown to the ledger" in ran.err


def test_a_ledger_that_cannot_be_reached(tc3: Shell) -> None:
    where = ("--ledger", "redis://:the-password@127.0.0.1:9/0")
    ran = tc3(*CREATE, "--once", "readers", *where)
    assert ran.code == 4
    assert "the ledger's redis at 127.0.0.1:9 cannot be used" in ran.err
    assert "the-password" not in ran.err
    assert tc3(*LIST).done().json["TotalCount"] == 0


def test_help(offline: Shell) -> None:
    assert "once resolve KEY --sent yes|no" in offline("once", "--help").done().out
    assert "--once KEY" in offline("--help").done().out
