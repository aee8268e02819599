"""Exit codes, and what is said of a call that failed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tc3gen.cloud import RunningCloud

from ..support.command import KEY, Shell

LIST = ("ses", "list-receivers", "--limit", "10", "--offset", "0", "--retries", "0")
CREATE = ("ses", "create-receiver", "--receivers-name", "Readers", "--retries", "0")


def test_a_refusal_says_what_it_means_and_what_to_do(tc3: Shell) -> None:
    ran = tc3("ses", "get-email-template", "--template-id", "7")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("Error: InvalidParameterValue.TemplateNotExist")
    for said in (
        "Meaning  ",
        "To do    ",
        "has not carried it out",
        "request ",
        "1 attempt",
    ):
        assert said.strip() in " ".join(ran.err.split())


def test_a_refusal_as_json(tc3: Shell) -> None:
    ran = tc3(
        "ses", "get-email-template", "--template-id", "7", "--error-format", "json"
    )
    told = json.loads(ran.err)
    assert told["code"] == "InvalidParameterValue.TemplateNotExist"
    assert told["exit_code"] == ran.code == 1
    assert (told["attempts"], told["may_be_done"]) == (1, False)
    assert told["request_id"]
    wrong = json.loads(tc3("ses", "nothing", "--error-format", "json").err)
    assert (wrong["code"], wrong["exit_code"]) == ("WrongUse", 2)


FAULTS: list[tuple[int, tuple[str, ...], dict[str, Any], str]] = [
    (1, LIST, {"kind": "throttle"}, "has not carried it out"),
    (1, LIST, {"kind": "error", "code": "InternalError"}, "again does no harm"),
    (1, LIST, {"kind": "error", "code": "FailedOperation.X"}, "again does no harm"),
    (1, CREATE, {"kind": "error", "code": "InternalError"}, "may have carried it out"),
    (5, LIST, {"kind": "drop"}, "To do Call again"),
    (5, (*LIST, "--all"), {"kind": "cut"}, "again does no harm"),
    (1, LIST, {"kind": "error", "code": "NewKind.OfError"}, "has not carried it out"),
    (5, CREATE, {"kind": "status"}, "may have carried it out"),
    (5, CREATE, {"kind": "drop"}, "may have carried it out"),
    (5, CREATE, {"kind": "drop", "when": "after"}, "may have carried it out"),
    (5, CREATE, {"kind": "cut"}, "may have carried it out"),
    (5, (*LIST, "--timeout", "0.3"), {"kind": "latency", "seconds": 2}, "no harm"),
    (5, (*CREATE, "--timeout", "0.3"), {"kind": "latency", "seconds": 2}, "may have"),
]


@pytest.mark.parametrize(
    ("code", "words", "fault", "said"), FAULTS, ids=lambda v: str(v)[:30]
)
def test_the_exit_code_tells_what_became_of_a_call(
    tc3: Shell, tc3_cloud: RunningCloud, code: int, words: Any, fault: Any, said: str
) -> None:
    tc3_cloud.faults.add(**fault)
    ran = tc3(*words)
    assert (ran.code, ran.out) == (code, "")
    assert said in " ".join(ran.err.split())


def test_what_can_be_repeated_is(tc3: Shell, tc3_cloud: RunningCloud) -> None:
    tc3_cloud.faults.add("drop", count=2)
    assert tc3(*LIST[:-2]).done().json["TotalCount"] == 0


def test_no_connection_is_4_and_says_that_nothing_arrived(offline: Shell) -> None:
    ran = offline(*CREATE, env=KEY)
    assert (ran.code, ran.out) == (4, "")
    assert "did not receive it" in ran.err


def test_no_key_is_3(tc3: Shell) -> None:
    nothing = {"TENCENTCLOUD_SECRET_ID": "", "TENCENTCLOUD_SECRET_KEY": ""}
    ran = tc3(*CREATE, "--profile", "missing", env=nothing)
    assert (ran.code, ran.out) == (3, "")
    assert "Nothing was sent" in ran.err
    half = tc3(*CREATE, env={"TENCENTCLOUD_SECRET_KEY": ""})
    assert half.code == 3


def test_a_wrong_key_is_a_refusal_of_the_service(tc3: Shell) -> None:
    ran = tc3(*CREATE, env={"TENCENTCLOUD_SECRET_KEY": "wrong"})
    assert ran.code == 1
    assert "AuthFailure.SignatureFailure" in ran.err


@pytest.mark.parametrize(
    "words",
    [
        ("--region", "nowhere at all"),
        ("--endpoint", "ftp://x"),
        ("--proxy", "gopher://x"),
        ("--ca-file", "/nowhere.pem"),
    ],
)
def test_a_bad_configuration_is_3(tc3: Shell, words: tuple[str, ...]) -> None:
    ran = tc3(*CREATE, *words)
    assert (ran.code, ran.out) == (3, ""), ran.err


def test_a_region_must_be_given_where_there_are_several(offline: Shell) -> None:
    """A call without one would be refused by the service; nothing is sent."""
    for words in (CREATE, ("sms", "describe-sms-sign-list", "--international", "0")):
        ran = offline(*words, "--site", "china", env={**KEY, "TC3_ENDPOINT": ""})
        assert (ran.code, ran.out) == (3, "")
        assert "give --region, one of ap-" in " ".join(ran.err.split())


def test_a_region_of_the_other_site_is_told_with_the_option(offline: Shell) -> None:
    ran = offline(*CREATE, "--region", "ap-guangzhou", env={**KEY, "TC3_ENDPOINT": ""})
    assert (ran.code, ran.out) == (3, "")
    assert "give --site china" in " ".join(ran.err.split())


@pytest.mark.parametrize(
    "words",
    [
        ("--timeout", "0"),
        ("--timeout", "soon"),
        ("--retries", "-1"),
        ("--site", "mars"),
        ("--output", "xml"),
        ("--max-items", "0"),
        ("--all",),
        ("--region",),
        ("--dry-run", "curly"),
        ("--skeleton", "half"),
        ("--quiet=no",),
        ("-x",),
        ("extra",),
    ],
)
def test_wrong_use_is_2(tc3: Shell, words: tuple[str, ...]) -> None:
    ran = tc3(*CREATE, *words)
    assert (ran.code, ran.out) == (2, "")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-x", "list"), "-x: is not known"),
        (("ses@", "list-receivers"), "ses has no version ''"),
        (("sez", "list-receivers"), "`tc3 list` shows all services"),
    ],
)
def test_the_beginning_of_a_command_is_read_strictly(
    tc3: Shell, words: tuple[str, ...], said: str
) -> None:
    ran = tc3(*words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_an_older_version_stays_in_what_is_suggested(offline: Shell) -> None:
    old = "sms@2019-07-11"
    assert (
        f"tc3 {old} send-sms --phone-number-set" in offline(old, "send-sms", "-h").out
    )
    assert f"`tc3 {old} send-sms --help`" in offline(old, "send-sms").err
    assert f"`tc3 list {old}`" in offline(old, "send").err


def test_options_stand_before_the_service_too(tc3: Shell) -> None:
    ran = tc3("--output", "text", "--query", "TotalCount", *LIST)
    assert ran.done().out == "0\n"
    assert (
        tc3(*LIST, env={"TC3_OUTPUT": "text", "TC3_QUERY": "TotalCount"}).done().out
        == "0\n"
    )
    ran = tc3(*LIST, "--tc3-output", "none")
    assert ran.done().out == ""


def test_nothing_needs_a_key_that_needs_no_service(offline: Shell) -> None:
    for words in (
        (), ("--help",), ("help",), ("list",), ("list", "ses"), ("search", "smtp"),
        ("explain", "OperationDenied.ReceiverNotExist"), ("ses",), ("ses", "--help"),
        ("ses", "send-email", "--help"), ("ses", "send-email", "help"), ("ses", "wait"),
        ("ses", "wait", "task-finished", "--help"), ("completion", "bash"),
        ("ses", "upload-recipients", "--help"), ("call", "--help"), ("--version",),
    ):  # fmt: skip
        ran = offline(*words).done()
        assert ran.out
        assert ran.err == ""


def test_search_finds_the_best_first(offline: Shell) -> None:
    first, *rest = offline("search", "send", "email").done().out.splitlines()
    assert first.startswith("ses send-email\t")
    assert any("batch-send-email" in line for line in rest)


def test_only_what_was_found_is_on_standard_output(offline: Shell) -> None:
    ran = offline("search", "template").done()
    assert "more with --all" in ran.err
    assert all("\t" in line for line in ran.out.splitlines())
    for output, nothing in ((), ""), (("--output", "json"), "[]\n"):
        ran = offline("search", "zzzz", *output).done()
        assert (ran.out, ran.err) == (nothing, "Nothing has 'zzzz'.\n")


def test_explain_reads_a_code_out_of_a_message(offline: Shell) -> None:
    whole = json.dumps(
        {
            "Response": {
                "Error": {"Code": "OperationDenied.ReceiverNotExist", "Message": "x"}
            }
        }
    )
    for text in (
        "OperationDenied.ReceiverNotExist",
        "Error: OperationDenied.ReceiverNotExist: no such group (request 1)",
        whole,
    ):
        assert "No such recipient group." in offline("explain", text).done().out
    assert "clock" in offline("explain", "AuthFailure.SignatureExpire").done().out
    assert offline("explain", "NoSuchThingAtAll").code == 2


def test_whoami_tells_the_account(tc3: Shell) -> None:
    told = tc3("whoami").done().json
    assert told["Profile"] == "default"
    assert "Arn" in told
