"""Quotas and bans of a sender domain, by its reputation level."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.ses.resources.reputation import DAILY_QUOTAS

from ..support.client import Caller, Refused
from ..support.story import (
    SENDER,
    create_group,
    create_sender,
    create_template,
    encoded,
    upload,
    upload_with_data,
)

LIMIT, BANNED = "FailedOperation.ExceedSendLimit", "FailedOperation.HighRejectionRate"
DAY = 24 * 3600


async def identity(ses: Caller, domain: str = "mail.example.com") -> dict[str, Any]:
    response = await ses("ListEmailIdentities")
    assert (response["MaxReputationLevel"], response["MaxDailyQuota"]) == (
        20,
        1_000_000,
    )
    (found,) = (
        each for each in response["EmailIdentities"] if each["IdentityName"] == domain
    )
    return {"level": found["CurrentReputationLevel"], "quota": found["DailyQuota"]}


@pytest.fixture
async def mail(ses: Caller) -> dict[str, Any]:
    """Parameters of a `SendEmail` that works."""
    await create_sender(ses)
    template = await create_template(ses)
    return {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": template, "TemplateData": '{"name":"Ada"}'},
    }


async def batch(ses: Caller, mail: dict[str, Any], *emails: str) -> dict[str, Any]:
    """Send to a new group; the row of the task."""
    group = await create_group(ses, f"To {len(emails)} of {emails[0]}")
    await upload(ses, group, *emails)
    params = {key: value for key, value in mail.items() if key != "Destination"}
    response = await ses("BatchSendEmail", **params, ReceiverId=group, TaskType=1)
    rows = (await ses("ListSendTasks", Offset=0, Limit=100))["Data"]
    return next(row for row in rows if row["TaskId"] == response["TaskId"])


def many(number: int, word: str = "ada") -> list[str]:
    return [f"{word}+{each}@example.com" for each in range(number)]


async def test_a_new_domain_has_500_mails_a_day(
    ses: Caller, mail: dict[str, Any]
) -> None:
    assert await identity(ses) == {"level": 1, "quota": 500}
    assert (DAILY_QUOTAS[3], DAILY_QUOTAS[9]) == (5000, 100_000)


async def test_good_mail_raises_the_level(ses: Caller, mail: dict[str, Any]) -> None:
    """From 70 percent of the quota on: a level is reached at once, and stays."""
    await batch(ses, mail, *many(349))
    assert await identity(ses) == {"level": 1, "quota": 500}
    await ses("SendEmail", **mail)
    assert await identity(ses) == {"level": 2, "quota": 1000}
    row = await batch(ses, mail, *many(1200, "bob"))
    assert (row["TaskStatus"], row["SendCount"]) == (10, 1200)
    assert await identity(ses) == {"level": 4, "quota": 5000}
    ses.clock.now += DAY
    assert await identity(ses) == {"level": 4, "quota": 5000}


async def test_bad_mail_does_not(
    cloud: LocalCloud, ses: Caller, mail: dict[str, Any]
) -> None:
    """With more than 5 percent of invalid addresses 500 mails a day are all."""
    row = await batch(ses, mail, *many(465), *many(35, "bounce"))
    assert (row["TaskStatus"], row["SendCount"]) == (10, 500)
    assert await identity(ses) == {"level": 1, "quota": 500}
    assert await ses.code("SendEmail", **mail) == LIMIT
    row = await batch(ses, mail, *many(10, "eve"))
    assert (row["TaskStatus"], row["CacheCount"]) == (6, 10)
    cloud.clock.advance(DAY)
    assert await identity(ses) == {"level": 1, "quota": 500}
    await ses("SendEmail", **mail)


async def test_quotas_are_those_of_a_domain(
    cloud: LocalCloud, ses: Caller, mail: dict[str, Any]
) -> None:
    for call in ("CreateEmailIdentity", "UpdateEmailIdentity"):
        await ses(call, EmailIdentity="other.example.com")
    await ses("CreateEmailAddress", EmailAddress="news@other.example.com")
    cloud.ses.configure("local", mails_per_day=1)
    await ses("SendEmail", **mail)
    assert await ses.code("SendEmail", **mail) == LIMIT
    await ses("SendEmail", **{**mail, "FromEmailAddress": "news@other.example.com"})
    assert (await identity(ses, "other.example.com"))["quota"] == 1


async def test_invalid_addresses_ban_a_domain_for_the_day(
    cloud: LocalCloud, ses: Caller, mail: dict[str, Any]
) -> None:
    """From 301 mails on, of which more than 11 percent were to invalid addresses."""
    await batch(ses, mail, *many(266), *many(34, "bounce"))
    await ses("SendEmail", **mail)
    assert await ses.code("SendEmail", **mail) == BANNED
    row = await batch(ses, mail, *many(5, "eve"))
    assert (row["TaskStatus"], row["SendCount"]) == (7, 0)
    assert "banned" in row["ErrMsg"]
    cloud.clock.advance(DAY)
    await ses("SendEmail", **mail)


async def test_a_ban_fails_what_a_task_has_not_sent(
    cloud: LocalCloud, ses: Caller, mail: dict[str, Any]
) -> None:
    row = await batch(ses, mail, *many(100, "bounce"), *many(900))
    assert row["TaskStatus"] == 7
    assert 300 < row["SendCount"] == len(cloud.outbox) < 1000


async def test_a_group_must_have_the_variables_of_the_template(
    ses: Caller, mail: dict[str, Any]
) -> None:
    """Neither more nor fewer, whatever the call gives."""
    group = await create_group(ses)
    await upload_with_data(ses, group, ada="Ada")
    params = {key: value for key, value in mail.items() if key != "Destination"}
    params |= {"ReceiverId": group, "TaskType": 1}
    await ses("BatchSendEmail", **params)
    for html in ("Hello", "{{code}}", "{{name}} {{code}}"):
        content = {"Html": encoded(html)}
        template = await ses(
            "CreateEmailTemplate", TemplateName="other", TemplateContent=content
        )
        data = '{"name":"you","code":"1"}'
        other = {"TemplateID": template["TemplateID"], "TemplateData": data}
        with pytest.raises(Refused, match="TemplateNotMatchData"):
            await ses("BatchSendEmail", **{**params, "Template": other})
