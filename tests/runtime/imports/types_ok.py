"""How the SDK is used, for type checkers: nothing in here runs, and all of it is right."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import date
from typing import Any

from aiohttp import web
from typing_extensions import assert_type

import tc3
from tc3 import (
    AsyncPager,
    BulkProgress,
    Credential,
    Pager,
    RetryPolicy,
    Timeout,
    errors,
)
from tc3.ses import AsyncSesClient, SesClient, enums, events, models
from tc3.ses import errors as ses_errors
from tc3.ses.models import SendEmailResponse, Template
from tc3.ses.v20201002 import SesClient as DatedSesClient
from tc3.sms import v20190711, v20210111
from tc3.testing import sample, stub

SES = web.AppKey("ses", AsyncSesClient)


async def ses_client(app: web.Application) -> AsyncIterator[None]:
    async with AsyncSesClient(region="ap-singapore") as app[SES]:
        yield


async def start_campaign(request: web.Request) -> web.Response:
    try:
        task = await request.app[SES].batch_send_email(
            from_email_address="Shop <noreply@mail.example.com>",
            receiver_id=int(request.match_info["group"]),
            subject="Hello",
            task_type=enums.TaskType.SEND_NOW,
            template=Template(template_id=1, template_data={"name": "you"}),
        )
    except ses_errors.OperationDeniedReceiverNotExist as error:
        return web.json_response({"code": error.code}, status=404)
    except errors.OperationDenied as error:
        assert_type(error.request_id, str | None)
        assert_type(error.status, int)
        return web.json_response({"message": error.message}, status=409)
    assert_type(task, models.BatchSendEmailResponse)
    assert_type(task.task_id, int)
    return web.json_response({"task": task.task_id, "request": task.request_id})


def sync() -> SendEmailResponse:
    with SesClient(
        Credential("id", "key", token=None),
        "ap-singapore",
        site="international",
        endpoint="http://127.0.0.1:8808",
        timeout=Timeout(read=5),
        retry=RetryPolicy(2, base=0.1),
    ) as client:
        assert_type(client, SesClient)
        quick = client.with_options(timeout=3, region="ap-singapore")
        assert_type(quick, SesClient)
        same: DatedSesClient = client
        response = same.send_email(
            from_email_address="a@example.com",
            subject="Hello",
            destination=["b@example.com"],
            template=Template(template_id=1, template_data='{"name":"you"}'),
            attachments=[models.Attachment(file_name="a.txt", content=b"x")],
            unsubscribe=enums.UnsubscribeLanguage.ENGLISH,
            trigger_type=1,
        )
        assert_type(response.message_id, str)
        assert_type(response.request_id, str)
        assert_type(response.raw, Mapping[str, Any])
        return response


def credentials() -> list[SesClient]:
    def fresh() -> Credential:
        return Credential("id", "key", "token")

    return [SesClient(), SesClient(fresh), SesClient(credential=fresh, proxy=None)]


def send(client: SesClient) -> None:
    request = models.GetSendEmailStatusRequest(
        request_date=date(2024, 1, 31), offset=0, limit=10
    )
    response = client.send(request)
    assert_type(response, models.GetSendEmailStatusResponse)
    for status in response.email_status_list:
        assert_type(status, models.SendEmailStatus)
        assert_type(status.user_opened, bool)
        if status.deliver_status == enums.DeliverStatus.DELIVERED:
            print(status.deliver_time)
    client.call("NewAction", {"A": [1]}).raw["B"]
    client.call("NewRead", {}, repeatable=True)


async def send_later(client: AsyncSesClient) -> None:
    response = await client.send(models.ListEmailIdentitiesRequest())
    assert_type(response, models.ListEmailIdentitiesResponse)
    for identity in response.email_identities:
        assert_type(identity, models.EmailIdentity)
    assert_type(client.with_options(timeout=1), AsyncSesClient)


def pages(client: SesClient) -> None:
    groups = client.iter_list_receivers()
    assert_type(groups, Pager[models.ReceiverData])
    items: Iterator[models.ReceiverData] = groups
    for group in items:
        assert_type(group.receiver_id, int)
    for page in client.iter_list_receivers(prefetch=True).pages():
        assert_type(page, list[models.ReceiverData])


async def later_pages(client: AsyncSesClient) -> list[models.ReceiverData]:
    groups = client.iter_list_receivers(limit=10)
    assert_type(groups, AsyncPager[models.ReceiverData])
    async for page in client.iter_list_receivers(prefetch=True).pages():
        assert_type(page, list[models.ReceiverData])
    return [group async for group in groups if group.receiver_id]


def waiting(client: SesClient) -> models.ReceiverData | None:
    response = client.wait_until_domain_verified(email_identity="mail.example.com")
    assert_type(response, models.GetEmailIdentityResponse)
    try:
        return client.wait_until_receiver_uploaded(receiver_id=1, timeout=5)
    except errors.WaitFailed as error:
        assert_type(error.waiter, str)
    except errors.WaitError:
        pass
    return None


async def waiting_later(client: AsyncSesClient) -> int | None:
    task = await client.wait_until_task_finished(task_id=1, receiver_id=2, interval=0.5)
    assert_type(task, models.SendTaskData)
    return task.send_count


def bulk(client: SesClient, emails: list[str]) -> int:
    done = client.upload_recipients(1, emails, deduplicate=True)
    assert_type(done.next_row, int)
    client.upload_recipients(1, (email for email in emails), deduplicate=str.lower)
    client.upload_recipients(1, {"a@example.com": {"name": "Ada"}}.items(), start=5)
    pairs = [("a@example.com", '{"name":"Ada"}')]
    rows = [models.ReceiverInputData(email="a@example.com", template_data={})]
    client.upload_recipients(1, rows, progress=lambda p: print(p.request_ids))
    seen: list[BulkProgress[Any]] = []
    try:
        client.upload_recipients(1, pairs, timeout=5, progress=seen.append)
    except errors.InvalidRow as error:
        assert_type(error.field, str)
        return error.index
    except errors.BulkError as error:
        assert_type(error.uncertain, range)
        return error.next_row
    for response in done.responses:
        assert_type(response.valid_count, int | None)
    return done.sent


async def bulk_later(client: AsyncSesClient, emails: AsyncIterator[str]) -> int:
    async def tell(progress: BulkProgress[Any]) -> None:
        print(progress.sent)

    await client.upload_recipients(1, ["a@example.com"])
    done = await client.upload_recipients(1, emails, progress=tell)
    return done.repeats


def testing() -> None:
    with stub(SesClient, strict=True) as ses:
        assert_type(ses.client, SesClient)
        ses.answer(models.SendEmailRequest, SendEmailResponse(message_id="m"), times=2)
        ses.answer(models.SendEmailRequest, {"MessageId": "m"})
        ses.answer(models.SendEmailRequest, lambda request: SendEmailResponse())
        ses.answer(
            models.SendEmailRequest(from_email_address="a@example.com", subject="x"),
            sample(SendEmailResponse, message_id="m"),
        )
        ses.answer("NewAction", {"A": 1})
        ses.fail(models.SendEmailRequest, errors.OperationDenied, "no")
        ses.fail(models.SendEmailRequest, errors.CallTimeout("too slow"), times=None)
        assert_type(ses.sent(models.SendEmailRequest), list[models.SendEmailRequest])
        assert_type(sample(SendEmailResponse), SendEmailResponse)


async def testing_later() -> None:
    async with stub(AsyncSesClient, everywhere=True, site="china") as ses:
        assert_type(ses.client, AsyncSesClient)
        await ses.client.list_email_identities()


async def bounced(event: events.BounceEvent) -> None:
    assert_type(event.bounce_type, enums.BounceType | str | None)
    assert_type(event.email, str | None)


def webhook(app: web.Application, seen: list[events.Event]) -> events.Event:
    app.router.add_post(
        "/events/{secret}",
        events.handler(
            on_bounce=bounced,
            on_open=lambda event: print(event.user_agent),
            on_unknown=seen.append,
            on_other=seen.append,
            secret="x",
        ),
    )
    event = events.parse(b"{}")
    assert_type(event, events.Event)
    if isinstance(event, events.ClickEvent):
        assert_type(event.link, str | None)
    assert_type(event.raw, Mapping[str, Any])
    return event


def wire() -> Template:
    request = v20210111.models.SendSmsRequest(
        phone_number_set=["+1"], sms_sdk_app_id="1", template_id="1"
    )
    assert_type(tc3.to_wire(request), dict[str, Any])
    assert_type(request, v20210111.models.SendSmsRequest)
    old = tc3.from_wire(v20190711.models.SendSmsRequest, {}, site="china")
    assert_type(old, v20190711.models.SendSmsRequest)
    return tc3.from_wire(Template, {"TemplateID": 1})


def handle(error: errors.Tc3Error) -> str:
    assert_type(error.attempts, int)
    if isinstance(error, errors.ValidationError):
        return error.field
    if isinstance(error, errors.TransportError):
        assert_type(error.sent, bool)
        return error.reason
    if isinstance(error, errors.ResponseError):
        assert_type(error.status, int)
        return error.body
    if isinstance(error, errors.ApiError):
        assert_type(error.action, str | None)
        return error.code
    return str(error)
