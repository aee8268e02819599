"""Waits for states of the spec, and for expressions."""

from __future__ import annotations

from typing import Any

import pytest

from ..support.command import Shell
from ..support.recorder import Recorder

FAST = ("--interval", "0.01", "--max-wait", "2")


def tasks(*states: int) -> Any:
    """Responses of ListSendTasks, each with the next state."""
    left = list(states)

    def respond(action: str, params: dict[str, Any]) -> dict[str, Any]:
        state = left.pop(0) if len(left) > 1 else left[0]
        items = [
            {"TaskId": 6, "TaskStatus": 1},
            {"TaskId": 7, "TaskStatus": state, "New": 1},
        ]
        return {"Data": items, "TotalCount": 2}

    return respond


def test_a_wait_prints_what_was_waited_for(recorded: Shell, recorder: Recorder) -> None:
    recorder.respond = tasks(1, 5, 5, 10)
    ran = recorded("ses", "wait", "task-finished", "--task-id", "7", *FAST)
    assert ran.done().json == {"TaskId": 7, "TaskStatus": 10, "New": 1}
    assert len(recorder.requests) == 4


def test_a_wait_that_cannot_come_true_is_6(recorded: Shell, recorder: Recorder) -> None:
    recorder.respond = tasks(1, 7)
    ran = recorded("ses", "wait", "TaskFinished", "--TaskId", "7", *FAST)
    assert (ran.code, ran.out) == (6, "")
    assert "TaskFinished" in ran.err


def test_a_wait_whose_time_is_up_is_6(recorded: Shell, recorder: Recorder) -> None:
    recorder.respond = tasks(1)
    words = ("--task-id", "7", "--interval", "0.01", "--max-wait", "0.1")
    ran = recorded("ses", "wait", "task-finished", *words)
    assert (ran.code, ran.out) == (6, "")
    assert "time is up" in ran.err


def test_an_expression_whose_time_is_up_tells_its_value(
    recorded: Shell, recorder: Recorder
) -> None:
    recorder.respond = lambda action, params: {"TotalCount": 3, "Data": ["x" * 9000]}
    words = ("ses", "list-receivers", "--interval", "0.01", "--max-wait", "0.1")
    ran = recorded(*words, "--wait-for", "TotalCount > `3`")
    assert ran.code == 6
    assert "time is up, the state is False" in ran.err
    ran = recorded(*words, "--wait-for", "Data[0] == 'y' && Data")
    assert len(ran.err) < 400


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("task-finnished",), "did you mean task-finished?"),
        (("task-finished",), "--task-id: is required"),
        (("task-finished", "--task-id", "x"), "--task-id: must be a whole number"),
        (("task-finished", "--task-id", "7", "--max-wait", "-1"), "must be seconds"),
    ],
)
def test_a_wait_that_is_wrong_is_2(
    tc3: Shell, words: tuple[str, ...], said: str
) -> None:
    ran = tc3("ses", "wait", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_an_expression_is_waited_for(recorded: Shell, recorder: Recorder) -> None:
    recorder.respond = tasks(1, 5, 3)
    words = (
        "ses",
        "list-send-tasks",
        "--wait-for",
        "Data[?TaskId==`7`].TaskStatus | [0]==`3`",
    )
    ran = recorded(*words, *FAST, "--query", "Data[1].TaskStatus")
    assert ran.done().out == "3\n"
    assert len(recorder.requests) == 3
    recorder.respond = tasks(1)
    ran = recorded(*words, "--interval", "0.01", "--max-wait", "0.1")
    assert (ran.code, ran.out) == (6, "")


def test_a_wait_as_tccli_writes_it_is_read_and_never_evaluated(
    recorded: Shell, recorder: Recorder
) -> None:
    recorder.respond = tasks(1, 3)
    words = ("ses", "ListSendTasks", "--Limit", "10", "--Offset", "0", "--waiter")
    waiter = "{'expr':'Data[1].TaskStatus','to':'3','timeout':2,'interval':0.01}"
    assert recorded(*words, waiter).done().json["Data"][1]["TaskStatus"] == 3
    recorder.requests.clear()
    for evil in ("__import__('os').system('echo evil')", "[1]", '{"expr": 1}', "{'a'"):
        ran = recorded(*words, evil)
        assert (ran.code, ran.out) == (2, "")
        assert "--waiter: must be JSON" in ran.err
    assert recorder.requests == []


def test_what_does_something_is_repeated_only_on_demand(
    recorded: Shell, recorder: Recorder
) -> None:
    words = (
        "ses",
        "create-receiver",
        "--receivers-name",
        "n",
        "--wait-for",
        "ReceiverId",
    )
    ran = recorded(*words, *FAST)
    assert (ran.code, ran.out) == (2, "")
    assert "--yes" in ran.err
    assert recorder.requests == []
    recorder.respond = lambda action, params: {"ReceiverId": 1}
    assert recorded(*words, *FAST, "--yes").done().json["ReceiverId"] == 1
