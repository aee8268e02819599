"""Batch tasks on the clock that a test moves, and what else takes its time."""

from __future__ import annotations

import asyncio
from typing import Any

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
    upload,
)

HOUR = 3600


async def task(ses: Caller) -> dict[str, Any]:
    """The only task."""
    (row,) = (await ses("ListSendTasks", Offset=0, Limit=10))["Data"]
    return dict(row)


async def schedule(ses: Caller, params: dict[str, Any]) -> None:
    """A task for an hour later."""
    timed = {"BeginTime": "2026-01-01 09:00:00"}
    await ses("BatchSendEmail", **{**params, "TaskType": 2, "TimedParam": timed})


async def recur(ses: Caller, params: dict[str, Any], **cycle: int) -> None:
    """A task for an hour later, and every day from then on."""
    cycle_param = {"BeginTime": "2026-01-01 09:00:00", "IntervalTime": 24, **cycle}
    await ses("BatchSendEmail", **{**params, "TaskType": 3, "CycleParam": cycle_param})


async def test_a_scheduled_task_runs_at_its_time(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await ready_to_send(ses)
    await schedule(ses, params)
    await upload(ses, params["ReceiverId"], "eve@example.com")
    cloud.clock.advance(HOUR - 60)
    assert cloud.outbox == []
    assert (await task(ses))["TaskStatus"] == 1
    cloud.clock.advance(HOUR)
    assert len(cloud.outbox) == 3
    row = await task(ses)
    assert (row["TaskStatus"], row["RequestCount"], row["SendCount"]) == (10, 3, 3)
    assert row["UpdateTime"] == "2026-01-01 09:00:00"
    assert cloud.outbox[0].sent_at == ses.clock.now - 20 - 0.25 + HOUR
    (found,) = cloud.ses.browser.tasks("local")
    assert (found.status, found.sent, found.subject) == ("finished", 3, "News")


async def test_a_recurring_task_runs_again_and_again(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await ready_to_send(ses)
    await recur(ses, params)
    cloud.clock.advance(HOUR)
    assert len(cloud.outbox) == 2
    assert (await task(ses))["TaskStatus"] == 1
    cloud.clock.advance(3 * 24 * HOUR)
    assert len(cloud.outbox) == 8
    days = {int(mail.sent_at) for mail in cloud.outbox}
    assert {later - min(days) for later in days} == {0, 86400, 172800, 259200}
    row = await task(ses)
    assert (row["RequestCount"], row["SendCount"], row["TaskStatus"]) == (8, 8, 1)


async def test_a_recurring_task_can_end(cloud: LocalCloud, ses: Caller) -> None:
    await recur(ses, await ready_to_send(ses), TermCycle=1)
    cloud.clock.advance(30 * 24 * HOUR)
    assert len(cloud.outbox) == 2
    assert (await task(ses))["TaskStatus"] == 10


async def test_a_clock_that_leaps_does_not_stop_the_cloud(
    cloud: LocalCloud, ses: Caller, monkeypatch: Any
) -> None:
    for name in ("_MOST_STEPS", "_SLICE_STEPS"):
        monkeypatch.setattr(f"tc3gen.cloud.ses.sending.schedule.{name}", 5)
    await recur(ses, await ready_to_send(ses))
    cloud.clock.advance(100 * 24 * HOUR)
    assert len(cloud.outbox) == 10
    while len(cloud.outbox) < 200:  # the rest follows by itself
        assert (await task(ses))["TaskStatus"] == 1


async def test_a_quota_pauses_a_task_for_24_hours(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await ready_to_send(ses)
    await upload(ses, params["ReceiverId"], "eve@example.com")
    cloud.ses.configure("local", mails_per_day=2)
    await ses("BatchSendEmail", **params)
    row = await task(ses)
    assert (row["TaskStatus"], row["SendCount"], row["CacheCount"]) == (6, 2, 1)
    cloud.clock.advance(24 * HOUR - 60)  # midnight is over long since
    assert len(cloud.outbox) == 2
    cloud.clock.advance(60)
    row = await task(ses)
    assert (row["TaskStatus"], row["SendCount"], row["CacheCount"]) == (10, 3, 0)
    assert [mail.to[0] for mail in cloud.outbox] == [
        "ada@example.com",
        "bob@example.com",
        "eve@example.com",
    ]


async def test_a_task_fails_whose_ground_is_gone(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await ready_to_send(ses)
    await create_group(ses, "Other")
    for action, name, change, reason in (
        ("DeleteReceiver", "ReceiverId", params["ReceiverId"], "group was deleted"),
        ("DeleteEmailTemplate", "TemplateID", 10001, "template"),
        (
            "DeleteEmailAddress",
            "EmailAddress",
            "news@mail.example.com",
            "sender address",
        ),
    ):
        cloud.reset()
        params = await ready_to_send(ses)
        day = {"BeginTime": "2026-01-02 09:00:00"}
        await ses("BatchSendEmail", **{**params, "TaskType": 2, "TimedParam": day})
        await ses(action, **{name: change})
        cloud.clock.advance(30 * HOUR)
        row = await task(ses)
        assert (row["TaskStatus"], reason in row["ErrMsg"]) == (7, True)
        assert cloud.outbox == []


async def test_a_task_needs_credit(cloud: LocalCloud, ses: Caller) -> None:
    params = await ready_to_send(ses)
    cloud.ses.configure("local", balance=3)
    await ses("BatchSendEmail", **params)
    assert cloud.ses.settings("local").balance == 1
    await ses("BatchSendEmail", **params)
    rows = (await ses("ListSendTasks", Offset=0, Limit=10, Status=7))["Data"]
    assert [row["ErrMsg"] for row in rows] == ["Insufficient balance"]
    assert len(cloud.outbox) == 2


async def test_a_template_is_reviewed(specs: Specs, ses: Caller) -> None:
    cloud = LocalCloud(specs.services, specs.common, clock=ses.clock, review_seconds=60)
    async with cloud.serve() as url:
        ses = ses.with_options(url=url)
        content = {"TemplateContent": {"Text": encoded("Hi")}}
        names = ("greeting", "rejected-one", "pending-one")
        for name in names:
            await ses("CreateEmailTemplate", TemplateName=name, **content)

        async def listed() -> list[tuple[int, str]]:
            rows = (await ses("ListEmailTemplates", Offset=0, Limit=10))[
                "TemplatesMetadata"
            ]
            return [(row["TemplateStatus"], row["ReviewReason"]) for row in rows]

        assert await listed() == [(1, ""), (1, ""), (1, "")]
        cloud.clock.advance(60)
        assert await listed() == [
            (0, "Approved"),
            (2, "The name asks for it"),
            (1, ""),
        ]
        assert cloud.ses.review(10003, approved=False, reason="Spam")
        assert not cloud.ses.review(10004, approved=True)
        assert (await listed())[2] == (2, "Spam")
        await ses(
            "UpdateEmailTemplate", TemplateID=10001, TemplateName="new", **content
        )
        assert (await ses("GetEmailTemplate", TemplateID=10001))["TemplateStatus"] == 1
        shown = [template.status for template in cloud.ses.browser.templates()]
        assert shown == ["pending", "rejected", "rejected"]


async def test_a_pending_template_sends_nothing(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    content = {"Text": encoded("Hi")}
    response = await ses(
        "CreateEmailTemplate", TemplateName="pending", TemplateContent=content
    )
    params = {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": response["TemplateID"], "TemplateData": "{}"},
    }
    assert await ses.code("SendEmail", **params) == "FailedOperation.InvalidTemplateID"
    cloud.ses.review(response["TemplateID"], approved=True)
    await ses("SendEmail", **params)


async def test_the_browser_shows_groups(cloud: LocalCloud, ses: Caller) -> None:
    group = await create_group(ses)
    assert [each.status for each in cloud.ses.browser.groups()] == ["empty"]
    await ses(
        "CreateReceiverDetail", ReceiverId=group, Emails=["ada@example.com", "wrong"]
    )
    assert [each.status for each in cloud.ses.browser.groups("local")] == ["uploading"]
    cloud.clock.advance(10)
    (found,) = cloud.ses.browser.groups("local")
    assert (found.status, found.count, found.invalid_count) == ("ready", 2, 1)
    rows = cloud.ses.browser.recipients(group)
    assert [(row.email, row.valid) for row in rows] == [
        ("ada@example.com", True),
        ("wrong", False),
    ]
    assert cloud.ses.browser.groups("other") == []


async def test_time_goes_on_by_itself(cloud: LocalCloud, ses: Caller) -> None:
    """Without a call, and without a test that moves the clock."""
    await create_sender(ses)
    await create_template(ses)
    await schedule(ses, await ready_to_send_more(ses))
    ses.clock.now += 2 * HOUR
    for _ in range(100):
        if cloud.outbox != []:
            break
        await asyncio.sleep(0.05)
    assert len(cloud.outbox) == 1


async def ready_to_send_more(ses: Caller) -> dict[str, Any]:
    group = await create_group(ses)
    await upload(ses, group, "ada@example.com")
    return {
        "FromEmailAddress": SENDER,
        "ReceiverId": group,
        "Subject": "News",
        "Template": {"TemplateID": 10001, "TemplateData": '{"name":"you"}'},
    }
