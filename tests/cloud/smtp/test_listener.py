"""Mail that is taken over SMTP: the cloud in a thread, `smtplib` as anybody's client."""

from __future__ import annotations

import os
import re
import smtplib
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tc3 import Credential
from tc3.ses import SesClient
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.smtp import SmtpError, parse_address
from tc3gen.spec.reading.load import Specs

SENDER = "news@mail.example.com"
PASSWORD = "NotAReal42Word"


@pytest.fixture(scope="module")
def shared_cloud(specs: Specs) -> Iterator[LocalCloud]:
    with running_cloud(
        specs.services, specs.common, smtp_listen=("127.0.0.1", 0)
    ) as cloud:
        yield cloud


@pytest.fixture
def cloud(shared_cloud: LocalCloud) -> LocalCloud:
    """A cloud with a sender that has a password."""
    shared_cloud.reset()
    with SesClient(Credential("local", "local"), endpoint=shared_cloud.url) as ses:
        prepare(ses)
    return shared_cloud


def prepare(ses: SesClient) -> None:
    ses.create_email_identity(email_identity="mail.example.com")
    ses.update_email_identity(email_identity="mail.example.com")
    for address in (SENDER, "shop@mail.example.com"):
        ses.create_email_address(email_address=address)
    ses.update_email_smtp_password(email_address=SENDER, password=PASSWORD)


@pytest.fixture
def smtp(cloud: LocalCloud) -> Iterator[smtplib.SMTP]:
    with connected(cloud) as smtp:
        smtp.login(SENDER, PASSWORD)
        yield smtp


@contextmanager
def connected(cloud: LocalCloud) -> Iterator[smtplib.SMTP]:
    assert cloud.smtp_address is not None
    with smtplib.SMTP(*cloud.smtp_address, local_hostname="x", timeout=5) as smtp:
        yield smtp


def message(**headers: str) -> EmailMessage:
    mail = EmailMessage()
    for name, value in {
        "From": f"Shop <{SENDER}>",
        "To": "Ada <ada@example.com>",
        "Subject": "Grüße",
        **headers,
    }.items():
        if value:
            mail[name] = value
    mail.set_content("Hello\n.\n..dots")
    return mail


def test_mail_goes_into_the_outbox(cloud: LocalCloud, smtp: smtplib.SMTP) -> None:
    mail = message(To="Ada <ada@example.com>, bounce@example.com")
    mail.add_attachment(
        b"%PDF", maintype="application", subtype="pdf", filename="a.pdf"
    )
    assert smtp.send_message(mail) == {}
    (sent,) = cloud.outbox
    assert (sent.subject, sent.text) == ("Grüße", "Hello\r\n.\r\n..dots\r\n")
    assert sent.to == ("ada@example.com", "bounce@example.com")
    assert [each.status for each in sent.deliveries] == ["delivered", "bounced"]
    assert [file.content for file in sent.attachments] == [b"%PDF"]


@pytest.mark.parametrize(
    ("login", "password"),
    [
        (SENDER, "NotAReal42word"),
        ("shop@mail.example.com", PASSWORD),  # has no password yet
        ("else@mail.example.com", PASSWORD),
        ("", ""),
        ("ü", "\N{SNOWMAN}"),
    ],
)
def test_who_may_not_log_in(cloud: LocalCloud, login: str, password: str) -> None:
    with connected(cloud) as smtp:
        smtp.ehlo()
        both = b64encode(f"\0{login}\0{password}".encode()).decode()
        assert smtp.docmd("AUTH", f"PLAIN {both}")[0] == 535
        assert smtp.docmd("AUTH", "LOGIN")[0] == 334
        assert smtp.docmd(b64encode(login.encode()).decode())[0] == 334
        assert smtp.docmd(b64encode(password.encode()).decode())[0] == 535


def test_nothing_goes_without_a_login(cloud: LocalCloud) -> None:
    with connected(cloud) as smtp, pytest.raises(smtplib.SMTPSenderRefused) as caught:
        smtp.send_message(message())
    assert caught.value.smtp_code == 530
    assert cloud.outbox == []


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.binary(max_size=60), max_size=6), st.booleans())
def test_garbage_does_no_harm(
    cloud: LocalCloud, lines: list[bytes], after_greeting: bool
) -> None:
    assert cloud.smtp_address is not None
    with closing(socket.create_connection(cloud.smtp_address, timeout=5)) as client:
        if after_greeting:
            lines = [b"EHLO x", *lines]
        client.sendall(b"".join(line + b"\r\n" for line in lines) + b"QUIT\r\n")
        client.shutdown(socket.SHUT_WR)
        response = b""
        while chunk := client.recv(4096):
            response += chunk
    assert b"Traceback" not in response
    with connected(cloud) as smtp:
        assert smtp.noop()[0] == 250


@pytest.mark.parametrize("method", ["POST", "GET", "put", "OPTIONS", "CONNECT", "PRI"])
def test_http_is_refused_at_its_first_line(cloud: LocalCloud, method: str) -> None:
    """What a web page posts, with mail commands in its body, is not obeyed."""
    assert cloud.smtp_address is not None
    with closing(socket.create_connection(cloud.smtp_address, timeout=5)) as client:
        lines = [f"{method} / HTTP/1.1", "Host: x", "", "EHLO x", "NOOP", "QUIT", ""]
        client.sendall("\r\n".join(lines).encode())
        said = b""
        with suppress(ConnectionError):  # what was not read makes the end a reset
            while chunk := client.recv(4096):
                said += chunk
    assert said.splitlines()[1:] in ([], [b"554 5.5.1 This is SMTP, not HTTP"])


def test_a_port_in_use_is_said(specs: Specs) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        address = taken.getsockname()
        running = running_cloud(specs.services, specs.common, smtp_listen=address)
        with pytest.raises(SmtpError, match=f"port {address[1]}"), running:
            pass


def test_the_command(cloud: LocalCloud) -> None:
    """`--smtp` of one cloud leads to the port of another one, which wants a login."""
    assert cloud.smtp_address is not None
    arguments = ["--port", "0", "--smtp-listen", "0", "--smtp"]
    relay = f"127.0.0.1:{cloud.smtp_address[1]}"
    with subprocess.Popen(
        [Path(sys.executable).with_name("tc3gen"), "cloud", *arguments, relay],
        env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        text = ""
        while "Mail is taken" not in text:
            text += process.stdout.readline()
        url = re.findall(r"http://[\d.:]+", text)[0]
        port = int(re.findall(r"127\.0\.0\.1:(\d+) from", text)[0])
        with SesClient(Credential("local", "local"), endpoint=url) as ses:
            prepare(ses)
        with smtplib.SMTP("127.0.0.1", port, local_hostname="x", timeout=5) as smtp:
            smtp.login(SENDER, PASSWORD)
            smtp.send_message(message())
        while "530 5.7.0 Log in first" not in text:
            text += process.stdout.readline()
        process.terminate()
        text += process.stdout.read()
        assert process.stderr is not None
        error = process.stderr.read()
    assert (process.returncode, error) == (0, "")
    assert re.search(r"SMTP DATA +ok", text)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("localhost:25", ("localhost", 25)),
        ("[::1]:25", ("::1", 25)),
        ("2525", ("127.0.0.1", 2525)),
    ],
)
def test_addresses(text: str, address: tuple[str, int]) -> None:
    assert parse_address(text, default_host="127.0.0.1") == address


@pytest.mark.parametrize(
    "text", ["", ":", ":25", "a:", "a:b", "a:65536", "::1:25", "a b\n:1", "a:-1", "a:²"]
)
def test_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match=r"an address|a port"):
        parse_address(text, default_host="127.0.0.1" if text in ("", "a") else None)
