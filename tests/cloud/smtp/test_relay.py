"""Mail that is handed on to a real SMTP server: `aiosmtpd`, in a thread of its own."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MIME

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tc3 import Credential
from tc3.ses import SesClient
from tc3.ses.models import Simple
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.smtp import relay as relay_module
from tc3gen.spec.reading.load import Specs

pytestmark = pytest.mark.filterwarnings("ignore:Simple is deprecated")

SENDER = "Shop <news@mail.example.com>"


class Mailboxes:
    """A server that keeps what it gets, after some replies that it was told to give."""

    def __init__(self) -> None:
        self.got: list[tuple[str, str, bytes]] = []
        self.replies: list[str] = []
        self.delay = 0.0

    async def handle_DATA(
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self.delay:
            time.sleep(self.delay)  # noqa: ASYNC251 - the whole server is slow
        if self.replies:
            return self.replies.pop(0)
        (to,) = envelope.rcpt_tos
        assert isinstance(envelope.content, bytes)
        self.got.append((str(envelope.mail_from), to, envelope.content))
        return "250 OK"

    @property
    def to(self) -> list[str]:
        return [to for _, to, _ in self.got]

    def message(self, number: int) -> EmailMessage:
        return message_from_bytes(self.got[number][2], policy=MIME)


@contextmanager
def server(port: int) -> Iterator[Mailboxes]:
    boxes = Mailboxes()
    controller = Controller(boxes, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield boxes
    finally:
        controller.stop()


@contextmanager
def relaying(specs: Specs, port: int) -> Iterator[tuple[LocalCloud, SesClient]]:
    """A cloud that hands on to a port of this machine, ready to send."""
    with (
        running_cloud(
            specs.services, specs.common, smtp=("127.0.0.1", port), raw_content=True
        ) as cloud,
        SesClient(Credential("local", "local"), endpoint=cloud.url) as ses,
    ):
        prepare(ses)
        yield cloud, ses


def prepare(ses: SesClient) -> None:
    ses.create_email_identity(email_identity="mail.example.com")
    ses.update_email_identity(email_identity="mail.example.com")
    ses.create_email_address(email_address="news@mail.example.com")


def send(ses: SesClient, *to: str, **more: list[str]) -> None:
    ses.send_email(
        from_email_address=SENDER,
        destination=list(to),
        subject="Grüße",
        simple=Simple(text=b"Hello\n.\n"),
        **more,  # type: ignore[arg-type]
    )


def until(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not done():
        assert time.monotonic() < end
        time.sleep(0.005)


@pytest.fixture
def port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        number: int = free.getsockname()[1]
        return number


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay_module, "DELAYS", (0.01, 0.01))
    monkeypatch.setattr(relay_module, "RECONNECT", (0.02,))


def test_each_recipient_gets_the_mail_in_order(specs: Specs, port: int) -> None:
    with server(port) as boxes, relaying(specs, port) as (cloud, ses):
        send(ses, "ada@example.com", cc=["bob@example.com"], bcc=["eve@example.com"])
        send(ses, "bounce@example.com")
        send(ses, "drop@example.com", "queue@example.com", "zoe@example.com")
        until(lambda: len(boxes.got) == 5)
        first = cloud.outbox[0]
        assert boxes.to == [
            f"{name}@example.com" for name in ("ada", "bob", "eve", "bounce", "zoe")
        ]
        assert {sender for sender, _, _ in boxes.got} == {"news@mail.example.com"}
        assert boxes.got[0][2] == first.raw
        mail = boxes.message(2)
        assert (mail["Subject"], mail["Bcc"]) == ("Grüße", None)
        assert mail.get_content() == "Hello\r\n.\r\n"


def test_what_is_put_off_goes_out_when_it_is_delivered(specs: Specs, port: int) -> None:
    with server(port) as boxes, relaying(specs, port) as (cloud, ses):
        send(ses, "defer@example.com")
        send(ses, "ada@example.com")
        until(lambda: boxes.to == ["ada@example.com"])
        cloud.clock.advance(600)
        until(lambda: boxes.to[1:] == ["defer@example.com"])
        # What happens to a mail later does not send it again.
        cloud.ses.happen(cloud.outbox[1].message_id, "bounce")
        send(ses, "eve@example.com")
        until(lambda: boxes.to[2:] == ["eve@example.com"])
        cloud.reset()
        prepare(ses)
        send(ses, "bob@example.com")
        until(lambda: boxes.to[3:] == ["bob@example.com"])


def test_a_server_that_hesitates_and_one_that_refuses(
    specs: Specs, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with server(port) as boxes, relaying(specs, port) as (_, ses):
        boxes.replies = ["451 Not yet", "421 Nor now"]
        send(ses, "ada@example.com")
        send(ses, "bob@example.com")
        until(lambda: boxes.to == ["ada@example.com", "bob@example.com"])
        assert not [each for each in caplog.records if each.levelno > logging.INFO]
        boxes.replies = ["554 No\x07 thanks", "450 a", "450 b", "450 c"]
        send(ses, "cid@example.com")
        send(ses, "dan@example.com")
        send(ses, "eve@example.com")
        until(lambda: boxes.to[2:] == ["eve@example.com"])
    said = [each.getMessage() for each in caplog.records if each.levelno > 20]
    assert [text.partition(" for ")[2] for text in said] == [
        "cid@example.com: 554 No  thanks",
        "dan@example.com: 450 c",
    ]


def test_mail_waits_for_a_server(
    specs: Specs, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with relaying(specs, port) as (_, ses):
        send(ses, "ada@example.com")
        send(ses, "bob@example.com")
        until(lambda: "mail waits" in caplog.text)
        with server(port) as boxes:
            until(lambda: boxes.to == ["ada@example.com", "bob@example.com"])
        with server(port) as boxes:  # it was away in between
            send(ses, "eve@example.com")
            until(lambda: boxes.to == ["eve@example.com"])
    assert caplog.text.count("No SMTP server at") == 1


@pytest.mark.parametrize("odd", ["ünal@example.com", "a\u2028b@example.com"])
def test_a_mail_that_breaks_off_costs_no_other(
    specs: Specs, port: int, caplog: pytest.LogCaptureFixture, odd: str
) -> None:
    """A state file may hold what the service refuses; the server has begun to take it."""
    with relaying(specs, port) as (cloud, ses):
        send(ses, "ada@example.com")
        until(lambda: "mail waits" in caplog.text)
        send(ses, "odd@example.com")
        cloud.database.run(
            "UPDATE event SET email = ? WHERE email LIKE 'odd@%'", (odd,)
        )
        send(ses, "eve@example.com")
        with server(port) as boxes:
            until(lambda: boxes.to == ["ada@example.com", "eve@example.com"])
    said = [each.getMessage() for each in caplog.records if each.levelno > 20]
    assert len(said) == 2
    assert "500 'ascii' codec can't encode" in said[1]


def test_a_cloud_that_stops_gives_away_what_it_has(
    specs: Specs, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with server(port) as boxes:
        with relaying(specs, port) as (_, ses):
            for number in range(20):
                send(ses, f"ada+{number}@example.com")
        assert len(boxes.got) == 20
    with relaying(specs, port) as (_, ses):
        send(ses, "ada@example.com")
        until(lambda: "mail waits" in caplog.text)
    assert "stopped before all mail was given" in caplog.text


def test_calls_do_not_wait_for_the_server(specs: Specs, port: int) -> None:
    with server(port) as boxes, relaying(specs, port) as (cloud, ses):
        boxes.delay = 0.3
        for _ in range(5):
            send(ses, "ada@example.com")
        assert (len(cloud.outbox), len(boxes.got)) == (5, 0)
        boxes.delay = 0
        until(lambda: len(boxes.got) == 5)
