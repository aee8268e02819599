"""The signature against the published vectors."""

from __future__ import annotations

import re

import pytest

import tc3._core.clock
from tc3._core.signing import tc3 as signature

from ..support.driver import Driver
from ..support.servers import Server

ID = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE"
EXAMPLE_SECRET = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE"
ASTERISKS = "*" * 32
HOST = ("host", "cvm.tencentcloudapi.com")
JSON = ("content-type", "application/json; charset=utf-8")
FORM = ("content-type", "application/x-www-form-urlencoded")
# The escapes are sent as they are: six characters each.
BODY = rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}'
BODY_HASH = "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064"


def authorize(
    *headers: tuple[str, str], secret: str, timestamp: int, **request: str
) -> str:
    return signature.authorization(
        secret_id=ID,
        secret_key=secret,
        service="cvm",
        timestamp=timestamp,
        headers=headers,
        payload=b"" if request else BODY,
        **request,
    )


def test_post_with_two_signed_headers() -> None:
    assert authorize(JSON, HOST, secret=EXAMPLE_SECRET, timestamp=1551113065) == (
        f"TC3-HMAC-SHA256 Credential={ID}/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host, Signature="
        "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
    )


def test_post_with_the_action_signed() -> None:
    action = ("x-tc-action", "describeinstances")
    signed = authorize(JSON, HOST, action, secret=ASTERISKS, timestamp=1551113065)
    assert signed.endswith(
        "SignedHeaders=content-type;host;x-tc-action, Signature="
        "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )


def test_get() -> None:
    signed = authorize(
        FORM,
        HOST,
        secret=EXAMPLE_SECRET,
        timestamp=1539084154,
        method="GET",
        query="Limit=10&Offset=0",
    )
    assert signed.endswith(
        "5da7a33f6993f0614b047e5df4582db9e9bf4672ba50567dba16c6ccf174c474"
    )


@pytest.mark.parametrize(
    ("headers", "hashed"),
    [
        (
            [JSON, HOST],
            "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031",
        ),
        (
            [JSON, HOST, ("x-tc-action", "describeinstances")],
            "7019a55be8395899b900fb5564e4200d984910f34794a27cb3fb7d10ff6a1e84",
        ),
    ],
)
def test_steps_on_the_way(headers: list[tuple[str, str]], hashed: str) -> None:
    assert signature.digest(BODY) == BODY_HASH
    lines = signature.canonical_headers(headers)
    names = ";".join(name for name, _ in headers)
    canonical = signature.canonical_request("POST", "", lines, names, BODY_HASH)
    assert signature.digest(canonical.encode()) == hashed
    text = signature.string_to_sign(1551113065, "2019-02-25", "cvm", canonical)
    assert text == (
        f"TC3-HMAC-SHA256\n1551113065\n2019-02-25/cvm/tc3_request\n{hashed}"
    )


def test_header_values_are_trimmed_and_lowered() -> None:
    messy = [("content-type", " Application/JSON; charset=UTF-8 "), HOST]
    assert signature.canonical_headers(messy) == signature.canonical_headers(
        [JSON, HOST]
    )


@pytest.mark.parametrize(
    ("timestamp", "date"),
    [
        (0, "1970-01-01"),
        (1551052799, "2019-02-24"),  # a second to midnight, UTC
        (1551052800, "2019-02-25"),
        (1551139199, "2019-02-25"),
        (1551139200, "2019-02-26"),
        (1709164800, "2024-02-29"),
    ],
)
def test_date_is_that_of_utc(timestamp: int, date: str) -> None:
    assert signature.utc_date(timestamp) == date


def test_key_is_made_once_a_day() -> None:
    signature.signing_key.cache_clear()
    morning, evening, tomorrow = 1551052800, 1551139199, 1551139200
    signed = {
        authorize(JSON, HOST, secret=EXAMPLE_SECRET, timestamp=when)
        for when in (morning, evening, tomorrow)
    }
    assert len(signed) == 3
    info = signature.signing_key.cache_info()
    assert (info.misses, info.hits) == (2, 1)


def test_keys_of_secrets_and_services_differ() -> None:
    keys = {
        signature.signing_key(secret, "2024-01-01", service)
        for secret in ("a", "b")
        for service in ("ses", "sms")
    }
    assert len(keys) == 4


async def test_request_carries_the_signature_of_what_is_sent(
    driver: Driver, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tc3._core.clock, "time", lambda: 1551113065.9)
    async with driver.client(server.url) as client:
        await client.list_email_identities()
    (request,) = server.requests
    assert request.headers["x-tc-timestamp"] == "1551113065"
    host = server.url.removeprefix("http://")
    assert request.headers["host"] == host
    assert request.headers["authorization"] == signature.authorization(
        secret_id="AKIDtest",
        secret_key="the-secret-key",
        service="ses",
        timestamp=1551113065,
        headers=[
            ("content-type", request.headers["content-type"]),
            ("host", request.headers["host"]),
            ("x-tc-action", request.action),
        ],
        payload=request.body,
    )
    assert re.search("2019-02-25/ses/tc3_request", request.headers["authorization"])
