"""Formats of results, pages, and what terminals and pipes get."""

from __future__ import annotations

import csv
import io
import json

import pytest
import yaml

from ..support.command import Shell
from ..support.recorder import Recorder

GROUPS = ("ses", "list-receivers", "--limit", "50", "--offset", "0")


@pytest.fixture
def groups(tc3: Shell) -> Shell:
    """A cloud with five recipient groups, one of which has a Chinese name."""
    for name in ("one", "two", "three", "读者", "five"):
        words = ("--receivers-name", name, "--desc", "d, or so")
        tc3("ses", "create-receiver", *words).done()
    return tc3


def test_json_is_plain_in_pipes_and_indented_in_colours_on_terminals(
    groups: Shell,
) -> None:
    plain = groups(*GROUPS).done().out
    assert plain.count("\n") == 1
    assert "读者" in plain
    seen = groups(*GROUPS, terminal=True).done().out
    assert "\x1b[" in seen
    assert "\n  " in seen
    without = groups(*GROUPS, "--no-color", terminal=True).done().out
    assert "\x1b[" not in without
    assert json.loads(without)["Data"] == json.loads(plain)["Data"]
    assert (
        "\x1b[" not in groups(*GROUPS, terminal=True, env={"NO_COLOR": "1"}).done().out
    )


def test_every_format_holds_the_same(groups: Shell) -> None:
    data = groups(*GROUPS).done().json["Data"]
    query = ("--query", "Data")
    lines = groups(*GROUPS, *query, "--output", "jsonl").done().out.splitlines()
    assert [json.loads(line) for line in lines] == data
    assert yaml.safe_load(groups(*GROUPS, *query, "--output", "yaml").done().out) == [
        {**row, "CreateTime": yaml.safe_load(repr(row["CreateTime"]))} for row in data
    ]
    text = groups(*GROUPS, *query, "--output", "csv").done().out
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["ReceiversName"] for row in rows] == [r["ReceiversName"] for r in data]
    text = (
        groups(*GROUPS, "--query", "Data[].ReceiversName", "--output", "text")
        .done()
        .out
    )
    assert text.splitlines()[0] == data[0]["ReceiversName"].replace("\n", "\\n")
    assert len(text.splitlines()) == 5
    assert groups(*GROUPS, "--output", "none").done().out == ""


def test_raw_prints_texts_without_quotes(groups: Shell) -> None:
    ran = groups(*GROUPS, "--query", "Data[0].Desc", "--raw")
    assert ran.done().out == "d, or so\n"


def test_tables_align_east_asian_text_and_fit_the_width(groups: Shell) -> None:
    from rich.cells import cell_len

    for columns in ("40", "80", "200"):
        out = groups(*GROUPS, "--output", "table", env={"COLUMNS": columns}).done().out
        lines = [line for line in out.splitlines() if line and line[0] in "│╭╰├"]
        assert lines
        assert len({cell_len(line) for line in lines}) == 1
        assert cell_len(lines[0]) <= int(columns)
        for character in "读者":
            assert character in out


def test_one_page_by_default_and_all_with_all(groups: Shell) -> None:
    assert len(groups("ses", "list-receivers", "--limit", "2").done().json["Data"]) == 2
    ran = groups(
        "ses", "list-receivers", "--all", "--page-size", "2", "--output", "jsonl"
    )
    assert len(ran.done().out.splitlines()) == 5
    ran = groups("ses", "list-receivers", "--max-items", "3", "--page-size", "2")
    assert len(ran.done().json) == 3
    names = ("--query", "Data[].ReceiversName", "--raw", "--output", "text")
    ran = groups("ses", "list-receivers", "--all", "--page-size", "2", *names)
    assert "读者" in ran.done().out.splitlines()
    whole = groups("ses", "list-receivers", "--all", "--page-size", "2").done().json
    assert whole == groups(*GROUPS).done().json["Data"]


def test_with_all_a_query_is_asked_of_each_page_or_of_its_items(groups: Shell) -> None:
    walk = ("ses", "list-receivers", "--all", "--page-size", "2", "--query")
    names = [row["ReceiversName"] for row in groups(*GROUPS).done().json["Data"]]
    for query in (
        "Data[].ReceiversName", "[].ReceiversName", "[*].ReceiversName",
        "[?ReceiversName].ReceiversName", "[].{N: ReceiversName} | [].N",
    ):  # fmt: skip
        assert groups(*walk, query).done().json == names
    assert groups(*walk, "TotalCount").done().json == [5, 5, 5]
    assert groups(*walk, "[TotalCount]").done().json == [5, 5, 5]
    assert groups(*walk, "[0].ReceiversName").done().json == names[::2]


def test_a_query_that_does_not_fit_loses_nothing(groups: Shell) -> None:
    """The service has responded: this is not the exit code of what was not sent."""
    ran = groups(*GROUPS, "--query", "sum(Data)")
    assert ran.code == 65
    assert len(ran.json["Data"]) == 5
    assert "--query: does not fit" in ran.err
    for more in (("--all",), ("--wait-for", "sum(Data)")):
        ran = groups("ses", "list-receivers", *more, "--query", "sum(Data)")
        assert ran.code == 65
        assert "does not fit" in ran.err
    ran = groups(*GROUPS, "--query", "sum(Data)", "--error-format", "json")
    assert json.loads(ran.err)["exit_code"] == 65


@pytest.mark.parametrize(
    "query", ["[", "lenght(@)", "Data[].lenght(@)", "length(@, @)"]
)
def test_a_query_is_checked_before_anything_is_sent(
    recorded: Shell, recorder: Recorder, query: str
) -> None:
    upload = ("ses", "upload-recipients", "7", "-")
    for words in (
        GROUPS, (*GROUPS, "--all"), (*GROUPS, "--wait-for", "@"), upload, ("whoami",),
        ("call", "ses@2020-10-02", "X"), ("ses", "wait", "task-finished", "--task-id", "7"),
    ):  # fmt: skip
        ran = recorded(*words, "--query", query, stdin=b"a@x.y")
        assert (ran.code, ran.out, recorder.requests) == (2, "", [])
        assert "--query: is not JMESPath" in ran.err


def test_a_terminal_is_not_told_what_to_do_by_a_service(
    recorded: Shell, recorder: Recorder
) -> None:
    evil = "a\x1b]0;b\x07\u202ec\x9b\nd"
    recorder.respond = lambda action, params: {
        "Data": [{"Desc": evil}],
        "New": {evil: evil},
    }
    for output in ("json", "jsonl", "table", "text", "csv", "yaml"):
        ran = recorded(*GROUPS, "--output", output, "--no-color", terminal=True)
        assert not set("\x1b\x07\u202e\x9b") & set(ran.done().out), output
    assert recorded(*GROUPS).done().json["Data"][0]["Desc"] == evil


def test_the_lines_of_a_message_stay_apart(recorded: Shell, recorder: Recorder) -> None:
    error = {"Code": "FailedOperation", "Message": "It is\n  POST\n/\n\nend"}
    recorder.respond = lambda action, params: {"Error": error}
    lines = [line.strip() for line in recorded(*GROUPS).err.splitlines()]
    assert lines[:5] == ["Error: FailedOperation: It is", "POST", "/", "", "end"]


def test_members_that_nobody_knows_are_shown(
    recorded: Shell, recorder: Recorder
) -> None:
    item = {"ReceiverId": 7, "Colour": {"Of": "late"}}
    recorder.respond = lambda action, params: {
        "Data": [item],
        "TotalCount": 1,
        "New": 1,
    }
    assert recorded(*GROUPS).done().json == {
        "RequestId": "r-1", "Data": [item], "TotalCount": 1, "New": 1,
    }  # fmt: skip
    assert recorded("ses", "list-receivers", "--all").done().json == [item]
    assert (
        '""Of"":""late""'
        in recorded("ses", "list-receivers", "--all", "--output", "csv").done().out
    )


def test_help_fits_any_width(tc3: Shell) -> None:
    for columns in (40, 80, 200):
        for words in (("--help",), ("ses",), ("ses", "send-email", "--help")):
            out = tc3(*words, env={"COLUMNS": str(columns)}).done().out
            long = [line for line in out.splitlines() if len(line) > columns]
            # A single word may be longer than the line.
            assert all(len(line.split()) <= 4 for line in long), long
