"""The older signatures: the published vector, and what both clients send."""

from __future__ import annotations

import hmac
from base64 import b64encode
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest

import tc3._core.clock
from tc3 import Credential, errors
from tc3._core.calls import randomness as chance
from tc3._core.signing.v1 import signature, string_to_sign
from tc3.ses import models

from ..calls.test_call import core_of
from ..support.driver import KEY, Driver
from ..support.servers import Received, Server, fails, ok

VECTOR = {
    "Action": "DescribeInstances",
    "InstanceIds.0": "ins-09dx96dg",
    "Limit": "20",
    "Nonce": "11886",
    "Offset": "0",
    "Region": "ap-guangzhou",
    "SecretId": "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
    "Timestamp": "1465185768",
    "Version": "2017-03-12",
}


@pytest.mark.parametrize("order", [sorted(VECTOR), sorted(VECTOR, reverse=True)])
def test_published_vector(order: list[str]) -> None:
    signed = signature(
        "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        [(name, VECTOR[name]) for name in order],
        algorithm="HmacSHA1",
        method="GET",
        host="cvm.tencentcloudapi.com",
    )
    assert signed == "EliP9YW3pW28FpsEdkXt/+WcGeI="


def test_what_is_signed() -> None:
    """Not encoded; names in the order of their bytes, in which `_` counts as a dot."""
    fields = [("b_c", "ü =&"), ("b.a", "1"), ("A.2", "x"), ("A.10", "y"), ("a", "")]
    assert string_to_sign(fields, "POST", "h:80") == (
        "POSTh:80/?A.10=y&A.2=x&a=&b.a=1&b.c=ü =&"
    )


def sent(request: Received) -> dict[str, str]:
    """The fields of a request, wherever they are."""
    method, target, _ = request.start.split(" ")
    query = target.partition("?")[2] if method == "GET" else request.body.decode()
    fields = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    assert len(dict(fields)) == len(fields)
    return dict(fields)


@pytest.fixture
def fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tc3._core.clock, "time", lambda: 1551113065.9)
    monkeypatch.setattr(chance, "nonce", lambda: 11886)


@pytest.mark.usefixtures("fixed")
@pytest.mark.parametrize("http_method", ["POST", "GET"])
@pytest.mark.parametrize("algorithm", ["HmacSHA1", "HmacSHA256"])
async def test_request(
    driver: Driver, server: Server, algorithm: Any, http_method: Any
) -> None:
    async with driver.client(
        server.url,
        credential=Credential("AKIDtest", "the-secret-key", token="to+ken="),
        signature=algorithm,
        http_method=http_method,
    ) as client:
        await client.call("Find", {"A": [{"B": "é +"}, 5], "C": True}, repeatable=True)
    (request,) = server.requests
    assert request.start.split(" ")[0] == http_method
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    assert "authorization" not in request.headers
    assert not [name for name in request.headers if name.startswith("x-tc-")]
    fields = sent(request)
    given = fields.pop("Signature")
    assert fields == {
        "A.0.B": "é +",
        "A.1": "5",
        "C": "true",
        "Action": "Find",
        "Version": "2020-10-02",
        "Region": "ap-singapore",
        "Language": "en-US",
        "Timestamp": "1551113065",
        "Nonce": "11886",
        "SecretId": "AKIDtest",
        "Token": "to+ken=",
        "SignatureMethod": algorithm,
        "RequestClient": "tc3-0.1.0",
    }
    text = "&".join(f"{name}={fields[name]}" for name in sorted(fields))
    text = f"{http_method}{request.headers['host']}/?{text}"
    digest = "sha1" if algorithm == "HmacSHA1" else "sha256"
    made = hmac.digest(b"the-secret-key", text.encode(), digest)
    assert given == b64encode(made).decode()


async def test_each_attempt_is_signed_anew(driver: Driver, server: Server) -> None:
    server.plays(fails("InternalError"), ok())
    async with driver.client(server.url, signature="HmacSHA1") as client:
        await client.list_email_identities()
    first, second = map(sent, server.requests)
    assert first["Nonce"] != second["Nonce"]
    assert first["Signature"] != second["Signature"]


async def test_one_call_may_be_signed_otherwise(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as client:
        await client.with_options(signature="HmacSHA256").list_email_identities()
        await client.list_email_identities()
    older, usual = server.requests
    assert sent(older)["SignatureMethod"] == "HmacSHA256"
    assert usual.headers["authorization"].startswith("TC3-HMAC-SHA256")


def test_size() -> None:
    """1 MB posted, 32 KB in a query: with what the signature brings."""
    for options, repeatable, most in (
        ({"signature": "HmacSHA1"}, False, 1024 * 1024),
        ({"signature": "HmacSHA1", "http_method": "GET"}, True, 32 * 1024),
    ):
        core = core_of(**options)
        for size in (most, most - 100):
            with pytest.raises(errors.ValidationError, match=f"at most {most} are"):
                core.sign(core.prepare_raw("Any", {"A": "x" * size}, repeatable), KEY)
        call = core.prepare_raw("Any", {"A": "x" * (most - 600)}, repeatable)
        core.sign(call, KEY)


def test_parameter_that_the_signature_needs_itself() -> None:
    core = core_of(signature="HmacSHA1")
    with pytest.raises(
        errors.ValidationError, match="Any: Token: HmacSHA1 has a param"
    ):
        core.prepare_raw("Any", {"Token": "x"}, False)


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("signature", "HmacMD5"),
        ("signature", None),
        ("http_method", "PUT"),
        ("http_method", "get"),
    ],
)
def test_wrong_option(option: str, value: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match=f"{option} must be .* or "):
        core_of(**{option: value})


@pytest.mark.parametrize("algorithm", ["HmacSHA1", "HmacSHA256"])
@pytest.mark.usefixtures("fixed")
def test_official_sdk_signs_the_same(
    algorithm: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    official = pytest.importorskip("tencentcloud.common.abstract_client")
    profiles = pytest.importorskip("tencentcloud.common.profile.client_profile")
    credentials = pytest.importorskip("tencentcloud.common.credential")
    params = {"Texts": ["é +&=", "~ /?"], "Part": {"In_side": [{"N": 0.5}]}, "N": 10}
    core = core_of(signature=algorithm, region="ap-singapore")
    request = core.sign(core.prepare_raw("Any", params, False), KEY)
    ours = dict(parse_qsl(request.body.decode(), strict_parsing=True))

    profile = profiles.ClientProfile(signMethod=algorithm, language="en-US")
    profile.httpProfile.endpoint = request.headers["Host"]
    credential = credentials.Credential(KEY.secret_id, KEY.secret_key)
    client = official.AbstractClient(credential, "ap-singapore", profile)
    client._apiVersion = "2020-10-02"
    client.request_client = ours["RequestClient"]
    monkeypatch.setattr(official.time, "time", lambda: 1551113065.9)
    monkeypatch.setattr(official.random, "randint", lambda low, high: 11886)
    theirs = SimpleNamespace(header={}, method="POST", uri="/")
    client._build_req_with_old_signature("Any", params, theirs, {})
    assert dict(parse_qsl(theirs.data, strict_parsing=True)) == ours


def test_secret_parameters_are_not_shown() -> None:
    core = core_of(signature="HmacSHA1", http_method="GET")
    request = models.ListEmailIdentitiesRequest()
    signed = core.sign(core.prepare(request), Credential("id", "key", token="hush"))
    assert "hush" in signed.query
    assert "hush" not in repr(signed)
