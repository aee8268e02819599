"""Mail, batches, templates and reports: each documented error in its situation."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller
from ..support.story import (
    SENDER,
    create_group,
    create_sender,
    create_template,
    encoded,
    ready_to_send,
)

VALUE = "InvalidParameterValue"
CHANGE = dict[str, Any]

TIMED = {"BeginTime": "2026-01-01 09:00:00"}
SIMPLE = {"Text": encoded("Hello")}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"FromEmailAddress": None}, "MissingParameter.SendParamNecessary"),
        ({"ReceiverId": None}, "MissingParameter.SendParamNecessary"),
        ({"Template": ...}, "MissingParameter.SendParamNecessary"),
        ({"Template": {"TemplateData": "{}"}}, "MissingParameter.SendParamNecessary"),
        ({"Subject": ""}, f"{VALUE}.SubjectLengthError"),
        ({"Subject": "x" * 101}, f"{VALUE}.SubjectLengthError"),
        ({"TaskType": 4}, VALUE),
        ({"Unsubscribe": "13"}, VALUE),
        ({"FromEmailAddress": "news"}, "OperationDenied.SendAddressStatusError"),
        (
            {"FromEmailAddress": "else@mail.example.com"},
            "OperationDenied.SendAddressStatusError",
        ),
        (
            {"FromEmailAddress": "Shop <news@mail.example.com"},
            "OperationDenied.SendAddressStatusError",
        ),
        ({"ReceiverId": 1}, "OperationDenied.ReceiverNotExist"),
        ({"ReceiverId": "empty"}, "OperationDenied.ReceiverStatusError"),
        (
            {"Template": {"TemplateID": 1, "TemplateData": "{}"}},
            "OperationDenied.TemplateStatusError",
        ),
        ({"TemplateData": "no JSON"}, f"{VALUE}.TemplateDataError"),
        ({"TemplateData": "[]"}, f"{VALUE}.TemplateDataError"),
        ({"TemplateData": "{}"}, f"{VALUE}.TemplateNotMatchData"),
        ({"TemplateData": '{"Name":"x"}'}, f"{VALUE}.TemplateNotMatchData"),
        ({"TaskType": 2}, "MissingParameter.TimedParamNecessary"),
        (
            {"TaskType": 2, "TimedParam": {"BeginTime": "2026-01-01 07:59:00"}},
            f"{VALUE}.BeginTimeBeforeNow",
        ),
        ({"TaskType": 2, "TimedParam": {"BeginTime": "tomorrow"}}, VALUE),
        ({"TaskType": 3}, "MissingParameter.CycleParamNecessary"),
        ({"TaskType": 3, "TimedParam": TIMED}, "MissingParameter.CycleParamNecessary"),
        (
            {
                "TaskType": 3,
                "CycleParam": {"BeginTime": "2025-01-01 00:00:00", "IntervalTime": 1},
            },
            f"{VALUE}.BeginTimeBeforeNow",
        ),
        (
            {"Template": ..., "Simple": {"Text": "no base64"}},
            f"{VALUE}.EmailContentIsWrong",
        ),
        (
            {"Template": ..., "Simple": {"Html": "gA=="}},
            f"{VALUE}.EmailContentIsWrong",
        ),
        ({"Template": ..., "Simple": {}}, "MissingParameter.SendParamNecessary"),
        ({"Template": ..., "Simple": SIMPLE}, "MissingParameter.SendParamNecessary"),
    ],
)
async def test_batches(
    cloud: LocalCloud, ses: Caller, change: CHANGE, code: str
) -> None:
    params = await ready_to_send(ses)
    if change.get("ReceiverId") == "empty":
        change = {"ReceiverId": await create_group(ses, "Empty")}
    if "TemplateData" in change:
        change = {"Template": {**params["Template"], **change}}
    params = {
        name: value for name, value in {**params, **change}.items() if value is not ...
    }
    assert await ses.code("BatchSendEmail", **params) == code
    assert cloud.outbox == []
    assert (await ses("ListSendTasks", Offset=0, Limit=1))["TotalCount"] == 0


async def test_an_address_of_a_deleted_group_gets_nothing(ses: Caller) -> None:
    params = await ready_to_send(ses)
    await ses("DeleteReceiver", ReceiverId=params["ReceiverId"])
    assert await ses.code("BatchSendEmail", **params) == (
        "OperationDenied.ReceiverNotExist"
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Destination": []}, f"{VALUE}.EmailAddressIsNULL"),
        ({"Destination": ...}, f"{VALUE}.EmailAddressIsNULL"),
        ({"Destination": ["ada"]}, f"{VALUE}.ReceiverEmailInvalid"),
        ({"Cc": [""]}, f"{VALUE}.ReceiverEmailInvalid"),
        ({"Bcc": ["ada@example.com"]}, VALUE),
        ({"Destination": ["a@example.com"] * 51}, "FailedOperation.TooManyRecipients"),
        ({"Cc": ["a@example.com"] * 21}, "FailedOperation.TooManyRecipients"),
        ({"Bcc": ["a@example.com"] * 21}, "FailedOperation.TooManyRecipients"),
        ({"FromEmailAddress": "news"}, "FailedOperation.IncorrectSender"),
        (
            {"FromEmailAddress": "A: B <news@mail.example.com>"},
            "FailedOperation.IncorrectSender",
        ),
        (
            {"FromEmailAddress": "Shop<news@mail.example.com>"},
            "FailedOperation.IncorrectSender",
        ),
        (
            {"FromEmailAddress": "else@mail.example.com"},
            "FailedOperation.NotAuthenticatedSender",
        ),
        ({"Template": ...}, "FailedOperation.MissingEmailContent"),
        (
            {"Template": {"TemplateID": 1, "TemplateData": "{}"}},
            "FailedOperation.InvalidTemplateID",
        ),
        (
            {"Template": {"TemplateID": 1, "TemplateData": "no JSON"}},
            "FailedOperation.WrongContentJson",
        ),
        ({"Template": ..., "Simple": SIMPLE}, "FailedOperation.WithOutPermission"),
        (
            {"Attachments": [{"FileName": "a"}] * 11},
            "FailedOperation.TooManyAttachments",
        ),
        (
            {"Attachments": [{"FileName": "a", "Content": "%"}]},
            f"{VALUE}.AttachContentIsWrong",
        ),
        (
            {"Attachments": [{"FileName": "a.txt", "Content": "A" * 4_000_000}] * 2},
            "FailedOperation.AttachContentToolarge",
        ),
        ({"Subject": ""}, VALUE),
        (
            {"FromEmailAddress": "<news@mail.example.com>"},
            "FailedOperation.IncorrectSender",
        ),
        (
            {"ReplyToAddresses": "Help<help@example.com>"},
            "FailedOperation.IncorrectEmail",
        ),
        ({"HeaderFrom": "Shop<a@example.com>"}, "FailedOperation.IncorrectSender"),
    ],
)
async def test_single_mails(
    cloud: LocalCloud, ses: Caller, change: CHANGE, code: str
) -> None:
    await create_sender(ses)
    template = await create_template(ses)
    usual = {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": template, "TemplateData": '{"name":"Ada"}'},
    }
    params = {
        name: value for name, value in {**usual, **change}.items() if value is not ...
    }
    assert await ses.code("SendEmail", **params) == code
    assert cloud.outbox == []


async def test_raw_content_can_be_allowed(specs: Specs, ses: Caller) -> None:
    cloud = LocalCloud(specs.services, specs.common, clock=ses.clock, raw_content=True)
    async with cloud.serve() as url:
        ses = ses.with_options(url=url)
        await create_sender(ses)
        await ses(
            "SendEmail",
            FromEmailAddress=SENDER,
            Subject="Hello",
            Bcc=["ada@example.com"],
            Simple=SIMPLE,
        )
    assert [mail.text for mail in cloud.outbox] == ["Hello"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"TemplateName": ""}, f"{VALUE}.TemplateNameIllegal"),
        ({"TemplateName": "a<b"}, f"{VALUE}.TemplateNameIllegal"),
        ({"TemplateContent": {}}, f"{VALUE}.TemplateContentIsNULL"),
        ({"TemplateContent": {"Html": ""}}, f"{VALUE}.TemplateContentIsNULL"),
        ({"TemplateContent": {"Html": "<p>"}}, f"{VALUE}.TemplateContentIsWrong"),
        ({"TemplateContent": {"Text": "/w=="}}, f"{VALUE}.TemplateContentIsWrong"),
    ],
)
async def test_templates(ses: Caller, change: CHANGE, code: str) -> None:
    usual = {"TemplateName": "greeting", "TemplateContent": {"Text": encoded("Hi")}}
    assert await ses.code("CreateEmailTemplate", **{**usual, **change}) == code


async def test_unknown_templates(ses: Caller) -> None:
    assert await ses.code("GetEmailTemplate", TemplateID=1) == (
        f"{VALUE}.TemplateNotExist"
    )
    content = {"Text": encoded("Hi")}
    changed = {"TemplateID": 1, "TemplateContent": content}
    assert await ses.code("UpdateEmailTemplate", **changed, TemplateName="x") == (
        f"{VALUE}.TemplateNotExist"
    )
    assert await ses.code("UpdateEmailTemplate", **changed, TemplateName="") == (
        f"{VALUE}.TemplateNameIsNULL"
    )
    assert await ses.code("DeleteEmailTemplate", TemplateID=1) == VALUE


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"RequestDate": "2025-12-01"}, "FailedOperation.NotSupportDate"),
        ({"RequestDate": "yesterday"}, f"{VALUE}.WrongDate"),
        ({"Limit": 101}, "FailedOperation.InvalidLimit"),
    ],
)
async def test_statuses(ses: Caller, change: CHANGE, code: str) -> None:
    usual = {"RequestDate": "2026-01-01", "Offset": 0, "Limit": 100}
    assert await ses.code("GetSendEmailStatus", **{**usual, **change}) == code
    await ses("GetSendEmailStatus", **{**usual, "RequestDate": "2025-12-02"})
