"""One bad mail: refused where that can be, and never the end of anything else."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import closing
from email import message_from_bytes
from email.policy import SMTP as MIME
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from hypothesis import given
from hypothesis import strategies as st

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.background import mail_events
from tc3gen.cloud.ses.message.mime import render_mail
from tc3gen.cloud.ses.message.records import Attachment, Content, Mail
from tc3gen.cloud.ses.views import outbox
from tc3gen.spec.reading.load import Specs

from ..support.client import Caller, Clock
from ..support.post import send

ODD = "\x85\u2028\u2029\u202e\u2039\ufeff\xa0é中\U0001f600\x00\x7f\r\n\t <>@,;:\\\"'()"


async def test_an_id_that_no_mail_can_have_is_refused(ses: Caller) -> None:
    await send(ses, "Good", SmtpMessageId="<a.b+c=d@shop.example.com>")
    for character in set(ODD) - set(",;:\\\"'()"):  # what ASCII has is sent as it is
        for id in (f"a{character}b@shop.example", f"ab@shop{character}.example"):
            code = await ses.code(
                "SendEmail",
                FromEmailAddress="news@mail.example.com",
                Subject="Hi",
                Destination=["ada@example.com"],
                Template={"TemplateID": 10001, "TemplateData": "{}"},
                SmtpMessageId=f"<{id}>",
            )
            assert code == "FailedOperation.ProtocolCheckErr", ascii(id)


TEXT = st.text(max_size=40) | st.text(ODD, max_size=40)
NAMES = st.sampled_from(
    [
        *("References", "In-Reply-To", "Content-ID", "Resent-From", "Resent-Date"),
        *("Resent-Message-ID", "List-Unsubscribe", "X-Mailer", "Comments"),
    ]
)


@given(
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    TEXT,
    st.dictionaries(NAMES, TEXT, max_size=3),
    st.booleans(),
)
def test_whatever_is_kept_can_be_put_together(
    name: str,
    subject: str,
    id: str,
    file: str,
    text: str,
    headers: dict[str, str],
    as_html: bool,
) -> None:
    """What the service refuses may lie in a state file all the same."""
    mail = Mail(
        id=1,
        message_id="qcloudses-1",
        header_id=f"{id}@mail.example.com",
        account="local",
        task_id=None,
        from_address=f"{name} <news@mail.example.com>",
        reply_to=name,
        subject=subject,
        content=Content(html=text if as_html else "", text="" if as_html else text),
        files=(Attachment(name=file, content=b"x"),),
        template_id=None,
        template_data={},
        unsubscribe=None,
        footer=None,
        extra={"headers": headers, "from": f"{name} <news@mail.example.com>"},
        sent_at=1.0,
        deliveries=(),
        render=render_mail,
    )
    message = message_from_bytes(mail.raw)
    assert message["Message-ID"]
    assert b"\r\n\r\n" in mail.raw
    for line in mail.raw.split(b"\r\n\r\n")[0].split(b"\r\n"):
        assert (
            line[:1] in b" \t" or b":" in line
        )  # nothing has begun a header of its own
        assert b"\n" not in line


class _Taker:
    def __init__(self) -> None:
        self.subjects: list[str] = []

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        message = message_from_bytes(envelope.content, policy=MIME)
        self.subjects.append(str(message["Subject"]))
        return "250 OK"


def _until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end
        time.sleep(0.005)


async def test_one_that_cannot_be_put_together_holds_up_no_other(
    specs: Specs,
    clock: Clock,
    ses: Caller,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Relay, callbacks, pages and the outbox go on with those after it."""

    def fragile(mail: Mail) -> bytes:
        if mail.subject == "Bad":
            raise LookupError("deep inside")
        return render_mail(mail)

    posted: list[str] = []
    body = mail_events._body

    def fragile_body(row: Any) -> dict[str, Any]:
        if row["subject"] == "Bad":
            raise LookupError("deep inside")
        return body(row)

    async def take(request: web.Request) -> web.Response:
        posted.append((await request.json())["subject"])
        return web.Response()

    monkeypatch.setattr(outbox, "render_mail", fragile)
    monkeypatch.setattr(mail_events, "_body", fragile_body)
    taker, app = _Taker(), web.Application()
    app.router.add_post("/", take)
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    controller = Controller(taker, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        async with TestServer(app) as server:
            cloud = LocalCloud(
                specs.services,
                specs.common,
                clock=clock,
                smtp=("127.0.0.1", port),
                callback=str(server.make_url("/")),
            )
            async with cloud.serve() as url:
                caller = ses.with_options(url=url)
                await send(caller, "First")
                bad = await send(caller, "Bad", template=10001)
                await send(caller, "Last", template=10001)
                await _in_thread(lambda: taker.subjects == ["First", "Last"])
                await _in_thread(lambda: posted == ["First", "Last"])
                for path, status in (
                    ("", 200),
                    ("outbox", 200),
                    (f"mail/{bad}", 500),
                    (f"mail/{cloud.outbox[2].message_id}", 200),
                ):
                    async with caller.session.get(f"{url}/_local/{path}") as response:
                        assert response.status == status
    finally:
        controller.stop()
    assert "cannot be handed on" in caplog.text
    assert "cannot be posted" in caplog.text


async def _in_thread(done: Callable[[], bool]) -> None:
    await asyncio.to_thread(_until, done)
