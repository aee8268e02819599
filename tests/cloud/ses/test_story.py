"""The story of the documentation: a domain, a sender, a group, its addresses, a mail."""

from __future__ import annotations

import json

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.ses.message.records import Attachment

from ..support.client import Caller
from ..support.story import (
    SENDER,
    create_group,
    create_sender,
    create_template,
    encoded,
    ready_to_send,
    upload,
    upload_with_data,
)


async def test_the_whole_story(cloud: LocalCloud, ses: Caller) -> None:
    created = await ses("CreateEmailIdentity", EmailIdentity="mail.example.com")
    assert created["VerifiedForSendingStatus"] is False
    assert not any(record["Status"] for record in created["Attributes"])
    verified = await ses("UpdateEmailIdentity", EmailIdentity="mail.example.com")
    assert verified["VerifiedForSendingStatus"] is True
    assert all(
        record["CurrentValue"] == record["ExpectedValue"]
        for record in verified["Attributes"]
    )
    await ses(
        "CreateEmailAddress",
        EmailAddress="news@mail.example.com",
        EmailSenderName="News",
    )
    template = await create_template(ses)
    group = await create_group(ses)
    counts = await upload_with_data(ses, group, ada="Ada", bob="Bob")
    assert counts["ValidCount"] == 2

    sent = await ses(
        "BatchSendEmail",
        FromEmailAddress=SENDER,
        ReceiverId=group,
        Subject="Hello {{name}}",
        TaskType=1,
        ReplyToAddresses="support@example.com",
        Template={"TemplateID": template, "TemplateData": "{}"},
        Unsubscribe="1",
        ADLocation=1,
    )

    assert [mail.to for mail in cloud.outbox] == [
        ("ada@example.com",),
        ("bob@example.com",),
    ]
    mail = cloud.outbox[0]
    assert mail.subject == "(AD) Hello Ada"
    assert mail.html == "<p>Hello Ada</p>"
    assert mail.text == "Hello Ada"
    assert mail.from_address == SENDER
    assert mail.reply_to == "support@example.com"
    assert mail.unsubscribe == "1"
    assert mail.template_id == template
    assert mail.template_data == {"name": "Ada"}
    assert mail.task_id == sent["TaskId"]
    assert mail.sent_at == ses.clock.now
    assert len({each.message_id for each in cloud.outbox}) == 2
    tasks = await ses("ListSendTasks", Offset=0, Limit=10)
    assert tasks["TotalCount"] == 1
    assert tasks["Data"][0]["TaskId"] == sent["TaskId"]
    assert tasks["Data"][0]["SendCount"] == 2
    assert tasks["Data"][0]["TaskStatus"] == 10


async def test_accounts_are_separate(
    cloud: LocalCloud, ses: Caller, other: Caller
) -> None:
    params = await ready_to_send(ses)
    for action, items in (
        ("ListReceivers", "Data"),
        ("ListEmailTemplates", "TemplatesMetadata"),
        ("ListSendTasks", "Data"),
    ):
        assert (await other(action, Offset=0, Limit=10))[items] == []
    assert (await other("ListEmailAddress"))["EmailSenders"] == []
    assert (await other("ListEmailIdentities"))["EmailIdentities"] == []
    assert await other.code("DeleteReceiver", ReceiverId=params["ReceiverId"]) == (
        "OperationDenied.ReceiverNotExist"
    )
    assert await other.code(
        "CreateEmailIdentity", EmailIdentity="mail.example.com"
    ) == ("InvalidParameterValue.CreatedByOther")
    assert await create_group(other) != params["ReceiverId"]
    await ses("BatchSendEmail", **params)
    assert {mail.account for mail in cloud.outbox} == {"local"}


async def test_domains(ses: Caller) -> None:
    tag = {"TagKey": "team", "TagValue": "shop"}
    for name in ("one", "two", "three"):
        await ses(
            "CreateEmailIdentity",
            EmailIdentity=f"{name}.example.com",
            DKIMOption=1,
            TagList=[tag] if name == "two" else [],
        )
    await ses("UpdateEmailIdentity", EmailIdentity="Two.Example.com", DKIMOption=2)
    found = await ses("GetEmailIdentity", EmailIdentity="two.example.com")
    hosts = {record["SendDomain"] for record in found["Attributes"]}
    keys = {f"{each}._domainkey.two.example.com" for each in ("mail", "qcloud")}
    assert {host for host in hosts if "_domainkey" in host} == keys
    assert found["DKIMOption"] == 2
    assert found["TagList"] == [tag]
    tagged = await ses("ListEmailIdentities", TagList=[tag])
    assert [row["SendingEnabled"] for row in tagged["EmailIdentities"]] == [True]
    second = await ses("ListEmailIdentities", Offset=1, Limit=1)
    assert second["Total"] == 3
    assert [row["IdentityName"] for row in second["EmailIdentities"]] == [
        "two.example.com"
    ]
    await ses("DeleteEmailIdentity", EmailIdentity="two.example.com")
    assert (await ses("ListEmailIdentities"))["Total"] == 2


async def test_senders(ses: Caller) -> None:
    await create_sender(ses)
    await ses(
        "CreateEmailAddress",
        EmailAddress="Service@Mail.Example.com",
        EmailSenderName="Bob's Shop",
    )
    rows = (await ses("ListEmailAddress"))["EmailSenders"]
    assert [(row["EmailAddress"], row["EmailSenderName"]) for row in rows] == [
        ("news@mail.example.com", ""),
        ("Service@Mail.Example.com", "Bob's Shop"),
    ]
    for row in rows:
        await ses("DeleteEmailAddress", EmailAddress=row["EmailAddress"].lower())
    assert (await ses("ListEmailAddress"))["EmailSenders"] == []
    await ses("DeleteEmailIdentity", EmailIdentity="mail.example.com")


async def test_groups(ses: Caller) -> None:
    ids = [await create_group(ses, name) for name in ("Readers", "Writers", "Staff")]
    assert ids == sorted(ids)
    await upload(ses, ids[1], "ada@example.com", "not-an-address")
    await ses("CreateReceiverDetail", ReceiverId=ids[2], Emails=["bob@example.com"])
    listed = await ses("ListReceivers", Offset=0, Limit=2)
    assert listed["TotalCount"] == 3
    assert [row["ReceiverId"] for row in listed["Data"]] == ids[:2]
    for status, name in ((1, "Readers"), (2, "Staff"), (3, "Writers")):
        found = await ses("ListReceivers", Offset=0, Limit=10, Status=status)
        assert [row["ReceiversName"] for row in found["Data"]] == [name]
    row = (await ses("ListReceivers", Offset=0, Limit=10, KeyWord="rite"))["Data"][0]
    assert (row["Count"], row["InvalidCount"]) == (2, 1)
    assert row["CreateTime"] == "2026-01-01 08:00:00"
    await ses("DeleteReceiver", ReceiverId=ids[0])
    assert await create_group(ses, "Readers") > ids[2]


async def test_an_upload_counts_what_it_takes(ses: Caller) -> None:
    group = await create_group(ses)
    await upload(ses, group, "ada@example.com")
    long = "a" * 300 + "@example.com"
    emails = [
        "ada@example.com",
        "bob@example.com",
        "bob@example.com",
        " ",
        long,
        "wrong",
    ]
    assert await upload(ses, group, *emails) == {
        "TotalCount": 6,
        "ValidCount": 2,
        "TooLongCount": 1,
        "EmptyEmailCount": 1,
        "RepeatCount": 2,
    }
    details = await ses("ListReceiverDetails", ReceiverId=group, Offset=0, Limit=10)
    assert [(row["Email"], row["Status"]) for row in details["Data"]] == [
        ("ada@example.com", 1),
        ("bob@example.com", 1),
        ("wrong", 2),
    ]
    assert (details["ValidCount"], details["InvalidCount"]) == (2, 1)


async def test_details_can_be_searched(ses: Caller) -> None:
    group = await create_group(ses)
    await upload_with_data(ses, group, ada="Ada", bob="Bob")
    ses.clock.now += 86400
    await upload_with_data(ses, group, eve="Eve")

    async def found(**filters: object) -> str:
        page = {"Offset": 0, "Limit": 10} | filters
        response = await ses("ListReceiverDetails", ReceiverId=group, **page)
        return " ".join(row["Email"].partition("@")[0] for row in response["Data"])

    assert await found() == "ada bob eve"
    assert await found(Offset=1, Limit=1) == "bob"
    assert await found(Email="b@") == "bob"
    assert await found(Status=2) == ""
    assert await found(CreateTimeBegin="2026-01-02") == "eve"
    assert await found(CreateTimeEnd="2026-01-01") == "ada bob"
    assert await found(CreateTimeEnd="2026-01-01 07:00:00") == ""


async def test_templates(ses: Caller) -> None:
    first = await create_template(ses)
    second = await create_template(ses)
    assert second == first + 1
    await ses(
        "UpdateEmailTemplate",
        TemplateID=first,
        TemplateName="changed",
        TemplateContent={"Text": encoded("Grüße")},
    )
    changed = await ses("GetEmailTemplate", TemplateID=first)
    assert changed["TemplateContent"] == {"Html": "", "Text": encoded("Grüße")}
    assert (changed["TemplateName"], changed["TemplateStatus"]) == ("changed", 0)
    await ses("DeleteEmailTemplate", TemplateID=second)
    listed = await ses("ListEmailTemplates", Offset=0, Limit=10)
    assert [row["TemplateID"] for row in listed["TemplatesMetadata"]] == [first]


async def test_one_mail_to_several_people(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    template = await create_template(ses)
    response = await ses(
        "SendEmail",
        FromEmailAddress=SENDER,
        Subject="Code {{code}}",
        Destination=["ada@example.com"],
        Cc=["bob@example.com"],
        Bcc=["eve@example.com"],
        Template={"TemplateID": template, "TemplateData": '{"name":"Ada","code":7}'},
        Attachments=[{"FileName": "a.txt", "Content": encoded("A")}],
    )
    (mail,) = cloud.outbox
    assert mail.message_id == response["MessageId"]
    assert (mail.to, mail.cc, mail.bcc) == (
        ("ada@example.com",),
        ("bob@example.com",),
        ("eve@example.com",),
    )
    assert (mail.subject, mail.task_id) == ("Code 7", None)
    assert mail.attachments == (Attachment(name="a.txt", content=b"A"),)

    day = {"RequestDate": "2026-01-01", "Offset": 0, "Limit": 10}
    rows = (await ses("GetSendEmailStatus", **day))["EmailStatusList"]
    assert len(rows) == 3
    found = await ses(
        "GetSendEmailStatus",
        **day,
        MessageId=mail.message_id,
        ToEmailAddress="bob@example.com",
    )
    assert [row["ToEmailAddress"] for row in found["EmailStatusList"]] == [
        "bob@example.com"
    ]
    assert rows[0]["RequestTime"] == int(ses.clock.now)
    assert (
        await ses("GetSendEmailStatus", **{**day, "RequestDate": "2026-01-02"})
    ) == {"EmailStatusList": []}


async def test_values_are_text_and_nothing_more(cloud: LocalCloud, ses: Caller) -> None:
    params = await ready_to_send(ses)
    evil = "{{name}} {{7*7}} {name.__class__} %s ${x} <b>\\1 \\g<0>"
    template = await create_template(ses, html="{{ name }}|{{7*7}}|{{open|{{}}|{%x%}")
    data = {"name": evil, "7*7": [49, None]}
    params["Template"] = {"TemplateID": template, "TemplateData": json.dumps(data)}
    await ses("BatchSendEmail", **params)
    assert cloud.outbox[0].html == evil + "|[49, null]|{{open|{{}}|{%x%}"


async def test_scheduled_and_recurring_tasks_wait(
    cloud: LocalCloud, ses: Caller
) -> None:
    params = await ready_to_send(ses)
    # Midnight of New Year in UTC is eight in the morning for the service.
    timed = {"BeginTime": "2026-01-01 09:00:00"}
    cycle = {"BeginTime": "2026-01-02 09:00:00", "IntervalTime": 24}
    await ses("BatchSendEmail", **{**params, "TaskType": 2, "TimedParam": timed})
    await ses("BatchSendEmail", **{**params, "TaskType": 3, "CycleParam": cycle})
    assert cloud.outbox == []
    tasks = (await ses("ListSendTasks", Offset=0, Limit=10, Status=1))["Data"]
    assert [(task["TimedParam"], task["CycleParam"]) for task in tasks] == [
        (timed, None),
        (None, cycle),
    ]
    assert [task["SendCount"] for task in tasks] == [0, 0]
    only = await ses("ListSendTasks", Offset=0, Limit=10, TaskType=3)
    assert only["TotalCount"] == 1
    none = await ses("ListSendTasks", Offset=0, Limit=10, ReceiverId=5)
    assert none["Data"] == []


async def test_invalid_addresses_get_no_mail(cloud: LocalCloud, ses: Caller) -> None:
    params = await ready_to_send(ses)
    await upload(ses, params["ReceiverId"], "not-an-address")
    await ses("BatchSendEmail", **params)
    assert len(cloud.outbox) == 2
