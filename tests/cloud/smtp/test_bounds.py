"""Mails over SMTP that would take long to take apart, and large ones that do not."""

from __future__ import annotations

import smtplib
from time import process_time

import pytest

from tc3gen.cloud import LocalCloud

from .test_listener import SENDER, cloud, shared_cloud, smtp
from .test_refusals import RELATED, refusal, with_body, with_headers

__all__ = ["cloud", "shared_cloud", "smtp"]


def nested(levels: int, lines: int = 1) -> bytes:
    """A mail of parts inside each other."""
    heads = (
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1)
        for n in range(levels)
    )
    body = b"".join(heads) + b"x\r\n" * lines
    return with_body(body, Content_Type="multipart/mixed; boundary=b0")


def folded(size: int) -> str:
    """A parameter of many lines, in which `email` looks for the end of each part anew."""
    return 'multipart/mixed; boundary=b; a="' + ("\r\n " + ";" * 900) * (size // 900)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (nested(200, 500_000), "too many parts"),
        (nested(5000), "too many parts"),
        (with_headers(Content_Type=folded(2_000_000)), "`Content-Type` has 2,0"),
        (
            with_body(
                b"--b\r\nContent-disposition: attachment" + b";\r\n filename*=a" * 4000,
                Content_Type=RELATED,
            ),
            "`Content-disposition` has ",
        ),
        (
            with_body(
                b"--b\r\nContent-Type: text/plain\r\n\r\n" * 4000, Content_Type=RELATED
            ),
            "too many parts",
        ),
        (
            with_headers(Subject="\r\n ".join(["=?utf-8?q?a?="] * 100_000)),
            "`Subject` has 1,",
        ),
    ],
    ids=["nested", "deep", "type", "disposition", "many", "subject"],
)
def test_what_would_take_long_to_take_apart(
    smtp: smtplib.SMTP, raw: bytes, said: str
) -> None:
    """One such mail held up the whole cloud for minutes, or for hours."""
    began = process_time()
    code, message = refusal(smtp, raw)
    assert (code, said in message) == ("FailedOperation", True), message
    assert process_time() - began < 2


def test_large_mails_of_the_usual_form_pass(
    cloud: LocalCloud, smtp: smtplib.SMTP
) -> None:
    code = b"Example:\r\n" + b"    some code that is indented\r\n" * 5000
    smtp.sendmail(SENDER, ["ada@example.com"], with_body(code))
    people = [f"person-{number:02}@example.com" for number in range(50)]
    names = ",\r\n ".join(f'"{"n" * 60}" <{each}>' for each in people)
    smtp.sendmail(SENDER, people, with_headers(To=names))
    assert len(cloud.outbox) == 2
