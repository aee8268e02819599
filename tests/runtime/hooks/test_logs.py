"""The log `tc3`: what is in it, and what never is."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from tc3 import Credential, RetryPolicy, errors
from tc3.ses import models
from tc3.sms import AsyncSmsClient, SmsClient
from tc3.sts import AsyncStsClient, StsClient

from ..support.driver import Driver
from ..support.servers import Server, fails, hang_up, ok, reply

KEY = Credential("AKIDlogged", "the-secret-key", "the-session-token")
SECRETS = (
    "AKIDlogged",
    "the-secret-key",
    "the-session-token",
    "Signature=",
    "TC3-HMAC",
)
MAIL = {"from_email_address": "a@example.com", "subject": "Hello"}


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything is logged, by everybody."""
    caplog.set_level(logging.DEBUG)
    return caplog


def lines(log: pytest.LogCaptureFixture) -> list[str]:
    """The messages of `tc3`, times made the same."""
    found = []
    for record in log.records:
        if record.name == "tc3":
            words = record.getMessage().split(" ")
            for n, word in enumerate(words):
                if word.startswith("ms"):
                    words[n - 1] = "0.0"
            found.append(" ".join(words))
    return found


async def test_a_call(
    driver: Driver, server: Server, log: pytest.LogCaptureFixture
) -> None:
    server.plays(ok(MessageId="m-1"))
    async with driver.client(server.url) as client:
        await client.send_email(
            **MAIL,
            destination=[f"{n}@example.com" for n in range(9)],
            template=models.Template(template_id=7, template_data={"code": "1234"}),
        )
    assert lines(log) == [
        "ses.SendEmail attempt 1: ok, 0.0 ms, HTTP 200, 279 bytes sent, "
        "57 received, request req-ok",
        'ses.SendEmail done after 1 attempt, 0.0 ms: {FromEmailAddress: "a@example.com", '
        'Subject: "Hello", Destination: ["0@example.com", "1@example.com", '
        '"2@example.com", "3@example.com", "4@example.com", 4 more], '
        "Template: {TemplateID: 7, TemplateData: <dict of 1>}} -> "
        '{MessageId: "m-1"}',
    ]


async def test_failures(
    driver: Driver, server: Server, log: pytest.LogCaptureFixture
) -> None:
    server.plays(fails("InternalError", "the disk of hunter2 is full", 500), hang_up)
    async with driver.client(server.url, retry=RetryPolicy(2, base=0)) as client:
        with pytest.raises(errors.TransportError):
            await client.list_email_identities()
    assert lines(log) == [
        "ses.ListEmailIdentities attempt 1: InternalError, 0.0 ms, HTTP 500, "
        "2 bytes sent, 119 received, request req-failed",
        "ses.ListEmailIdentities attempt 1 failed, trying again in 0.000 s: "
        "InternalError, request req-failed",
        "ses.ListEmailIdentities attempt 2: TransportError, 0.0 ms, HTTP -, "
        "2 bytes sent, - received, request -",
        "ses.ListEmailIdentities failed after 2 attempts, 0.0 ms: {} -> TransportError",
    ]


async def test_levels(
    driver: Driver, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    """Retries at INFO, nothing at WARNING."""
    async with driver.client(server.url) as client:
        for level, seen in ((logging.WARNING, 0), (logging.INFO, 1)):
            caplog.set_level(level, "tc3")
            server.plays(fails("InternalError"), ok())
            await client.list_email_identities()
            assert len(lines(caplog)) == seen


async def test_nothing_is_done_for_a_log_that_is_off(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tc3._core.hooks.log.LOGGED", None)
    async with driver.client(server.url) as client:
        await client.list_email_identities()


# What is never in it


async def test_passwords_and_keys(
    driver: Driver, server: Server, log: pytest.LogCaptureFixture
) -> None:
    """Members that the spec calls sensitive, and all that signs."""
    keys = {"TmpSecretId": "AKIDx", "TmpSecretKey": "tmp-key", "Token": "tmp-token"}
    async with driver.client(server.url, credential=KEY) as ses:
        await ses.update_email_smtp_password(
            password="hunter2-hunter2", email_address="a@example.com"
        )
    server.plays(ok(Credentials=keys, ExpiredTime=1))
    async with driver.of(
        StsClient, AsyncStsClient, server.url, credential=KEY, region="ap-singapore"
    ) as sts:
        await sts.get_federation_token(name="ada", policy="{}")
        await sts.assume_role_with_saml(
            saml_assertion="the-assertion",
            principal_arn="p",
            role_arn="r",
            role_session_name="s",
        )
    server.plays(ok())
    async with driver.of(
        SmsClient, AsyncSmsClient, server.url, credential=KEY, region="ap-singapore"
    ) as sms:
        await sms.send_sms(
            phone_number_set=["+15550100"],
            sms_sdk_app_id="1",
            template_id="2",
            template_param_set=["184203"],
        )
    said = log.text
    assert "Password: ***" in said
    assert "Credentials: ***" in said
    assert "TemplateParamSet: ***" in said
    for secret in (*SECRETS, "hunter2", "tmp-key", "tmp-token", "-assertion", "184203"):
        assert secret not in said


async def test_what_no_model_knows(
    driver: Driver, server: Server, log: pytest.LogCaptureFixture
) -> None:
    """Its names and types, at any depth."""
    server.plays(
        ok(Key="s3cret", Deep=[{"Login": {"Pass": ["s3cret"]}}], N=31337, Nil=None)
    )
    params = {"Pin": "s3cret", "Users": [{"Pin": ["s3cret"]}], "Code": 31337, "T": {}}
    async with driver.client(server.url, credential=KEY) as client:
        await client.call("Login", params)
        await client.list_email_identities()
    assert "s3cret" not in log.text
    assert "31337" not in log.text
    unknown = "Key: <str of 6>, Deep: <list of 1>, N: <int>, Nil: <NoneType>"
    called, listed = lines(log)[1::2]
    assert called.endswith(
        "{Pin: <str of 6>, Users: <list of 1>, Code: <int>, T: <dict of 0>} -> "
        f"{{{unknown}}}"
    )
    assert listed.endswith(f"{{}} -> {{{unknown}}}")


@pytest.mark.parametrize(
    "play",
    [
        fails("InvalidParameterValue", "the password hunter2 is too weak"),
        fails("hunter2\n" * 30, "hunter2"),
        reply("<p>hunter2</p>", 502),
        reply({"Response": {"Error": {"Message": "hunter2"}}}),
        reply(b"HTTP hunter2", 500),
    ],
)
async def test_what_a_server_says_of_a_failure(
    driver: Driver, server: Server, log: pytest.LogCaptureFixture, play: Any
) -> None:
    """Its message may quote what it was sent; a code of such a kind is cut."""
    server.plays(play)
    async with driver.client(
        server.url, credential=KEY, retry=RetryPolicy(1)
    ) as client:
        with pytest.raises(errors.Tc3Error):
            await client.send_email(**MAIL)
    for secret in (*SECRETS, "password", "<p>"):
        assert secret not in log.text
    assert all(len(line) < 400 for line in lines(log))


HOSTILE = "x\n2026-01-01 CRITICAL forged\r\x1b[2J\x00\u202e\u2028"


async def test_hostile_text_stays_in_its_line(
    driver: Driver, server: Server, log: pytest.LogCaptureFixture
) -> None:
    named = {HOSTILE: 1, "RequestId": HOSTILE, "MessageId": HOSTILE}
    error = {"Error": {"Code": HOSTILE, "Message": HOSTILE}, "RequestId": HOSTILE}
    server.plays(
        reply({"Response": named}),
        reply({"Response": error}),
        reply({"Response": error}, headers={"X-TC-RequestId": "a\tb"}),
    )
    async with driver.client(server.url, retry=RetryPolicy(1)) as client:
        await client.send_email(from_email_address=HOSTILE, subject=HOSTILE)
        for _ in range(2):
            with pytest.raises(errors.ApiError):
                await client.call("Any", {HOSTILE: HOSTILE})
    said = lines(log)
    assert len(said) == 6
    assert "forged" in said[0]
    for line in said:
        assert line.isascii()
        assert line.isprintable()


async def test_any_values(
    driver: Driver, server: Server, log: pytest.LogCaptureFixture
) -> None:
    """Without validation, and from a service, members may hold anything."""
    server.plays(ok(MessageId={"a": [1]}), ok(MessageId=[["x"] * 9] * 9))
    async with driver.client(server.url, validate=False) as client:
        for subject in (1, 2.5, None, True, [1], {"a": "s3cret"}):
            await client.send_email(from_email_address="a@b.c", subject=subject)
        server.plays(ok(MessageId=_nested(900)))
        await client.send_email(from_email_address="a@b.c", subject=_nested(10))
    assert "s3cret" not in log.text
    assert "[[[[[<list of 1>]]]]]" in log.text
    assert len(lines(log)) == 14


def _nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value
