"""Mail that comes in as a whole message, as over SMTP; and finding it again."""

from __future__ import annotations

import asyncio
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.message.incoming import read_headers, read_parts
from tc3gen.cloud.ses.views.mail_filter import MailFilter

from ..support.client import Caller
from ..support.story import create_sender, create_template, ready_to_send

ADDRESS = "news@mail.example.com"


def message() -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = f"Shop <{ADDRESS}>"
    mail["To"] = "Ada <ada@example.com>, bob@example.com"
    mail["Subject"] = "Grüße an {{name}}"
    mail["Message-ID"] = "<1@shop.example.com>"
    mail.set_content("Hello")
    mail.add_alternative("<p>Hellö</p>", subtype="html")
    mail.add_attachment(
        b"%PDF", maintype="application", subtype="pdf", filename="ä.pdf"
    )
    return mail


async def test_a_whole_message(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    raw = message().as_bytes()
    to = ["ada@example.com", "bob@example.com", "bounce@example.com"]
    id = cloud.ses.submit("local", ADDRESS, to, raw)
    (mail,) = cloud.outbox
    assert (mail.message_id, mail.header_id) == (id, "1@shop.example.com")
    assert mail.raw == raw
    assert (mail.subject, mail.text.strip()) == ("Grüße an {{name}}", "Hello")
    assert mail.html.strip() == "<p>Hellö</p>"
    assert [(file.name, file.content) for file in mail.attachments] == [
        ("ä.pdf", b"%PDF")
    ]
    assert (mail.to, mail.cc, mail.bcc) == (tuple(to[:2]), (), tuple(to[2:]))
    assert mail.status == "bounced"
    rows = (
        await ses("GetSendEmailStatus", RequestDate="2026-01-01", Offset=0, Limit=10)
    )["EmailStatusList"]
    assert [row["DeliverStatus"] for row in rows] == [1, 1, 3]


@pytest.mark.parametrize(
    ("sender", "to", "code"),
    [
        ("else@mail.example.com", "ada@example.com", "NotAuthenticatedSender"),
        ("news@else.example.com", "ada@example.com", "InvalidEmailIdentity"),
        ("news", "ada@example.com", "IncorrectSender"),
        (ADDRESS, "ada", "ReceiverEmailInvalid"),
        (ADDRESS, "reject@example.com", "RejectedByRecipients"),
    ],
)
async def test_what_may_not_be_submitted(
    cloud: LocalCloud, ses: Caller, sender: str, to: str, code: str
) -> None:
    await create_sender(ses)
    with pytest.raises(ApiErrorResponse) as caught:
        cloud.ses.submit("local", sender, [to], message().as_bytes())
    assert caught.value.code.endswith(code)
    assert cloud.outbox == []


async def test_logging_in(cloud: LocalCloud, ses: Caller) -> None:
    await create_sender(ses)
    password = "NotAReal42Word"
    assert cloud.ses.login(ADDRESS, password) is None
    await ses("UpdateEmailSmtpPassWord", EmailAddress=ADDRESS, Password=password)
    assert cloud.ses.login("News@mail.example.com", password) == "local"
    assert cloud.ses.login(ADDRESS, "NotAReal42word") is None
    assert cloud.ses.login(ADDRESS, "\ud800") is None
    await ses("UpdateEmailSmtpPassWord", EmailAddress=ADDRESS, Password="Another78Word")
    assert cloud.ses.login(ADDRESS, password) is None
    stored = cloud.database.value("SELECT password FROM sender")
    assert "Another78Word" not in stored


@settings(deadline=None, max_examples=50)
@given(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b"",
            b"Subject: =?x?q?a?=\r\n\r\n",
            b"Content-Type: text/html; charset=no-such\r\n\r\n",
            b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
            b"Content-Disposition: attachment; filename*=x'y'%ff\r\n\r\n",
            b"Content-Transfer-Encoding: base64\r\n\r\n",
            b"From: \xff <,;:@\r\nTo: =?utf-8?b?x\r\n\r\n",
        ]
    ),
)
def test_any_bytes_can_be_read(rest: bytes, head: bytes) -> None:
    read_parts(head + rest)
    for text in read_headers(head + rest, "From", "To", "Subject"):
        text.encode()
        assert "\n" not in text


async def test_mail_can_be_found(cloud: LocalCloud, ses: Caller, other: Caller) -> None:
    params = await ready_to_send(ses)
    params["Subject"] = "ÄPFEL für {{name}}"
    task = (await ses("BatchSendEmail", **params))["TaskId"]
    cloud.ses.submit("local", ADDRESS, ["bounce@example.com"], message().as_bytes())
    find, count = cloud.outbox.find, cloud.outbox.count

    def found(**which: object) -> list[str]:
        filter = MailFilter(**which)  # type: ignore[arg-type]
        mails = find(filter)
        assert count(filter) == len(mails)
        return [mail.to[0] if mail.to else "-" for mail in mails]

    both = ["ada@example.com", "bob@example.com"]
    assert found(text="äpfel") == both
    assert found(text="BOUNCE@") == found(status="bounced") == ["-"]
    assert found(text="hello {{") == both
    assert found(recipient="bob@example.com") == ["bob@example.com"]
    assert found(task_id=task, status="delivered") == both
    assert found(account="other") == []
    assert found(text="' OR 1 --") == []
    newest = find(limit=2, newest_first=True)
    assert [mail.id for mail in newest] == [3, 2]
    assert [mail.id for mail in find(offset=1, limit=1)] == [2]
    assert [event.name for event in cloud.outbox.recent_events("local")] == [
        "bounce",
        "delivered",
        "delivered",
    ]


async def test_the_outbox_is_read_while_mail_is_sent(
    cloud: LocalCloud, ses: Caller
) -> None:
    """From another thread, as a test does."""
    params = await ready_to_send(ses)
    await create_template(ses)
    sent = asyncio.gather(*(ses("BatchSendEmail", **params) for _ in range(20)))
    read = asyncio.to_thread(lambda: [len(list(cloud.outbox)) for _ in range(20)])
    _, sizes = await asyncio.gather(sent, read)
    assert len(cloud.outbox) == 40
    assert sizes == sorted(sizes)
    assert all(size % 2 == 0 for size in sizes)
