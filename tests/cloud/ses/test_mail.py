"""What goes out is real mail, and stays what it was."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.ses.message.footer import WORDS
from tc3gen.cloud.ses.message.mime import render_mail
from tc3gen.cloud.ses.message.records import Attachment, Content, Delivery, Mail
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller, Refused
from ..support.story import (
    SENDER,
    create_sender,
    create_template,
    encoded,
    ready_to_send,
)


async def send(ses: Caller, template: int, **change: Any) -> str:
    params = {
        "FromEmailAddress": SENDER,
        "Subject": "Hello {{name}}",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": template, "TemplateData": '{"name":"Ada"}'},
        **change,
    }
    return str((await ses("SendEmail", **params))["MessageId"])


async def test_a_subject_may_fill_a_line(cloud: LocalCloud, ses: Caller) -> None:
    """The 100 characters are those of `BatchSendEmail`."""
    await create_sender(ses)
    template = await create_template(ses)
    await send(ses, template, Subject="ä" * 998)
    assert cloud.outbox[0].message["Subject"] == "ä" * 998
    with pytest.raises(Refused, match="`Subject`"):
        await send(ses, template, Subject="ä" * 999)


def body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return "" if part is None else part.get_content()


async def test_a_message_is_mime(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    await send(
        ses,
        await create_template(ses, html="<p>Grüße, {{name}}</p>"),
        Destination=["ada@example.com", "eve@example.com"],
        Cc=["bob@example.com"],
        Bcc=["mallory@example.com"],
        ReplyToAddresses="Help <help@example.com>",
        Attachments=[
            {"FileName": "Größe.txt", "Content": encoded("ä")},
            {"FileName": "a.xml", "Content": encoded("<a/>")},
            {"FileName": "empty.csv"},
        ],
        SmtpMessageId="<1@shop.example.com>",
        SmtpHeaders='{"X-Order":"1001"}',
    )
    mail = cloud.outbox[0]
    message = mail.message
    assert message["From"] == SENDER
    assert message["To"] == "ada@example.com, eve@example.com"
    assert message["Cc"] == "bob@example.com"
    assert message["Reply-To"] == "Help <help@example.com>"
    assert message["Subject"] == "Hello Ada"
    assert message["Message-ID"] == "<1@shop.example.com>"
    assert message["X-Order"] == "1001"
    assert message["Date"].datetime.timestamp() == int(mail.sent_at)
    assert body(message, "html").strip() == "<p>Grüße, Ada</p>"
    assert body(message, "plain").strip() == "Hello Ada"
    assert b"mallory" not in mail.raw
    files = [(file.name, file.content) for file in mail.attachments]
    assert files == [
        ("Größe.txt", "ä".encode()),
        ("a.xml", b"<a/>"),
        ("empty.csv", b""),
    ]
    assert [
        (part.get_filename(), part.get_payload(decode=True))
        for part in message.iter_attachments()
    ] == files
    assert b"\r\n" in mail.raw
    assert b"\n" not in mail.raw.replace(b"\r\n", b"")
    assert cloud.outbox[0].raw == mail.raw


async def test_a_message_stays_when_its_template_changes(
    cloud: LocalCloud, ses: Caller
) -> None:
    await create_sender(ses)
    template = await create_template(ses)
    await send(ses, template)
    await ses(
        "UpdateEmailTemplate",
        TemplateID=template,
        TemplateName="new",
        TemplateContent={"Text": encoded("Bye")},
    )
    await send(ses, template)
    await ses("DeleteEmailTemplate", TemplateID=template)
    assert [mail.text for mail in cloud.outbox] == ["Hello Ada", "Bye"]
    assert [mail.html for mail in cloud.outbox] == ["<p>Hello Ada</p>", ""]


async def test_the_name_of_a_sender_is_shown(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    address = {"EmailAddress": "shop@mail.example.com", "EmailSenderName": "Ä-Shop"}
    await ses("CreateEmailAddress", **address)
    template = await create_template(ses)
    await send(ses, template, FromEmailAddress="shop@mail.example.com")
    await send(ses, template, FromEmailAddress="Else <shop@mail.example.com>")
    await send(ses, template, HeaderFrom="Boss <boss@mail.example.com>")
    shown = [str(mail.message["From"]) for mail in cloud.outbox]
    assert shown == [
        "Ä-Shop <shop@mail.example.com>",
        "Else <shop@mail.example.com>",
        "Boss <boss@mail.example.com>",
    ]


@pytest.mark.parametrize(
    ("region", "value", "language"),
    [
        ("ap-singapore", "1", "ENGLISH"),
        ("ap-guangzhou", "1", "SIMPLIFIED_CHINESE"),
        ("ap-singapore", "2", "SIMPLIFIED_CHINESE"),
        ("ap-guangzhou", "2", "ENGLISH"),
        ("ap-singapore", "9", "ARABIC"),
        ("ap-guangzhou", "12", "VIETNAMESE"),
    ],
)
async def test_the_footer_is_that_of_the_site(
    cloud: LocalCloud, ses: Caller, region: str, value: str, language: str
) -> None:
    ses = ses.with_options(region=region)
    await create_sender(ses)
    html = "<html><body><p>Hi</p></body></html>"
    await send(ses, await create_template(ses, html=html), Unsubscribe=value)
    message = cloud.outbox[0].message
    words = WORDS[language]
    shown = body(message, "html")
    assert f'lang="{words.tag}"' in shown
    assert words.link in shown.partition("</body>")[0]
    assert words.reason in body(message, "plain")
    assert str(message["List-Unsubscribe"]).startswith(
        f"<{cloud.url}/_local/unsubscribe/"
    )


def test_there_is_a_footer_for_each_language(specs: Specs) -> None:
    service = next(each for each in specs.services if each.service == "ses")
    assert {*WORDS, "NONE"} == set(service.enums["UnsubscribeLanguage"].members)


async def test_a_sender_can_have_a_footer_of_its_own(
    cloud: LocalCloud, ses: Caller
) -> None:
    await create_sender(ses)
    template = await create_template(ses)
    setting = {
        "Address": "news@mail.example.com",
        "UnsubscribeConfig": "6",
        "Status": 1,
    }
    await ses("CreateAddressUnsubscribeConfig", **setting)
    await send(ses, template)
    await send(ses, template, Unsubscribe="5")
    await send(ses, template, Unsubscribe="0")
    await ses("UpdateAddressUnsubscribeConfig", **{**setting, "Status": 0})
    await send(ses, template)
    assert [mail.footer for mail in cloud.outbox] == ["GERMAN", "FRENCH", None, None]
    await ses("UpdateAddressUnsubscribeConfig", **{**setting, "UnsubscribeConfig": "5"})
    listed = await ses("ListAddressUnsubscribeConfig", Limit="1")
    assert listed == {
        "AddressUnsubscribeConfigList": [{**setting, "UnsubscribeConfig": "5"}],
        "Total": 1,
    }
    assert (await ses("ListAddressUnsubscribeConfig", Offset=1))["Total"] == 1
    for limit in ("0", "101", "ten", "", "9" * 5000):
        code = await ses.code("ListAddressUnsubscribeConfig", Limit=limit)
        assert code == "InvalidParameterValue"
    await ses("DeleteAddressUnsubscribeConfig", Address="news@mail.example.com")
    assert (await ses("ListAddressUnsubscribeConfig"))["Total"] == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Subject": "x"},
        {"Bcc": "eve@example.com"},
        {"X Y": "x"},
        {"X:Y": "x"},
        {"X-Y": "x\r\nBcc: eve@example.com"},
        {"X-Y": 1},
        {"X-Y": "x" * 999},
        {"": "x"},
        {"X-Y": "\ud800"},
    ],
)
async def test_headers_that_cannot_be_sent(
    cloud: LocalCloud, ses: Caller, headers: dict[str, object]
) -> None:
    await create_sender(ses)
    params = {
        "FromEmailAddress": SENDER,
        "Subject": "Hello",
        "Destination": ["ada@example.com"],
        "Template": {"TemplateID": await create_template(ses), "TemplateData": "{}"},
        "SmtpHeaders": json.dumps(headers),
    }
    assert await ses.code("SendEmail", **params) == "FailedOperation.ProtocolCheckErr"
    assert cloud.outbox == []


async def test_values_cannot_add_headers(cloud: LocalCloud, ses: Caller) -> None:
    params = await ready_to_send(ses)
    params["Subject"] = "Hi {{name}}\r\nX-A: 1"
    data = json.dumps({"name": "Ada\r\nBcc: eve@example.com\u2028\ud800"})
    params["Template"] = {**params["Template"], "TemplateData": data}
    await ses("BatchSendEmail", **params)
    message = cloud.outbox[0].message
    assert message["Bcc"] is message["X-A"] is None
    assert message["Subject"] == "Hi Ada Bcc: eve@example.com ? X-A: 1"


async def test_the_outbox_reads_like_a_list(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    template = await create_template(ses)
    names = [f"reader{number}" for number in range(5)]
    for name in names:
        await send(ses, template, Destination=[f"{name}@example.com"])
    outbox = cloud.outbox
    assert [mail.to[0].partition("@")[0] for mail in outbox] == names
    assert outbox[-1].to == ("reader4@example.com",)
    assert [mail.id for mail in outbox[1:3]] == [2, 3]
    assert outbox == list(outbox)
    assert outbox != []
    with pytest.raises(IndexError, match="has 5 mails"):
        outbox[5]
    assert outbox[0] in outbox
    assert outbox.get(outbox[2].message_id) == outbox[2]
    assert outbox.get("no such mail") is None


text = st.text(max_size=30)
words = st.sampled_from(
    ["news@mail.example.com", "Shop <news@mail.example.com>", "ä <a@b.cc>"]
)


@settings(deadline=None, max_examples=50)
@given(
    sender=words,
    reply=st.none() | words,
    subject=text.map(lambda value: "".join(c for c in value if c.isprintable())),
    html=text,
    plain=st.none() | text,
    name=text.filter(lambda value: value.strip() and value.isprintable()),
    content=st.binary(max_size=30),
    footer=st.none() | st.sampled_from(sorted(WORDS)),
)
def test_any_mail_can_be_rendered(
    sender: str,
    reply: str | None,
    subject: str,
    html: str,
    plain: str | None,
    name: str,
    content: bytes,
    footer: str | None,
) -> None:
    delivery = Delivery(
        email="ada@example.com", kind="to", status="delivered", send_status=0, reason="",
        delivered_at=0, opened=0, clicked=0, unsubscribed=False, complained=False,
    )  # fmt: skip
    mail = Mail(
        id=1, message_id="qcloudses-30-1", header_id="1@mail.example.com", account="local",
        task_id=None, from_address=sender, reply_to=reply, subject=subject,
        content=Content(html=html, text=plain or ""),
        files=(Attachment(name=name, content=content),), template_id=None,
        template_data={}, unsubscribe=None, footer=footer, extra={}, sent_at=0.0,
        deliveries=(delivery,), render=render_mail,
    )  # fmt: skip
    message = mail.message
    assert render_mail(mail) == mail.raw
    (attachment,) = message.iter_attachments()
    assert attachment.get_payload(decode=True) == content
