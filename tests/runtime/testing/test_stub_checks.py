"""Calls that a stub refuses: those that do not fit, come too often, or that nobody expected."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import pytest

from tc3 import errors
from tc3.ses import SesClient, enums, models
from tc3.ses.models import (
    ListReceiversResponse,
    SendEmailRequest,
    SendEmailResponse,
    Template,
)
from tc3.sms.models import SendSmsRequest
from tc3.testing import RawRequest, Stub, StubError, stub

from .conftest import MAIL, Make, Wrap


def ended(ses: Stub[Any], error: Exception | None = None) -> None:
    """The end of a `with`."""
    with ses:
        if error is not None:
            raise error


async def test_calls_are_read_off_the_wire(make: Make, either: Wrap) -> None:
    with make() as ses:
        client = either(ses)
        await client.send_email(
            **MAIL,
            template=Template(template_id=1, template_data='{"name": "Ada"}'),
            unsubscribe=enums.UnsubscribeLanguage.ENGLISH,
            trigger_type=1,
            destination=("b@example.com",),
        )
        await client.call("NewAction", {"A": 1})
    mail = SendEmailRequest(
        **MAIL,
        template=Template(template_id=1, template_data={"name": "Ada"}),
        unsubscribe=enums.UnsubscribeLanguage.ENGLISH,
        trigger_type=enums.TriggerType(1),
        destination=["b@example.com"],
    )
    assert ses.calls == [mail, RawRequest("NewAction", {"A": 1})]
    assert ses.sent(SendEmailRequest) == [mail]
    ses.assert_sent(mail)
    mail.subject = "Bye"
    with pytest.raises(StubError, match="SendEmail: was not sent like this"):
        ses.assert_sent(mail)


def test_the_site_counts() -> None:
    with stub(SesClient, site="china") as ses:
        ses.client.send_email(**MAIL, unsubscribe=enums.UnsubscribeLanguage.ENGLISH)
    [call] = ses.sent(SendEmailRequest)
    assert call.unsubscribe is enums.UnsubscribeLanguage.ENGLISH


GOOD = {"FromEmailAddress": "a@example.com", "Subject": "Hello"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"Subjcet": "x"}, "Subjcet: is unknown; did you mean Subject?"),
        ({"Quite": "x"}, "Quite: is unknown"),
        ({"Subject": None}, "Subject: is missing"),
        ({"Subject": 5}, "Subject: must be text, not a whole number"),
        ({"Subject": ""}, "Subject: 0 characters, but at least 1 needed"),
        ({"Destination": "x"}, "Destination: must be a list, not text"),
        ({"Destination": [5]}, r"Destination\[0\]: must be text, not a whole number"),
        ({"Destination": ["x"] * 51}, "Destination: 51 items, but at most 50 allowed"),
        ({"Template": {"TemplateData": "{}"}}, "Template.TemplateID: is missing"),
        ({"Template": []}, "Template: must be an object, not a list"),
        (
            {"Template": {"TemplateID": "1", "TemplateData": "{}"}},
            "Template.TemplateID: must be a whole number, not text",
        ),
        (
            {"Template": {"TemplateID": True, "TemplateData": "{}"}},
            "Template.TemplateID: must be a whole number, not true or false",
        ),
        (
            {"Template": {"TemplateID": 1, "TemplateData": {}}},
            "Template.TemplateData: must be text, not an object",
        ),
        (
            {"Attachments": [{"FileName": "a", "Content": "*"}]},
            r"Attachments\[0\].Content: is no base64",
        ),
        ({"Unsubscribe": "99"}, "Unsubscribe: must be a UnsubscribeLanguage"),
        ({"TriggerType": "1"}, "TriggerType: must be a whole number, not text"),
        ({"ReplyToAddresses": None}, "ReplyToAddresses: is null: leave it out"),
    ],
)
async def test_a_request_that_does_not_fit(
    make: Make, either: Wrap, change: dict[str, Any], problem: str
) -> None:
    ses = make()
    with pytest.raises(StubError, match=f"^SendEmail: {problem}") as caught:
        await either(ses).call("SendEmail", {**GOOD, **change})
    assert isinstance(caught.value, AssertionError)
    assert not isinstance(caught.value, errors.Tc3Error)


@pytest.mark.parametrize("option", [{"signature": "HmacSHA1"}, {"http_method": "GET"}])
async def test_other_forms_are_refused(
    make: Make, either: Wrap, option: dict[str, Any]
) -> None:
    ses = make(**option)
    with pytest.raises(StubError, match="reads only what is posted as JSON"):
        await either(ses).list_email_identities()


async def test_dates(make: Make, either: Wrap) -> None:
    params = {"RequestDate": "31.1.2024", "Offset": 0, "Limit": 1}
    with pytest.raises(StubError, match="RequestDate: must be a date"):
        await either(make()).call("GetSendEmailStatus", params)
    params["RequestDate"] = "2024-01-31"
    await either(make()).call("GetSendEmailStatus", params)


async def test_a_failure_that_is_caught_is_raised_at_the_end(
    make: Make, either: Wrap
) -> None:
    ses = make()
    with contextlib.suppress(Exception):
        await either(ses).call("SendEmail", {**GOOD, "Quite": 1})
    with pytest.raises(StubError, match="Quite: is unknown"):
        ended(ses)


async def test_responses_that_nobody_asked_for(make: Make, either: Wrap) -> None:
    ses = make()
    ses.answer(SendEmailRequest, times=3)
    await either(ses).send_email(**MAIL)
    with pytest.raises(StubError, match=r"nobody asked for: SendEmail \(2\)$"):
        ended(ses)


def test_another_error_is_not_hidden(make: Make) -> None:
    ses = make()
    ses.answer(SendEmailRequest)
    with pytest.raises(ZeroDivisionError):
        ended(ses, ZeroDivisionError())


async def test_one_call_too_many(make: Make, either: Wrap) -> None:
    ses = make()
    ses.answer(SendEmailRequest)
    await either(ses).send_email(**MAIL)
    with pytest.raises(StubError, match="was called once more than answered"):
        await either(ses).send_email(**MAIL)


async def test_strict(make: Make, either: Wrap) -> None:
    ses = make(strict=True)
    with pytest.raises(StubError, match="SendEmail: was called, but has no response"):
        await either(ses).send_email(**MAIL)


async def test_in_order(make: Make, either: Wrap) -> None:
    ses = make(in_order=True)
    ses.answer(models.ListEmailIdentitiesRequest, times=None)
    ses.answer(models.CreateReceiverRequest)
    ses.answer(SendEmailRequest)
    client = either(ses)
    await client.list_email_identities()
    await client.create_receiver(receivers_name="x")
    await client.list_email_identities()
    await client.send_email(**MAIL)
    ses.check()
    ses.answer(models.CreateReceiverRequest)
    ses.answer(SendEmailRequest)
    with pytest.raises(StubError, match="was called where CreateReceiver is next"):
        await client.send_email(**MAIL)


@pytest.mark.parametrize(
    ("script", "problem"),
    [
        (
            lambda ses: ses.answer(SendEmailRequest, ListReceiversResponse()),
            "SendEmail: is answered by SendEmailResponse, not ListReceiversResponse",
        ),
        (
            lambda ses: ses.answer(SendEmailRequest, SendEmailResponse(message_id=5)),  # type: ignore[arg-type]
            "message_id: must be text, not int",
        ),
        (lambda ses: ses.answer(SendEmailRequest, 5), "int is no response"),
        (lambda ses: ses.answer(SendSmsRequest), "has no SendSmsRequest"),
        (lambda ses: ses.answer(Template), "Template is not the request of an action"),
        (lambda ses: ses.answer(SendEmailRequest, times=0), "times must be at least 1"),
        (lambda ses: ses.fail(SendEmailRequest, errors.CallTimeout), "no error of the"),
        (lambda ses: ses.fail(SendEmailRequest, errors.ApiError), "no error of the"),
    ],
)
def test_a_wrong_script_is_refused_at_once(
    make: Make, script: Callable[[Stub[Any]], None], problem: str
) -> None:
    with pytest.raises(StubError, match=problem):
        script(make())


def test_only_clients_can_be_stubbed() -> None:
    with pytest.raises(errors.ConfigurationError, match="class of a client"):
        stub(Template)  # type: ignore[type-var]
