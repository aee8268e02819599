"""Sending to large groups: in slices, between which others are answered."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from effort import many

from tc3 import errors
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.ses.sending import permissions
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller
from ..support.story import SENDER, create_group, ready_to_send
from ..test_state import client, prepare, start

SIZE = 5000


async def large_group(ses: Caller, *, word: str = "reader", size: int = SIZE) -> int:
    group = await create_group(ses, f"All of {word}")
    emails = [f"{word}+{number}@example.com" for number in range(size)]
    await ses("CreateReceiverDetail", ReceiverId=group, Emails=emails)
    ses.clock.now += 10
    return group


async def to_a_large_group(ses: Caller, **options: Any) -> dict[str, Any]:
    """Parameters of a batch to it."""
    params = await ready_to_send(ses)
    return {**params, "ReceiverId": await large_group(ses, **options)}


async def task_of(ses: Caller) -> dict[str, Any]:
    (row,) = (await ses("ListSendTasks", Offset=0, Limit=10))["Data"]
    return dict(row)


async def test_others_are_answered_while_a_batch_is_sent(
    cloud: LocalCloud, ses: Caller, other: Caller
) -> None:
    params = await to_a_large_group(ses)
    batch = asyncio.create_task(ses("BatchSendEmail", **params))
    seen: list[tuple[int, int]] = []
    while not batch.done():
        await other("ListEmailIdentities")
        for row in (await ses("ListSendTasks", Offset=0, Limit=10))["Data"]:
            seen.append((row["TaskStatus"], row["SendCount"]))
            assert row["RequestCount"] == SIZE
    # Each look found the task further on, and the batch is answered when all is sent.
    sending = [count for status, count in seen if status == 5]
    assert len(sending) >= 3
    assert sending == sorted(sending)
    assert set(sending) <= set(range(250, SIZE, 250))
    assert len(cloud.outbox) == SIZE
    row = await task_of(ses)
    assert (row["TaskStatus"], row["SendCount"]) == (10, SIZE)
    assert len({mail.to[0] for mail in cloud.outbox}) == SIZE


async def test_moving_the_clock_leaves_others_their_turn(
    cloud: LocalCloud, ses: Caller
) -> None:
    """Over HTTP, and from the thread of a test."""
    params = await to_a_large_group(ses)
    timed = {"BeginTime": "2026-01-01 09:00:00"}
    for move in ("http", "thread"):
        await ses("BatchSendEmail", **{**params, "TaskType": 2, "TimedParam": timed})
        before = len(cloud.outbox)
        if move == "http":
            body = {"advance": 3600}
            moving: asyncio.Future[Any] = asyncio.ensure_future(
                ses.session.post(f"{ses.url}/_local/clock", json=body)
            )
        else:
            moving = asyncio.ensure_future(
                asyncio.to_thread(lambda: cloud.clock.advance(3600))
            )
        between = 0
        while not moving.done():
            await ses("ListEmailAddress")
            between += before < len(cloud.outbox) < before + SIZE
        assert len(cloud.outbox) == before + SIZE
        assert between >= 3
        cloud.clock.reset()


async def test_a_batch_that_is_being_sent_has_reserved_its_mails(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await to_a_large_group(ses)
    mail = {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": params["Template"],
    }
    for setting, code in (
        ("balance", "FailedOperation.InsufficientBalance"),
        ("package", "FailedOperation.InsufficientQuota"),
        ("mails_per_day", "FailedOperation.ExceedSendLimit"),
    ):
        sent = SIZE * (setting == "mails_per_day") * 2
        cloud.ses.configure("local", **{setting: SIZE + sent})
        batch = asyncio.create_task(ses("BatchSendEmail", **params))
        refused, before = 0, len(cloud.outbox)
        while len(cloud.outbox) == before:
            await ses("ListEmailAddress")
        while not batch.done():
            refused += await ses.code("SendEmail", **mail) == code
        assert refused >= 3
        await batch
        cloud.ses.configure("local", **{setting: None})
    assert len(cloud.outbox) == 3 * SIZE


async def test_a_group_that_is_deleted_while_it_is_sent_to(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await to_a_large_group(ses)
    cloud.ses.configure("local", balance=SIZE)
    batch = asyncio.create_task(ses("BatchSendEmail", **params))
    while not len(cloud.outbox):
        await ses("ListEmailAddress")
    await ses("DeleteReceiver", ReceiverId=params["ReceiverId"])
    await batch
    row = await task_of(ses)
    assert (row["TaskStatus"], row["ErrMsg"]) == (7, "The recipient group was deleted")
    assert 0 < row["SendCount"] == len(cloud.outbox) < SIZE
    # What was not sent is not paid for.
    assert cloud.ses.settings("local").balance == SIZE - row["SendCount"]


async def test_mail_that_was_put_off_comes_in_slices_too(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await to_a_large_group(ses, word="defer", size=2000)
    await ses("BatchSendEmail", **params)
    assert {mail.status for mail in cloud.outbox} == {"deferred"}
    ses.clock.now += 600
    counts = {2000}
    while "deferred" in {mail.status for mail in cloud.outbox}:
        await ses("ListEmailAddress")
        counts.add(sum(mail.status == "deferred" for mail in cloud.outbox))
    assert len(counts) >= 3
    assert all(len(mail.events) == 2 for mail in cloud.outbox)


async def test_what_fails_in_the_middle_is_not_half_done(
    cloud: LocalCloud, ses: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slice is written as a whole, or not; so is what the account has left."""
    params = await to_a_large_group(ses)
    cloud.ses.configure("local", balance=2 * SIZE)
    calls = 0
    whole = permissions.refusal_of

    def broken(*args: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == 1700:
            raise MemoryError
        return whole(*args)

    monkeypatch.setattr("tc3gen.cloud.ses.sending.batch_runs.refusal_of", broken)
    await ses("BatchSendEmail", **params)
    while (await task_of(ses))["TaskStatus"] != 10:
        pass
    assert calls == SIZE + 200  # the slice in which it failed was begun anew
    assert len({mail.to[0] for mail in cloud.outbox}) == len(cloud.outbox) == SIZE
    assert cloud.ses.settings("local").balance == SIZE


BATCH = many(20_000, by_day=6_000)


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_batch_that_was_stopped_is_sent_to_its_end(
    tmp_path: Path, specs: Specs, number: signal.Signals
) -> None:
    """Killed, or stopped with Ctrl-C, in the middle: nobody gets it twice, nobody not."""
    file = tmp_path / "state.db"
    process, url = start(file)
    try:
        with client(url) as ses:
            template = prepare(ses)
            group = ses.create_receiver(receivers_name="Readers").receiver_id
            assert group is not None
            emails = [f"reader{each}@example.com" for each in range(BATCH)]
            ses.create_receiver_detail(receiver_id=group, emails=emails)
            answered: list[object] = []
            batch = threading.Thread(
                target=send_batch, args=(url, group, template, answered)
            )
            batch.start()
            while not any(
                task.task_status == 5
                for task in ses.list_send_tasks(offset=0, limit=10).data
            ):
                assert not answered
            os.kill(process.pid, number)
            batch.join()
            _, error = process.communicate(timeout=10)
            assert "Traceback" not in error
    finally:
        process.kill()
    # One that is stopped politely may have had the time to end it.
    assert len(answered) == 1
    assert number == signal.SIGINT or answered == ["TransportError"]
    with running_cloud(specs.services, specs.common, state=file) as cloud:
        began = len(cloud.outbox)
        assert began % 250 == 0
        cloud.ses.do_what_is_due()
        (task,) = cloud.ses.browser.tasks()
        assert (task.status, task.requested, task.sent) == ("finished", BATCH, BATCH)
        recipients = [mail.to[0] for mail in cloud.outbox]
        assert sorted(recipients) == sorted(emails)
    cloud.close()


def send_batch(url: str, group: int, template: int, answered: list[object]) -> None:
    from tc3.ses.models import Template

    with client(url) as ses:
        try:
            answered.append(
                ses.batch_send_email(
                    from_email_address="news@mail.example.com",
                    receiver_id=group,
                    subject="News",
                    task_type=1,
                    template=Template(
                        template_id=template, template_data={"name": "you"}
                    ),
                )
            )
        except errors.TransportError:
            answered.append("TransportError")
