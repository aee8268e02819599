"""Requests without validation, and values that JSON cannot hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tc3 import errors, from_wire, to_wire
from tc3.ses import enums, models
from tc3.sms.v20210111 import models as sms

from ..support.driver import Driver
from ..support.servers import Server
from .requests_to_break import mail, row


@pytest.mark.parametrize(
    ("request_", "wire"),
    [
        (mail(subject=None), {"FromEmailAddress": "a@example.com"}),
        (mail(subject=5), {"FromEmailAddress": "a@example.com", "Subject": 5}),
        (
            models.ListReceiversRequest(offset=-1, limit=10**6),
            {"Offset": -1, "Limit": 10**6},
        ),
        (
            row(template_data="x" * 900),
            {"Email": "a@example.com", "TemplateData": "x" * 900},
        ),
        (
            models.GetSendEmailStatusRequest(
                request_date="tomorrow",  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
                offset=0,
                limit=1,
            ),
            {"RequestDate": "tomorrow", "Offset": 0, "Limit": 1},
        ),
        (
            models.Attachment(file_name="", content="eA=="),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
            {"FileName": "", "Content": "eA=="},
        ),
        (
            mail(destination=["a"] * 60, subject=""),
            {
                "FromEmailAddress": "a@example.com",
                "Subject": "",
                "Destination": ["a"] * 60,
            },
        ),
    ],
)
def test_without_validation(request_: Any, wire: dict[str, Any]) -> None:
    with pytest.raises(errors.ValidationError):
        to_wire(request_)
    assert to_wire(request_, validate=False) == wire


def test_members_of_enums_become_plain_values_without_validation() -> None:
    wire = to_wire(mail(trigger_type=enums.TriggerType.TRIGGERED), validate=False)
    assert type(wire["TriggerType"]) is int


@pytest.mark.parametrize(
    "request_",
    [
        models.UpdateEmailSmtpPasswordRequest(
            email_address="a@b.c", password="hunter2hunter2" * 9
        ),
        models.UpdateEmailSmtpPasswordRequest(
            email_address="a@b.c",
            password=["hunter2"],  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
        ),
        sms.SendSmsRequest(
            phone_number_set=["+1"],
            sms_sdk_app_id="1",
            template_id="1",
            template_param_set=["hunter2", 5],  # type: ignore[list-item] # pyright: ignore[reportArgumentType]
        ),
        row(template_data={"password": "hunter2\ud800"}),
    ],
)
def test_messages_hold_no_values(request_: Any) -> None:
    with pytest.raises(errors.ValidationError) as caught:
        to_wire(request_)
    assert "hunter2" not in f"{caught.value} {caught.value!r}"


def test_json_that_contains_itself() -> None:
    data: dict[str, Any] = {}
    data["self"] = data
    with pytest.raises(errors.ValidationError, match=r"contains itself|is no JSON"):
        to_wire(row(template_data=data))


def test_json_nested_too_deep() -> None:
    data: dict[str, Any] = {}
    for _ in range(100_000):
        data = {"inner": data}
    with pytest.raises(errors.ValidationError):
        to_wire(row(template_data=data))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"CC": ["c@d.e"]}, "CC: is unknown; did you mean Cc?"),
        ({"Template": {"TemplateId": 1}}, "Template.TemplateId: is unknown; did you"),
        (
            {"Attachments": [{"Filename": "a.txt"}]},
            r"Attachments\[0\].Filename: is unknown; did you mean FileName",
        ),
    ],
)
def test_misspelt_member_of_the_wire(wrong: dict[str, Any], said: str) -> None:
    """The mail would go out without it."""
    mail = {"FromEmailAddress": "a@b.c", "Subject": "s", **wrong}
    for _ in range(2):
        with pytest.raises(errors.ValidationError, match=said):
            from_wire(models.SendEmailRequest, mail)
    with pytest.raises(errors.ValidationError, match=said):
        models.SendEmailRequest.from_json(json.dumps(mail))
    assert from_wire(models.SendEmailRequest, mail, strict=False).subject == "s"


async def test_misspelt_member(driver: Driver, server: Server) -> None:
    """It is refused rather than sent under a name that the service does not know."""
    mail = models.SendEmailRequest(from_email_address="a@b.c", subject="s")
    with pytest.raises(AttributeError, match="subjcet"):
        mail.subjcet = "s"  # type: ignore[attr-defined]  # pyright: ignore
    with pytest.raises(TypeError, match="subjcet"):
        models.SendEmailRequest(from_email_address="a@b.c", subjcet="s")  # type: ignore[call-arg]  # pyright: ignore
    async with driver.client(server.url) as client:
        with pytest.raises(TypeError, match="subjcet"):
            await client.send_email(from_email_address="a@b.c", subjcet="s")
    assert server.requests == []
