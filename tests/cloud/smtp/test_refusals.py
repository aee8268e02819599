"""Mail that the SMTP endpoint refuses: the replies, and what they are for.

The service refuses a mail as a whole and after its data, by `554 5.0.0` with the response of
`SendEmail`; so a client that sends again after 4xx never does so here.
"""

from __future__ import annotations

import json
import smtplib
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tc3 import Credential
from tc3.ses import SesClient
from tc3gen.cloud import LocalCloud, running_cloud
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.sending.message_form import MAX_LINE_BYTES
from tc3gen.cloud.ses.sending.submission import MAX_RECIPIENTS
from tc3gen.cloud.smtp.listener import SIZE
from tc3gen.cloud.smtp.refusals import MARK, SMTP_RATE_LIMIT
from tc3gen.spec.reading.load import Specs

from .test_listener import (
    PASSWORD,
    SENDER,
    cloud,
    connected,
    prepare,
    shared_cloud,
    smtp,
)

__all__ = ["cloud", "shared_cloud", "smtp"]

HTML = 'text/html; charset="UTF-8"'
RELATED = "multipart/related; boundary=b"
NOT_SENDER = "FailedOperation.NotAuthenticatedSender"


def refusal(
    smtp: smtplib.SMTP, raw: bytes, *to: str, sender: str = SENDER
) -> tuple[str, str]:
    """The code and the message in the reply to a mail, which must be of the documented form."""
    with pytest.raises(smtplib.SMTPDataError) as caught:
        smtp.sendmail(sender, to or ["ada@example.com"], raw)
    assert caught.value.smtp_code == 554
    text = caught.value.smtp_error
    assert isinstance(text, bytes)
    before, mark, response = text.decode("ascii").partition(MARK)
    assert before.startswith("5.0.0 ")
    assert mark
    content = json.loads(response)["Response"]
    error = content["QcloudError"]["Error"]
    assert content.keys() == {"RequestId", "QcloudError"}
    return error["Code"], error["Message"]


def with_body(body: bytes, **headers: str) -> bytes:
    """A mail with other headers than usual; an empty one is left out."""
    lines = {
        "From": f"Shop <{SENDER}>",
        "To": "ada@example.com",
        "Subject": "Hello",
        "MIME-Version": "1.0",
        "Content-Type": 'text/plain; charset="utf-8"',
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"{head}\r\n".encode() + body


def with_headers(**headers: str) -> bytes:
    """A mail of one line with other headers than usual."""
    return with_body(b"Hello\r\n", **headers)


@pytest.mark.parametrize(
    ("to", "code"),
    [
        ("reject@example.com", "FailedOperation.RejectedByRecipients"),
        ("error@example.com", "FailedOperation.SendEmailErr"),
        ("ada@unsupported.example.com", "FailedOperation.UnsupportMailType"),
        ("ada@example", "InvalidParameterValue.ReceiverEmailInvalid"),
    ],
)
def test_one_recipient_too_bad_for_the_whole_mail(
    cloud: LocalCloud, smtp: smtplib.SMTP, to: str, code: str
) -> None:
    assert refusal(smtp, with_headers(), "ada@example.com", to)[0] == code
    assert cloud.outbox == []


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        ({"balance": 0}, "InsufficientBalance"),
        ({"package": 0}, "InsufficientQuota"),
        ({"mails_per_day": 0}, "ExceedSendLimit"),
        ({"hourly_per_recipient": 0}, "FrequencyLimit"),
        ({"links": False}, "URLForbidden"),
    ],
)
def test_what_may_pass_later_is_refused_for_good(
    cloud: LocalCloud, smtp: smtplib.SMTP, settings: dict[str, int], code: str
) -> None:
    """By the mail standards these would be 4xx, which the service never replies."""
    cloud.ses.configure("local", **settings)
    raw = with_body(b"http://shop.example.com\r\n")
    assert refusal(smtp, raw)[0] == f"FailedOperation.{code}"


@pytest.mark.parametrize(
    ("headers", "code", "reason"),
    [
        ({"From": ""}, "FailedOperation", "`From` is missing"),
        ({"To": ""}, "FailedOperation", "`To` is missing"),
        ({"Subject": ""}, "FailedOperation", "`Subject` is missing"),
        ({"Cc": "bob@example.com"}, "FailedOperation", "`Cc` is not supported"),
        ({"Bcc": "bob@example.com"}, "FailedOperation", "`Bcc` is not supported"),
        ({"MIME_Version": "1.1"}, "FailedOperation", "`MIME-Version` must be 1.0"),
        ({"Content_Type": ""}, "FailedOperation", "it is nothing"),
        ({"Content_Type": "text/plain"}, "FailedOperation", "charset=UTF-8"),
        ({"Content_Type": "text/html; charset=gbk"}, "FailedOperation", "text/html"),
        ({"Content_Type": "text/calendar"}, "FailedOperation", "text/calendar"),
        ({"Content_Type": "image/png"}, "FailedOperation", "it is image/png"),
        ({"Content_Type": "multipart/digest"}, "FailedOperation", "multipart/digest"),
        ({"From": f"Shop<{SENDER}>"}, NOT_SENDER, "with a blank"),
        ({"From": f"<{SENDER}>"}, NOT_SENDER, "with a blank"),
        ({"From": f"Shop <{SENDER}> <{SENDER}>"}, NOT_SENDER, "with a blank"),
        ({"From": "Shop <shop@mail.example.com>"}, NOT_SENDER, SENDER),
        ({"From": "Shop"}, NOT_SENDER, SENDER),
    ],
)
def test_headers_are_checked(
    cloud: LocalCloud,
    smtp: smtplib.SMTP,
    headers: dict[str, str],
    code: str,
    reason: str,
) -> None:
    found, text = refusal(smtp, with_headers(**headers))
    assert found == code
    assert reason in text
    assert cloud.outbox == []


@pytest.mark.parametrize(
    "headers",
    [
        {"MIME_Version": ""},
        {"Content_Type": HTML},
        {"From": SENDER},
        {"From": f'"Shop, Ltd" <{SENDER}>'},
        {"From": f"=?utf-8?b?R3LDvMOfZQ==?= <{SENDER.upper()}>"},
        {"From": f"Shop\r\n <{SENDER}>"},
    ],
)
def test_headers_of_other_forms_pass(
    cloud: LocalCloud, smtp: smtplib.SMTP, headers: dict[str, str]
) -> None:
    smtp.sendmail(SENDER, ["ada@example.com"], with_headers(**headers))
    assert len(cloud.outbox) == 1


def test_an_address_sends_for_itself_only(
    cloud: LocalCloud, smtp: smtplib.SMTP
) -> None:
    other = "shop@mail.example.com"
    assert refusal(smtp, with_headers(), sender=other)[0] == NOT_SENDER
    with SesClient(Credential("local", "local"), endpoint=cloud.url) as ses:
        ses.delete_email_address(email_address=SENDER)
    assert refusal(smtp, with_headers())[0] == NOT_SENDER


def attached(content: str = "JVBERg==", **headers: str) -> bytes:
    """A mail with one file, whose headers can be others."""
    lines = {
        "Content-Type": "application/octet-stream",
        "Content-Transfer-Encoding": "base64",
        "Content-Disposition": 'attachment; filename="a.pdf"',
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    part = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    mail = with_headers(Content_Type="multipart/mixed; boundary=b")
    head = mail.partition(b"\r\n\r\n")[0]
    text = "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHello\r\n"
    return head + f"\r\n\r\n{text}--b\r\n{part}\r\n{content}\r\n--b--\r\n".encode()


@pytest.mark.parametrize(
    ("raw", "code", "reason"),
    [
        (
            attached(Content_Transfer_Encoding="quoted-printable"),
            "FailedOperation",
            "must be `base64`",
        ),
        (attached(Content_Transfer_Encoding=""), "FailedOperation", "must be `base64`"),
        (attached(Content_Disposition="inline"), "FailedOperation", "`attachment`"),
        (attached(Content_Disposition=""), "FailedOperation", "`attachment`"),
        (attached("no base64!"), "FailedOperation", "not base64"),
        (
            attached(Content_Disposition='attachment; filename="a.exe"'),
            "FailedOperation.InvalidAttachName",
            "a.exe",
        ),
        (
            with_body(b"\r\n"),
            "FailedOperation",
            "neither text nor HTML",
        ),
        (
            with_body(b"http://illegal.example.com"),
            "FailedOperation.IllegalURL",
            "illegal",
        ),
    ],
)
def test_content_is_checked(
    cloud: LocalCloud, smtp: smtplib.SMTP, raw: bytes, code: str, reason: str
) -> None:
    found, text = refusal(smtp, raw)
    assert found == code
    assert reason in text
    assert cloud.outbox == []


def test_sizes(cloud: LocalCloud) -> None:
    """1 MB of text and 5 MB a file, so more than the 4 MB of `SendEmail` in all.

    As the listener hands mail on: megabytes over a socket take their time.
    """
    line = b"x" * 78 + b"\r\n"
    body = line * (1024 * 1024 // 80)
    to = ["ada@example.com"]

    def submit(raw: bytes) -> str:
        return cloud.ses.submit("local", SENDER, to, raw)

    submit(with_body(body))
    with pytest.raises(ApiErrorResponse, match="1,048,576") as caught:
        submit(with_body(body + line))
    assert caught.value.code == "FailedOperation"
    file = "AAAA" * (5 * 1024 * 1024 // 3)
    submit(attached(f"{file}AAA="))
    with pytest.raises(ApiErrorResponse, match="5,242,880") as caught:
        submit(attached(f"{file}AAAA"))
    assert caught.value.code == "FailedOperation"
    assert len(cloud.outbox) == 2


def test_a_size_that_is_said_beforehand(cloud: LocalCloud, smtp: smtplib.SMTP) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused) as caught:
        smtp.sendmail(SENDER, "ada@example.com", b"x\r\n" * (SIZE // 3 + 1))
    assert caught.value.smtp_code == 552
    assert cloud.outbox == []


def test_lines(cloud: LocalCloud, smtp: smtplib.SMTP) -> None:
    """A line that is too long is refused by a text, without the response of the API."""
    smtp.sendmail(SENDER, "ada@example.com", long_line(MAX_LINE_BYTES))
    for length in (MAX_LINE_BYTES + 1, 60_000):
        with pytest.raises(smtplib.SMTPDataError, match="too longer") as caught:
            smtp.sendmail(SENDER, "ada@example.com", long_line(length))
        assert caught.value.smtp_code == 554
    assert len(cloud.outbox) == 1


def long_line(length: int) -> bytes:
    return with_body(b"x" * length)


def test_recipients_are_those_of_one_list(
    cloud: LocalCloud, smtp: smtplib.SMTP
) -> None:
    many = [f"ada+{number}@example.com" for number in range(MAX_RECIPIENTS + 1)]
    code, text = refusal(smtp, with_headers(), *many)
    assert (code, "51 recipients" in text) == (
        "FailedOperation.TooManyRecipients",
        True,
    )
    smtp.sendmail(SENDER, many[1:], with_headers())
    assert len(cloud.outbox[0].recipients) == MAX_RECIPIENTS


def test_eleven_files_are_too_many(cloud: LocalCloud, smtp: smtplib.SMTP) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = SENDER, "ada@example.com", "Hello"
    mail.set_content("Hello")
    for _ in range(11):
        mail.add_attachment(b"x", maintype="a", subtype="b", filename="a.pdf")
    code, _ = refusal(smtp, mail.as_bytes(policy=SMTP))
    assert code == "FailedOperation.TooManyAttachments"


@pytest.fixture
def limited_cloud(specs: Specs) -> Iterator[LocalCloud]:
    with running_cloud(
        specs.services, specs.common, smtp_listen=("127.0.0.1", 0), rate_limit=True
    ) as cloud:
        yield cloud


def test_a_second_has_a_limit(
    limited_cloud: LocalCloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc3gen.cloud.smtp.listener.seconds", lambda: 1.5)
    with SesClient(Credential("local", "local"), endpoint=limited_cloud.url) as ses:
        prepare(ses)
    with connected(limited_cloud) as smtp:
        smtp.login(SENDER, PASSWORD)
        for _ in range(SMTP_RATE_LIMIT):
            smtp.sendmail(SENDER, "ada@example.com", with_headers())
        code, _ = refusal(smtp, with_headers())
        assert code == "RequestLimitExceeded.SmtpRateLimit"
        monkeypatch.setattr("tc3gen.cloud.smtp.listener.seconds", lambda: 2.5)
        smtp.sendmail(SENDER, "ada@example.com", with_headers())
