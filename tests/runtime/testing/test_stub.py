"""Stubbed clients for the tests of users: what they check, answer and report."""

from __future__ import annotations

import asyncio
from typing import Any

import attrs
import pytest

import tc3
from tc3 import InstanceRole, LocalRateLimiter, RetryPolicy, errors
from tc3._core.auth import profiles
from tc3.ses import AsyncSesClient, SesClient, enums, models
from tc3.ses import errors as ses_errors
from tc3.ses.models import (
    ListReceiversRequest,
    ListReceiversResponse,
    ReceiverData,
    SendEmailRequest,
    SendEmailResponse,
)
from tc3.testing import sample, stub

from ..support.driver import Driver, Either
from .conftest import MAIL, Make, Wrap


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network, no sleeping, no profile: where one is asked for, the test fails."""
    import socket
    import time

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("a stub did this")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(time, "sleep", refuse)
    monkeypatch.setattr(profiles, "_SYSTEM", "/nowhere")
    for name in ("ID", "KEY"):
        monkeypatch.delenv(f"TENCENTCLOUD_SECRET_{name}", raising=False)


async def test_the_responses_that_were_given(make: Make, either: Wrap) -> None:
    with make() as ses:
        ses.answer(
            SendEmailRequest,
            SendEmailResponse(message_id="m-1"),
            {"MessageId": "m-2", "New": 1},
            lambda request: SendEmailResponse(message_id=request.subject),
        )
        client = either(ses)
        got = [await client.send_email(**MAIL) for _ in range(3)]
    assert [response.message_id for response in got] == ["m-1", "m-2", "Hello"]
    assert got[1].raw["New"] == 1
    assert len({response.request_id for response in got}) == 3


async def test_responses_made_from_their_types(make: Make, either: Wrap) -> None:
    with make() as ses:
        client = either(ses)
        identity = await client.get_email_identity(email_identity="mail.example.com")
        groups = await client.items("iter_list_receivers")
        again = await client.get_email_identity(email_identity="mail.example.com")
    assert identity.verified_for_sending_status is True
    assert [group.receivers_name for group in groups] == ["ReceiversName"]
    assert groups[0].receivers_status is next(iter(enums.RecipientGroupStatus))
    again.request_id = identity.request_id
    assert again == identity


MODELS = [getattr(models, name) for name in models.__all__]


@pytest.mark.parametrize("model", [m for m in MODELS if not hasattr(m, "__action__")])
def test_a_sample_of_every_model_goes_over_the_wire(model: Any) -> None:
    made = sample(model)
    assert tc3.from_wire(model, tc3.to_wire(made)) == made
    assert None not in [getattr(made, field.name) for field in attrs.fields(model)]


def test_a_sample_with_other_members() -> None:
    assert sample(SendEmailResponse, message_id="x").message_id == "x"
    assert sample(ReceiverData) == sample(ReceiverData)


async def test_a_response_for_one_request_only(make: Make, either: Wrap) -> None:
    with make() as ses:
        special = SendEmailRequest(**MAIL, destination=["vip@example.com"])
        ses.answer(special, SendEmailResponse(message_id="vip"))
        ses.answer(SendEmailRequest, SendEmailResponse(message_id="any"), times=2)
        client = either(ses)
        first = await client.send_email(**MAIL)
        second = await client.send_email(**MAIL, destination=("vip@example.com",))
        third = await client.send_email(**MAIL)
    assert [a.message_id for a in (first, second, third)] == ["any", "vip", "any"]


async def test_any_number_of_times(make: Make, either: Wrap) -> None:
    with make() as ses:
        ses.answer(SendEmailRequest, times=None)
        ses.fail(ListReceiversRequest, errors.OperationDenied, times=None)
        for _ in range(3):
            response = await either(ses).send_email(**MAIL)
            assert response.message_id == "MessageId"


async def test_pages_and_waiters(make: Make, either: Wrap) -> None:
    def groups(*numbers: int, status: int = 3) -> ListReceiversResponse:
        data = [ReceiverData(receiver_id=n, receivers_status=status) for n in numbers]
        return ListReceiversResponse(total_count=4, data=data)

    with make() as ses:
        client = either(ses)
        ses.answer(ListReceiversRequest, groups(1, 2), groups(3, 4))
        found = await client.items("iter_list_receivers", limit=2)
        assert [group.receiver_id for group in found] == [1, 2, 3, 4]
        assert [call.offset for call in ses.sent(ListReceiversRequest)] == [0, 2]
        ses.answer(ListReceiversRequest, groups(7, status=1), times=100)
        for _ in range(99):
            await client.list_receivers(offset=0, limit=1)
        ses.answer(ListReceiversRequest, groups(8), groups(7, status=3))
        ready = await client.wait_until_receiver_uploaded(receiver_id=7)
        assert ready.receivers_status is enums.RecipientGroupStatus.READY


async def test_what_never_comes_is_not_waited_for(make: Make, either: Wrap) -> None:
    with make() as ses, pytest.raises(errors.WaitTimeout):
        await either(ses).wait_until_receiver_uploaded(receiver_id=7)


async def test_uploading(make: Make, either: Wrap) -> None:
    with make() as ses:
        ses.fail(
            models.CreateReceiverDetailRequest,
            ses_errors.OperationDeniedReceiverIsOperating,
        )
        ses.answer(models.CreateReceiverDetailRequest, times=2)
        rows = (f"{number}@example.com" for number in range(20_001))
        done = await either(ses).upload_recipients(7, rows)
        assert done.sent == 20_001
        sizes = [len(r.emails) for r in ses.sent(models.CreateReceiverDetailRequest)]
        assert sizes == [20_000, 20_000, 1]


@pytest.mark.parametrize(
    ("failure", "caught"),
    [
        (
            ses_errors.OperationDeniedReceiverNotExist,
            ses_errors.OperationDeniedReceiverNotExist,
        ),
        (errors.OperationDenied("OperationDenied.New", "no"), errors.OperationDenied),
        ("LimitExceeded.Whatever", errors.LimitExceeded),
        (errors.CallTimeout("too slow"), errors.CallTimeout),
        (errors.ResponseError("odd", status=502), errors.ResponseError),
    ],
)
async def test_failing(make: Make, either: Wrap, failure: Any, caught: Any) -> None:
    with make() as ses:
        ses.fail(SendEmailRequest, failure, "because")
        with pytest.raises(caught) as raised:
            await either(ses).send_email(**MAIL)
        assert raised.value is not failure
        if isinstance(failure, type):
            assert raised.value.message == "because"
            assert raised.value.request_id == "stub-1"
        assert len(ses.calls) == 1


async def test_retries_happen_without_a_pause(make: Make, either: Wrap) -> None:
    with make(retry=RetryPolicy(5, base=1000, cap=1000), timeout=9999) as ses:
        ses.fail(SendEmailRequest, errors.RequestLimitExceeded, times=2)
        ses.fail(SendEmailRequest, errors.ConnectError("refused"))
        ses.answer(SendEmailRequest)
        await either(ses).send_email(**MAIL)
        assert len(ses.calls) == 4


async def test_other_options(make: Make, either: Wrap) -> None:
    with make() as ses:
        other = either(ses).with_options(timeout=1, credential=InstanceRole())
        ses.fail(SendEmailRequest, errors.RequestLimitExceeded)
        ses.answer(SendEmailRequest)
        await other.send_email(**MAIL)


async def test_clients_that_are_made_elsewhere(driver: Driver, make: Make) -> None:
    cls: Any = AsyncSesClient if driver.is_async else SesClient
    with make(everywhere=True) as ses:
        for client in (
            cls(),
            cls(InstanceRole(), "ap-singapore", rate_limiter=LocalRateLimiter()),
        ):
            await Either(client, driver.is_async).send_email(**MAIL)
        assert len(ses.calls) == 2
    assert "__init__" not in vars(cls)
    assert cls(tc3.Credential("a", "b"))._transport is not ses.client._transport


async def test_many_tasks() -> None:
    async with stub(AsyncSesClient) as ses:
        ses.answer(SendEmailRequest, times=50)
        responses = await asyncio.gather(
            *(ses.client.send_email(**MAIL) for _ in range(50))
        )
    assert len({response.request_id for response in responses}) == 50
