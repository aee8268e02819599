"""Domains, senders, groups, uploads: each documented error in its situation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tc3gen.cloud import LocalCloud

from ..support.client import Caller
from ..support.story import (
    SENDER,
    create_group,
    create_sender,
    ready_to_send,
    upload,
    upload_with_data,
)

VALUE = "InvalidParameterValue"
CHANGE = dict[str, Any]


@pytest.mark.parametrize(
    ("domain", "code"),
    [
        ("", f"{VALUE}.InvalidEmailIdentity"),
        ("example", f"{VALUE}.InvalidEmailIdentity"),
        ("-x.example.com", f"{VALUE}.InvalidEmailIdentity"),
        ("a..example.com", f"{VALUE}.InvalidEmailIdentity"),
        ("http://example.com", f"{VALUE}.InvalidEmailIdentity"),
        ("example.com\n", f"{VALUE}.InvalidEmailIdentity"),
        ("192.0.2.1", f"{VALUE}.InvalidEmailIdentity"),
        ("a" * 64 + ".example.com", f"{VALUE}.InvalidEmailIdentity"),
        (".".join(["abc"] * 64) + ".com", f"{VALUE}.InvalidEmailIdentity"),
        ("mail.example.com", f"{VALUE}.RepeatCreation"),
        ("MAIL.example.com", f"{VALUE}.RepeatCreation"),
    ],
)
async def test_domains(ses: Caller, domain: str, code: str) -> None:
    await ses("CreateEmailIdentity", EmailIdentity="mail.example.com")
    assert await ses.code("CreateEmailIdentity", EmailIdentity=domain) == code


async def test_domains_have_a_limit(ses: Caller) -> None:
    for number in range(10):
        await ses("CreateEmailIdentity", EmailIdentity=f"m{number}.example.com")
    assert await ses.code("CreateEmailIdentity", EmailIdentity="m10.example.com") == (
        "OperationDenied.ExceedDomainLimit"
    )
    await ses("DeleteEmailIdentity", EmailIdentity="m0.example.com")
    await ses("CreateEmailIdentity", EmailIdentity="m10.example.com")


async def test_unknown_domains(ses: Caller) -> None:
    for action, code in (
        ("GetEmailIdentity", f"{VALUE}.NotExistDomain"),
        ("UpdateEmailIdentity", f"{VALUE}.NotExistDomain"),
        ("DeleteEmailIdentity", VALUE),
    ):
        assert await ses.code(action, EmailIdentity="mail.example.com") == code


async def test_a_domain_with_senders_stays(ses: Caller) -> None:
    await create_sender(ses)
    assert await ses.code("DeleteEmailIdentity", EmailIdentity="mail.example.com") == (
        "OperationDenied.SenderWithDomainIsNotEmpty"
    )


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"EmailAddress": "news@mail.example.com"}, f"{VALUE}.RepeatEmailAddress"),
        ({"EmailAddress": "News@MAIL.example.com"}, f"{VALUE}.RepeatEmailAddress"),
        ({"EmailAddress": ""}, f"{VALUE}.IllegalEmailAddress"),
        ({"EmailAddress": "mail.example.com"}, f"{VALUE}.IllegalEmailAddress"),
        ({"EmailAddress": "a b@mail.example.com"}, f"{VALUE}.IllegalEmailAddress"),
        ({"EmailAddress": "a..b@mail.example.com"}, f"{VALUE}.IllegalEmailAddress"),
        ({"EmailAddress": "x@y@mail.example.com"}, f"{VALUE}.IllegalEmailAddress"),
        ({"EmailAddress": "a@localhost"}, f"{VALUE}.IllegalEmailAddress"),
        ({"EmailAddress": SENDER}, f"{VALUE}.IllegalEmailAddress"),
        ({"EmailSenderName": "Shop: News"}, f"{VALUE}.IllegalSenderName"),
        ({"EmailSenderName": "<Shop>"}, f"{VALUE}.IllegalSenderName"),
        ({"EmailSenderName": "Shop\r\nBcc"}, f"{VALUE}.IllegalSenderName"),
        ({"EmailSenderName": "x" * 101}, f"{VALUE}.IllegalSenderName"),
        ({"EmailAddress": "a@else.example.com"}, "OperationDenied.DomainNotVerified"),
        (
            {"EmailAddress": "a@unverified.example.com"},
            "OperationDenied.DomainNotVerified",
        ),
    ],
)
async def test_senders(ses: Caller, params: CHANGE, code: str) -> None:
    await create_sender(ses)
    await ses("CreateEmailIdentity", EmailIdentity="unverified.example.com")
    await ses("UpdateEmailIdentity", EmailIdentity="unverified.example.com")
    params = {"EmailAddress": "a@mail.example.com", **params}
    assert await ses.code("CreateEmailAddress", **params) == code


async def test_senders_have_a_limit_for_each_domain(ses: Caller) -> None:
    await create_sender(ses)
    for number in range(9):
        await ses("CreateEmailAddress", EmailAddress=f"a{number}@mail.example.com")
    assert await ses.code("CreateEmailAddress", EmailAddress="a9@mail.example.com") == (
        "OperationDenied.ExceedSenderLimit"
    )
    await ses("DeleteEmailAddress", EmailAddress="a0@mail.example.com")
    await ses("CreateEmailAddress", EmailAddress="a9@mail.example.com")
    assert await ses.code("DeleteEmailAddress", EmailAddress="a0@mail.example.com") == (
        f"{VALUE}.NoSuchSender"
    )


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"ReceiversName": "Readers"}, f"{VALUE}.RepeatReceiverName"),
        ({"ReceiversName": ""}, f"{VALUE}.ReceiverNameIllegal"),
        ({"ReceiversName": "   "}, f"{VALUE}.ReceiverNameIllegal"),
        ({"ReceiversName": "x" * 101}, f"{VALUE}.ReceiverNameIllegal"),
        ({"ReceiversName": "a<b>"}, f"{VALUE}.ReceiverNameIllegal"),
        ({"ReceiversName": "a\nb"}, f"{VALUE}.ReceiverNameIllegal"),
        ({"Desc": ""}, f"{VALUE}.ReceiverDescIllegal"),
        ({"Desc": "x" * 301}, f"{VALUE}.ReceiverDescIllegal"),
        ({"Desc": "a;b"}, f"{VALUE}.ReceiverDescIllegal"),
    ],
)
async def test_groups(ses: Caller, params: CHANGE, code: str) -> None:
    await create_group(ses)
    assert (
        await ses.code("CreateReceiver", **{"ReceiversName": "New", **params}) == code
    )


async def test_groups_have_a_limit(cloud: LocalCloud, ses: Caller) -> None:
    cloud.ses.configure("local", groups=2)
    await create_group(ses, "One")
    await create_group(ses, "Two")
    assert await ses.code("CreateReceiver", ReceiversName="Three") == (
        "LimitExceeded.ExceedReceiverLimit"
    )


@pytest.mark.parametrize(
    "action",
    ["DeleteReceiver", "ListReceiverDetails", "CreateReceiverDetail"],
)
async def test_unknown_groups(ses: Caller, action: str) -> None:
    params: CHANGE = {"ListReceiverDetails": {"Offset": 0, "Limit": 1}}.get(action, {})
    if action == "CreateReceiverDetail":
        params = {"Emails": ["ada@example.com"]}
    assert await ses.code(action, ReceiverId=1, **params) == (
        "OperationDenied.ReceiverNotExist"
    )


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"Emails": []}, "MissingParameter.EmailsNecessary"),
        ({"Emails": None}, "MissingParameter.EmailsNecessary"),
        ({"ReceiverId": None}, "MissingParameter.ReceiverIdNecessary"),
        (
            {"Emails": ["a@example.com"] * 20_001},
            "LimitExceeded.ReceiverDetailRequestLimit",
        ),
        ({"Emails": ["a@example.com", 5]}, "InvalidParameter"),
        ({"Emails": "a@example.com"}, "InvalidParameter"),
    ],
)
async def test_uploads(ses: Caller, params: CHANGE, code: str) -> None:
    group = await create_group(ses)
    params = {"ReceiverId": group, "Emails": ["ada@example.com"], **params}
    assert await ses.code("CreateReceiverDetail", **params) == code


async def test_a_missing_group_or_list_is_named_too(ses: Caller) -> None:
    assert await ses.code("CreateReceiverDetail", Emails=["a@example.com"]) == (
        "MissingParameter.ReceiverIdNecessary"
    )
    assert await ses.code("CreateReceiverDetail", ReceiverId=1) == (
        "MissingParameter.EmailsNecessary"
    )
    assert await ses.code("CreateReceiverDetailWithData", ReceiverId=1, Datas=[]) == (
        "MissingParameter.EmailsNecessary"
    )


async def test_a_group_has_a_limit(ses: Caller) -> None:
    group = await create_group(ses)
    for start in (0, 20_000):
        emails = [f"a{number}@example.com" for number in range(start, start + 20_000)]
        await ses("CreateReceiverDetail", ReceiverId=group, Emails=emails)
    emails = [f"a{number}@example.com" for number in range(40_000, 50_001)]
    assert await ses.code("CreateReceiverDetail", ReceiverId=group, Emails=emails) == (
        "LimitExceeded.ReceiverDetailCountLimit"
    )
    await ses("CreateReceiverDetail", ReceiverId=group, Emails=emails[:-1])
    listed = await ses("ListReceivers", Offset=0, Limit=1)
    assert listed["Data"][0]["Count"] == 50_000


def row(data: object, email: str = "eve@example.com") -> dict[str, object]:
    return {"Email": email, "TemplateData": data}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([row("no JSON")], f"{VALUE}.TemplateDataError"),
        ([row('["name"]')], f"{VALUE}.TemplateDataError"),
        ([row({"name": "Eve"})], f"{VALUE}.TemplateDataError"),
        ([row('{"name":"Eve","age":1}')], f"{VALUE}.TemplateDataInconsistent"),
        (
            [row('{"name":"Eve"}'), row("{}", "x@example.com")],
            f"{VALUE}.TemplateDataInconsistent",
        ),
        ([row('{"name":"<b>Eve</b>"}')], f"{VALUE}.InValidTemplateData"),
        (
            [row(json.dumps({"name": "ä" * 400}, ensure_ascii=False))],
            f"{VALUE}.TemplateDataLenLimit",
        ),
        ([row('{"name":"Eve"}', "eve")], f"{VALUE}.ReceiverEmailInvalid"),
        ([{"Email": "eve@example.com"}], "MissingParameter"),
    ],
)
async def test_uploads_with_data(ses: Caller, rows: list[CHANGE], code: str) -> None:
    group = await create_group(ses)
    await upload_with_data(ses, group, ada="Ada")
    assert (
        await ses.code("CreateReceiverDetailWithData", ReceiverId=group, Datas=rows)
        == code
    )
    listed = await ses("ListReceivers", Offset=0, Limit=1)
    assert listed["Data"][0]["Count"] == 1


async def test_addresses_without_data_do_not_fit_those_with(ses: Caller) -> None:
    group = await create_group(ses)
    await upload_with_data(ses, group, ada="Ada")
    emails = ["bob@example.com"]
    assert await ses.code("CreateReceiverDetail", ReceiverId=group, Emails=emails) == (
        f"{VALUE}.TemplateDataInconsistent"
    )


async def test_an_upload_takes_its_time(cloud: LocalCloud, ses: Caller) -> None:
    params = await ready_to_send(ses)
    group = params["ReceiverId"]
    emails = ["eve@example.com"]
    await ses("CreateReceiverDetail", ReceiverId=group, Emails=emails)
    assert await ses.code("BatchSendEmail", **params) == (
        "OperationDenied.ReceiverStatusError"
    )
    assert await ses.code(
        "CreateReceiverDetailWithData",
        ReceiverId=group,
        Datas=[row("{}", "x@example.com")],
    ) == ("OperationDenied.ReceiverIsOperating")
    await ses("CreateReceiverDetail", ReceiverId=group, Emails=emails)
    ses.clock.now += 9
    assert await ses.code("BatchSendEmail", **params) == (
        "OperationDenied.ReceiverStatusError"
    )
    ses.clock.now += 1
    await ses("BatchSendEmail", **params)
    assert len(cloud.outbox) == 3


async def test_the_order_of_the_upload_and_its_group(ses: Caller) -> None:
    """A refused upload leaves nothing behind, not even a busy group."""
    group = await create_group(ses)
    await ses.code(
        "CreateReceiverDetailWithData", ReceiverId=group, Datas=[row('{"a":"<b>"}')]
    )
    assert (await upload(ses, group, "ada@example.com"))["ValidCount"] == 1
