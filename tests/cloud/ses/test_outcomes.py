"""What becomes of a mail, by the address it goes to, and what that means for later mail."""

from __future__ import annotations

from typing import Any

import pytest

from tc3gen.cloud import LocalCloud

from ..support.client import Caller, Refused
from ..support.story import (
    SENDER,
    create_sender,
    create_template,
    ready_to_send,
    upload,
)

DAY = {"RequestDate": "2026-01-01", "Offset": 0, "Limit": 100}


async def send(ses: Caller, *to: str, template: int = 10001) -> str:
    response = await ses(
        "SendEmail",
        FromEmailAddress=SENDER,
        Subject="Hello",
        Destination=list(to),
        Template={"TemplateID": template, "TemplateData": '{"name":"Ada"}'},
    )
    return str(response["MessageId"])


async def status(ses: Caller, **which: str) -> dict[str, Any]:
    rows = (await ses("GetSendEmailStatus", **DAY, **which))["EmailStatusList"]
    assert len(rows) == 1
    return dict(rows[0])


def happened(cloud: LocalCloud, message_id: str) -> list[str]:
    return [event.name for event in cloud.outbox.events(message_id)]


@pytest.mark.parametrize(
    ("address", "events", "deliver_status", "shown"),
    [
        ("ada", ["delivered"], 1, set()),
        ("bounce", ["bounce"], 3, set()),
        ("Bounce+42", ["bounce"], 3, set()),
        ("softbounce", ["bounce"], 3, set()),
        ("defer", ["deferred"], 8, set()),
        ("drop", ["dropped"], 2, set()),
        ("queue", [], 0, set()),
        ("open", ["delivered", "open"], 1, {"UserOpened"}),
        ("click", ["delivered", "open", "click"], 1, {"UserOpened", "UserClicked"}),
        (
            "complaint",
            ["delivered", "open", "spamreport"],
            1,
            {"UserOpened", "UserComplained", "UserComplainted"},
        ),
        (
            "unsubscribe",
            ["delivered", "open", "unsubscribe"],
            1,
            {"UserOpened", "UserUnsubscribed"},
        ),
    ],
)
async def test_outcomes(
    cloud: LocalCloud,
    ses: Caller,
    address: str,
    events: list[str],
    deliver_status: int,
    shown: set[str],
) -> None:
    await create_sender(ses)
    await create_template(ses)
    message_id = await send(ses, f"{address}@example.com")
    assert happened(cloud, message_id) == events
    row = await status(ses, MessageId=message_id)
    assert (row["SendStatus"], row["DeliverStatus"]) == (0, deliver_status)
    assert {name for name in row if name.startswith("User") and row[name]} == shown
    assert bool(row["DeliverMessage"]) is (deliver_status in (2, 3, 8))
    assert bool(row["DeliverTime"]) is (deliver_status == 1)


async def test_a_hard_bounce_blacklists(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    await create_template(ses)
    first = await send(ses, "Bounce@example.com")
    await send(ses, "softbounce@example.com")
    (event,) = cloud.outbox.events(first)
    assert (event.bounce_type, event.email) == ("hard_bounce", "Bounce@example.com")
    days = {
        "StartDate": "2026-01-01",
        "EndDate": "2026-01-01",
        "Offset": 0,
        "Limit": 10,
    }
    assert await ses("ListBlackEmailAddress", **days) == {
        "BlackList": [
            {
                "BounceTime": "2026-01-01 08:00:00",
                "EmailAddress": "bounce@example.com",
                "IspDesc": "550 5.1.1 No such user",
            }
        ],
        "TotalCount": 1,
    }
    found = await ses("ListBlackEmailAddress", **days, EmailAddress="ada@example.com")
    assert found["TotalCount"] == 0
    later = {**days, "StartDate": "2026-01-02", "EndDate": "2026-01-02"}
    assert (await ses("ListBlackEmailAddress", **later))["TotalCount"] == 0
    await ses("DeleteBlackList", EmailAddressList=["BOUNCE@example.com"])
    assert (await ses("ListBlackEmailAddress", **days))["TotalCount"] == 0
    await send(ses, "bounce@example.com")


async def test_the_blacklist_forgets_after_14_days(
    cloud: LocalCloud, ses: Caller
) -> None:
    await create_sender(ses)
    await create_template(ses)
    await send(ses, "bounce@example.com")
    page = {"Offset": 0, "Limit": 10}
    days = {"StartDate": "2026-01-01", "EndDate": "2026-01-31", **page}
    cloud.clock.advance(14 * 24 * 3600 - 1)
    assert (await ses("ListBlackEmailAddress", **days))["TotalCount"] == 1
    with pytest.raises(Refused, match="EmailAddrInBlacklist"):
        await send(ses, "bounce@example.com")
    cloud.clock.advance(1)
    assert (await ses("ListBlackEmailAddress", **days))["TotalCount"] == 0
    assert (
        await ses.code("DeleteBlackList", EmailAddressList=["bounce@example.com"])
        == "OperationDenied"
    )
    await send(ses, "bounce@example.com")


async def test_what_is_put_off_comes_later(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    await create_template(ses)
    message_id = await send(ses, "defer@example.com")
    cloud.clock.advance(599)
    assert happened(cloud, message_id) == ["deferred"]
    cloud.clock.advance(1)
    assert happened(cloud, message_id) == ["deferred", "delivered"]
    row = await status(ses, MessageId=message_id)
    assert (row["DeliverStatus"], row["DeliverMessage"]) == (1, "")
    assert row["DeliverTime"] == row["RequestTime"] + 600
    assert cloud.outbox[0].status == "delivered"


async def test_a_paused_provider_takes_mail_again(ses: Caller) -> None:
    await create_sender(ses)
    await create_template(ses)
    await send(ses, "block@example.com")
    await send(ses, "ada@example.org")
    ses.clock.now += 601
    await send(ses, "ada@example.com")


async def test_recipients_of_one_mail_fare_differently(
    cloud: LocalCloud, ses: Caller
) -> None:
    await create_sender(ses)
    await create_template(ses)
    message_id = await send(ses, "ada@example.com", "bounce@example.com")
    mail = cloud.outbox[0]
    assert [delivery.status for delivery in mail.deliveries] == ["delivered", "bounced"]
    assert mail.status == "bounced"
    row = await status(ses, MessageId=message_id, ToEmailAddress="ada@example.com")
    assert row["DeliverStatus"] == 1


async def test_a_batch_leaves_out_who_wants_no_mail(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await ready_to_send(ses)
    unwilling = {
        "black@example.com": 1007,
        "unsubscribe@example.com": 1013,
        "x@unsupported.example.com": 3020,
        "reject@example.com": 1008,
        "error@example.com": 1001,
        "ada@blocked.example.org": 3008,
    }
    await upload(ses, params["ReceiverId"], *unwilling)
    await ses("CreateCustomBlacklist", Emails=["black@example.com"])
    await send(ses, "unsubscribe@example.com")
    await send(ses, "block@blocked.example.org")
    await ses("BatchSendEmail", **params)
    rows = (await ses("GetSendEmailStatus", **DAY))["EmailStatusList"]
    left_out = {
        row["ToEmailAddress"]: row["SendStatus"] for row in rows if row["SendStatus"]
    }
    assert left_out == unwilling
    assert {row["DeliverStatus"] for row in rows if row["SendStatus"]} == {2}
    mails = [mail for mail in cloud.outbox if mail.task_id]
    assert len(mails) == 2 + len(unwilling)
    assert happened(cloud, mails[-1].message_id) == ["dropped"]


async def test_something_can_happen_on_demand(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    await create_template(ses)
    message_id = await send(ses, "ada@example.com", "bob@example.com")
    happen = cloud.ses.happen
    assert happen(message_id, "open") == 2
    assert (
        happen(message_id, "click", "ada@example.com", link="https://x.example.com")
        == 1
    )
    assert happen(message_id, "click", "eve@example.com") == 0
    assert happen("no such mail", "click") == 0
    assert happen(message_id, "bounce", "bob@example.com", reason="554 no") == 1
    with pytest.raises(ValueError, match="there is no event `opened`"):
        happen(message_id, "opened")
    ada, bob = cloud.outbox[0].deliveries
    assert (ada.status, ada.opened, ada.clicked) == ("delivered", 1, 1)
    assert (bob.status, bob.reason) == ("bounced", "554 no")
    params = {"Destination": ["bob@example.com"], "Template": {"TemplateID": 10001}}
    params["Template"] = {"TemplateID": 10001, "TemplateData": "{}"}
    assert await ses.code(
        "SendEmail", FromEmailAddress=SENDER, Subject="Hello", **params
    ) == ("FailedOperation.EmailAddrInBlacklist")


async def test_statistics(cloud: LocalCloud, ses: Caller, other: Caller) -> None:
    await create_sender(ses)
    await create_template(ses)
    for word in ("ada", "bounce", "click", "unsubscribe", "drop", "complaint"):
        await send(ses, f"{word}@example.com")
    await send(ses, "ada@example.org")
    cloud.clock.advance(86400)
    await send(ses, "ada@example.com")
    days = {"StartDate": "2026-01-01", "EndDate": "2026-01-02"}
    report = await ses("GetStatisticsReport", **days)
    first = {
        "SendDate": "2026-01-01",
        "RequestCount": 7,
        "AcceptedCount": 7,
        "DeliveredCount": 5,
        "OpenedCount": 3,
        "ClickedCount": 1,
        "BounceCount": 1,
        "UnsubscribeCount": 1,
    }
    assert report["DailyVolumes"][0] == first
    assert [day["SendDate"] for day in report["DailyVolumes"]] == [
        "2026-01-01",
        "2026-01-02",
    ]
    assert report["OverallVolume"] == {**first, "RequestCount": 8, "AcceptedCount": 8,
                                       "DeliveredCount": 6}  # fmt: skip
    only = await ses("GetStatisticsReport", **days, ReceivingMailboxType="Example.org")
    assert only["OverallVolume"]["RequestCount"] == 1
    only = await ses("GetStatisticsReport", **days, Domain="else.example.com")
    assert (only["DailyVolumes"], only["OverallVolume"]["RequestCount"]) == ([], 0)
    assert (await other("GetStatisticsReport", **days))["DailyVolumes"] == []


async def test_complaints(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    await create_template(ses)
    for address in (
        "complaint@example.com",
        "complaint@example.org",
        "ada@example.com",
    ):
        await send(ses, address)
    days = {"StartTime": "2026-01-01", "EndTime": "2026-01-01"}
    report = await ses("GetAbuseReport", **days, Mta="example.org")
    (row,) = report["Data"]
    assert report["TotalCount"] == 1
    mail = cloud.outbox[1]
    assert (row["OriginalRcptTo"], row["BulkId"]) == (
        "complaint@example.org",
        mail.message_id,
    )
    assert (row["MessageId"], row["TemplateId"]) == (f"<{mail.header_id}>", "10001")
    for change, number in (
        ({}, 2),
        ({"ToAddress": "Complaint@example.com"}, 1),
        ({"TemplateId": "10002"}, 0),
        ({"FromDomain": "mail.example.com", "FromAddress": "news@mail.example.com"}, 2),
        ({"StartTime": "2026-01-02", "EndTime": "2026-01-03"}, 0),
    ):
        assert (await ses("GetAbuseReport", **{**days, **change}))[
            "TotalCount"
        ] == number
    assert len((await ses("GetAbuseReport", **days, Offset=1, Limit=1))["Data"]) == 1


async def test_the_own_blacklist(cloud: LocalCloud, ses: Caller) -> None:
    emails = ["ada@example.com", "Ada@example.com", "ada", "x" * 300 + "@example.com"]
    assert await ses(
        "CreateCustomBlacklist", Emails=emails, ExpireDate="2026-01-02"
    ) == {
        "TotalCount": 4,
        "ValidCount": 1,
        "TooLongCount": 1,
        "RepeatCount": 1,
        "InvalidCount": 1,
    }
    await ses("CreateCustomBlacklist", Emails=["bob@example.com"])
    page = {"Offset": 0, "Limit": 10}

    async def listed(status: int, **filters: object) -> list[str]:
        response = await ses("ListCustomBlacklist", **page, Status=status, **filters)
        assert response["TotalCount"] == len(response["Data"])
        return [row["Email"] for row in response["Data"]]

    assert await listed(1) == ["ada@example.com", "bob@example.com"]
    assert await listed(2, Email="BOB@example.com") == ["bob@example.com"]
    cloud.clock.advance(2 * 86400)
    assert await listed(0) == ["ada@example.com"]
    assert await listed(1) == ["bob@example.com"]
    await create_sender(ses)
    await create_template(ses)
    await send(ses, "ada@example.com")
    response = await ses("ListCustomBlacklist", **page, Status=2)
    expired, active = response["Data"]
    assert (expired["ExpireDate"], expired["Status"]) == ("2026-01-02", 0)
    assert (active["ExpireDate"], active["Status"]) == ("", 1)
    change = {"Id": expired["Id"], "Email": "eve@example.com"}
    await ses("UpdateCustomBlackList", **change, ExpireDate="")
    assert await listed(1) == ["eve@example.com", "bob@example.com"]
    assert await ses.code("UpdateCustomBlackList", **{**change, "Id": 1}) == (
        "ResourceNotFound"
    )
    await ses("DeleteCustomBlackList", Emails=["EVE@example.com", "no@example.com"])
    assert await listed(2) == ["bob@example.com"]
