"""Rows from files, request by request."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from ..support.command import TC3, Shell
from ..support.recorder import Recorder

UPLOAD = ("ses", "upload-recipients", "7")


def sent(recorder: Recorder) -> list[Any]:
    """The rows of all requests."""
    return [row for p in recorder.parameters() for row in p.get("Emails") or p["Datas"]]


FILES: dict[str, tuple[str, str, list[Any]]] = {
    "one text a line": ("a.txt", "a@x.y\n\nb@x.y\n", ["a@x.y", "b@x.y"]),
    "one column": ("a.csv", "a@x.y\nb@x.y\n", ["a@x.y", "b@x.y"]),
    "one column with a name": ("a.csv", "Email\na@x.y\n", ["a@x.y"]),
    "two columns": (
        "a.csv",
        'a@x.y,"{""n"":1}"\n',
        [{"Email": "a@x.y", "TemplateData": '{"n":1}'}],
    ),
    "columns that become values": (
        "a.csv",
        "email,name,city\na@x.y,Ada,Köln\n",
        [{"Email": "a@x.y", "TemplateData": '{"name":"Ada","city":"Köln"}'}],
    ),
    "JSON lines of texts": ("a.jsonl", '"a@x.y"\n"b@x.y"\n', ["a@x.y", "b@x.y"]),
    "JSON lines of objects": (
        "a.jsonl",
        '{"Email": "a@x.y", "TemplateData": {"n": 1}}\n',
        [{"Email": "a@x.y", "TemplateData": '{"n":1}'}],
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_rows_come_from_files_of_many_forms(
    recorded: Shell, recorder: Recorder, tmp_path: Path, kind: str
) -> None:
    name, text, rows = FILES[kind]
    tmp_path.joinpath(name).write_text(text, encoding="utf-8")
    ran = recorded(*UPLOAD, str(tmp_path / name)).done()
    assert ran.json["Sent"] == len(rows)
    assert sent(recorder) == rows
    format = {".csv": "csv", ".jsonl": "jsonl", ".txt": "lines"}[Path(name).suffix]
    recorded(*UPLOAD, "-", "--format", format, stdin=text.encode()).done()
    assert sent(recorder) == rows


def test_all_rows_are_checked_before_the_first_is_sent(
    recorded: Shell, recorder: Recorder, tmp_path: Path
) -> None:
    file = tmp_path / "a.jsonl"
    good = [json.dumps(f"{n}@x.y") for n in range(20_500)]
    file.write_text("\n".join([*good, "7", '{"Email": 1}']))
    ran = recorded(*UPLOAD, str(file))
    assert (ran.code, ran.out) == (2, "")
    assert "row 20500: must be text, not int" in ran.err
    assert "row 20501: has values, but the first row has none" in ran.err
    assert recorder.requests == []


def test_a_hundred_thousand_rows(
    recorded: Shell, recorder: Recorder, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("".join(f"{n}@example.com\n" for n in range(100_000)))
    ran = recorded(*UPLOAD, str(file), "--output", "jsonl", terminal=True)
    assert "100000/100000" in ran.done().err
    assert ran.json == {
        "Rows": 100_000, "Sent": 100_000, "Refused": 0, "Repeats": 0, "Requests": 5,
        "RequestIds": ["r-1"] * 5,
    }  # fmt: skip


def test_a_stop_says_how_to_go_on(
    recorded: Shell, recorder: Recorder, tmp_path: Path
) -> None:
    file = tmp_path / "a b.csv"
    file.write_text("".join(f"{n}@example.com\n" for n in range(50_000)))

    def respond(action: str, params: dict[str, Any]) -> dict[str, Any]:
        if len(recorder.requests) == 2:
            return {
                "Error": {"Code": "OperationDenied.ReceiverNotExist", "Message": "no"}
            }
        return {}

    recorder.respond = respond
    ran = recorded(*UPLOAD, str(file))
    assert (ran.code, ran.out) == (1, "")
    assert f"Go on with: tc3 ses upload-recipients 7 '{file}' --start 20000" in ran.err
    recorder.requests.clear()
    recorder.respond = lambda action, params: {}
    ran = recorded(*UPLOAD, str(file), "--start", "20000").done()
    assert (ran.json["Rows"], ran.json["Sent"]) == (50_000, 30_000)
    assert sent(recorder)[0] == "20000@example.com"


def test_to_go_on_the_same_options_are_needed_but_no_secret(
    recorded: Shell, recorder: Recorder, tmp_path: Path
) -> None:
    recorder.respond = lambda action, params: {
        "Error": {"Code": "OperationDenied.ReceiverNotExist", "Message": "no"}
    }
    file = tmp_path / "rows"
    file.write_text("a@x.y\n")
    key = ("--secret-id", "AKID", "--secret-key", "hidden-1234")
    more = ("--format", "csv", "--deduplicate", "--retries", "0")
    command = (
        f"Go on with: tc3 ses upload-recipients 7 {file} --format csv --deduplicate"
    )
    front = ("--region", "ap-singapore")
    ran = recorded(*front, *UPLOAD, str(file), *key, *more)
    assert f"{command} --region ap-singapore --retries 0 --start 0\n" in ran.err
    assert "hidden-1234" not in ran.err
    ran = recorded(*UPLOAD, str(file), *more, "--once", "a key",
                   "--ledger", str(tmp_path / "ledger.sqlite"))  # fmt: skip
    assert f"Go on with: tc3 ses upload-recipients 7 {file} " in ran.err
    assert ran.err.count("--once 'a key'") == 1
    assert "--start" not in ran.err
    proxy = "http://user:hidden-1234@127.0.0.1:9"
    ran = recorded(*UPLOAD, str(file), *more, "--proxy", proxy)
    assert (
        f"{command} --retries 0 --proxy 'http://***@127.0.0.1:9' --start 0\n" in ran.err
    )
    assert "hidden-1234" not in ran.err


@pytest.mark.parametrize("format", ["csv", "jsonl", "lines"])
def test_a_line_has_an_end(recorded: Shell, format: str) -> None:
    ran = recorded("ses", "upload-recipients", "7", "/dev/zero", "--format", format)
    assert (ran.code, ran.out) == (2, "")
    assert "line 1 of /dev/zero has more than 1,000,000 characters" in ran.err


def test_repeats_are_left_out_on_demand(
    recorded: Shell, recorder: Recorder, tmp_path: Path
) -> None:
    ran = recorded(*UPLOAD, "-", "--deduplicate", stdin=b"a@x.y\nb@x.y\na@x.y\n").done()
    assert (ran.json["Sent"], ran.json["Repeats"]) == (2, 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("7",), "takes GROUP FILE"),
        (("x", "-"), "GROUP: must be a whole number"),
        (("7", "/nowhere.csv"), "/nowhere.csv cannot be read"),
        (("7", "-", "--start", "9"), "--start: is 9, but there are only 1 rows"),
        (("7", "-", "--format", "xml"), "--format: must be one of"),
        (("7", "-", "--format", "jsonl"), "line 1 of - is not JSON"),
    ],
)
def test_wrong_use_is_told(recorded: Shell, words: tuple[str, ...], said: str) -> None:
    ran = recorded("ses", "upload-recipients", *words, stdin=b"a@x.y")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_ctrl_c_says_how_far_it_is_and_how_to_go_on(
    recorded: Shell, recorder: Recorder, tmp_path: Path
) -> None:
    file = tmp_path / "a.csv"
    file.write_text("".join(f"{n}@example.com\n" for n in range(50_000)))
    second, done = Event(), Event()

    def respond(action: str, params: dict[str, Any]) -> dict[str, Any]:
        if len(recorder.requests) == 2:
            second.set()
            done.wait(30)
        return {}

    recorder.respond = respond
    running = subprocess.Popen(
        [TC3, *UPLOAD, str(file)],
        env=recorded.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert second.wait(60)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    done.set()
    assert (running.returncode, out) == (130, b"")
    assert b"20000 rows are done" in err
    assert b"may have arrived" in err
    assert (
        f"Go on with: tc3 ses upload-recipients 7 {file} --start 20000".encode() in err
    )
