"""What was refused in a call that succeeded: exit 1, and a table beside the response."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tc3gen.cloud import RunningCloud

from ..support.command import Shell
from ..support.recorder import Recorder

SEND = (
    "sms", "send-sms", "--phone-number-set", "+12025550123", "--phone-number-set",
    "+12025550124", "--sms-sdk-app-id", "1400000001", "--template-id", "20417",
    "--region", "ap-singapore",
)  # fmt: skip
LIMIT = "LimitExceeded.PhoneNumberDailyLimit"
ACCEPTED = {"PhoneNumber": "+12025550123", "Code": "Ok", "Message": "send success"}
REFUSED = {"PhoneNumber": "+12025550124", "Code": LIMIT, "Message": "Too many today."}


def test_the_response_and_a_table(recorded: Shell, recorder: Recorder) -> None:
    recorder.respond = lambda action, params: {"SendStatusSet": [ACCEPTED, REFUSED]}
    ran = recorded(*SEND)
    assert ran.code == 1
    assert ran.json == {"SendStatusSet": [ACCEPTED, REFUSED], "RequestId": "r-1"}
    assert ran.err.startswith("Error: 1 item was refused")
    assert "| Item         | Code" in ran.err.replace("│", "|")
    assert "+12025550124" in ran.err
    assert "Too many today." in ran.err
    assert "+12025550123" not in ran.err


def test_as_json(recorded: Shell, recorder: Recorder) -> None:
    recorder.respond = lambda action, params: {"SendStatusSet": [ACCEPTED, REFUSED]}
    ran = recorded(*SEND, "--error-format", "json", "--query", "SendStatusSet[].Code")
    assert (ran.code, ran.json) == (1, ["Ok", LIMIT])
    assert json.loads(ran.err) == {
        "code": "PartialFailure",
        "message": "1 item was refused",
        "count": 1,
        "refused": [
            {
                "item": "+12025550124",
                "code": LIMIT,
                "message": "Too many today.",
                "count": 1,
            }
        ],
        "action": "SendSms",
        "request_id": "r-1",
        "may_be_done": True,
        "exit_code": 1,
    }


def test_nothing_was_refused(recorded: Shell, recorder: Recorder) -> None:
    recorder.respond = lambda action, params: {"SendStatusSet": [ACCEPTED]}
    ran = recorded(*SEND)
    assert (ran.code, ran.err) == (0, "")


def test_hostile_texts(recorded: Shell, recorder: Recorder) -> None:
    """Nothing of the service reaches a terminal as a command to it."""
    evil = {"PhoneNumber": "\x1b[2J", "Code": "[red]x", "Message": "a\nb\x1b]0;t\x07"}
    recorder.respond = lambda action, params: {"SendStatusSet": [evil, None]}
    ran = recorded(*SEND, terminal=True)
    assert ran.code == 1
    assert "\x1b[2J" not in ran.err
    assert "\x1b]0" not in ran.err
    assert "[red]x" in ran.err


def test_secrets_are_masked(recorded: Shell, recorder: Recorder) -> None:
    """Also where the service repeats what it was given."""
    told = {**REFUSED, "Message": "the value hunter2hunter2 is wrong"}
    recorder.respond = lambda action, params: {"SendStatusSet": [told]}
    ran = recorded(*SEND, "--template-param-set", "hunter2hunter2")
    assert "hunter2hunter2" not in ran.err
    assert "***" in ran.err


def test_rows_of_an_upload(recorded: Shell, recorder: Recorder, tmp_path: Path) -> None:
    def respond(action: str, params: dict[str, Any]) -> dict[str, Any]:
        return {"TotalCount": 2, "ValidCount": 1, "TooLongCount": 1}

    recorder.respond = respond
    file = tmp_path / "rows.txt"
    file.write_text("a@example.com\nb@example.com\n")
    ran = recorded("ses", "upload-recipients", "7", str(file))
    assert ran.code == 1
    assert (ran.json["Sent"], ran.json["Refused"]) == (2, 1)
    assert "too_long_count" in ran.err
    assert "1 item was left out" in ran.err


def test_help_says_so(offline: Shell) -> None:
    shown = " ".join(offline("sms", "send-sms", "--help").out.split())
    assert (
        "items may be refused: in `SendStatusSet`, those whose `Code` is not" in shown
    )


def test_the_local_cloud_counts_what_it_leaves_out(
    ready: Shell, tc3_cloud: RunningCloud
) -> None:
    (group,) = ready("ses", "list-receivers", "--limit", "1", "--offset", "0").json[
        "Data"
    ]
    ran = ready(
        "ses", "create-receiver-detail", "--receiver-id", str(group["ReceiverId"]),
        "--emails", "ada@example.com", "--emails", "a" * 300 + "@example.com",
    )  # fmt: skip
    assert (ran.code, ran.json["TooLongCount"]) == (1, 1)
    assert "1 item was left out" in ran.err
