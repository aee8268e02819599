"""Each way to get the protocol wrong is answered with its code."""

from __future__ import annotations

import json
from collections.abc import Callable

import aiohttp
import pytest

from ..support.client import FORM, Caller, Refused, Sent
from ..support.story import create_sender

NOW = 1_767_225_600
UNSUPPORTED = "UnsupportedProtocol"

Spoil = Callable[[Sent], None]


def header(name: str, value: str | None) -> Spoil:
    """Change a header after the request was signed; None takes it away."""

    def spoil(sent: Sent) -> None:
        if value is None:
            del sent.headers[name]
        else:
            sent.headers[name] = value

    return spoil


def authorization(old: str, new: str) -> Spoil:
    """Replace a part of the Authorization header."""

    def spoil(sent: Sent) -> None:
        value = sent.headers["Authorization"]
        assert old in value
        sent.headers["Authorization"] = value.replace(old, new)

    return spoil


def body(value: bytes) -> Spoil:
    def spoil(sent: Sent) -> None:
        sent.body = value

    return spoil


MALFORMED = "AuthFailure.InvalidAuthorization"
EXPIRED = "AuthFailure.SignatureExpire"
WRONG = "AuthFailure.SignatureFailure"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (header("X-TC-Action", None), "MissingParameter"),
        (header("X-TC-Action", ""), "MissingParameter"),
        (header("X-TC-Action", "listReceivers"), "InvalidAction"),
        (header("X-TC-Action", "AssumeRole"), "InvalidAction"),
        (header("X-TC-Version", None), "MissingParameter"),
        (header("X-TC-Version", "2020-10-03"), "NoSuchVersion"),
        (header("X-TC-Version", "2018-08-13"), "NoSuchVersion"),
        (authorization("/ses/", "/nothing/"), "NoSuchProduct"),
        (header("X-TC-Timestamp", None), "MissingParameter"),
        (header("X-TC-Timestamp", "soon"), EXPIRED),
        (header("X-TC-Timestamp", "-1767225600"), EXPIRED),
        (header("X-TC-Timestamp", "1767225600.5"), EXPIRED),
        (header("X-TC-Timestamp", "١٧٦٧٢٢٥٦٠٠"), EXPIRED),
        (header("X-TC-Timestamp", "9" * 12), EXPIRED),
        (header("X-TC-Timestamp", "9" * 40), EXPIRED),
        (header("X-TC-Timestamp", str(NOW - 301)), EXPIRED),
        (header("X-TC-Timestamp", str(NOW + 302)), EXPIRED),
        (header("X-TC-Timestamp", str(NOW + 1)), WRONG),
        # On the day before, in UTC: the scope does not match.
        (header("X-TC-Timestamp", str(NOW - 1)), WRONG),
        (header("Authorization", None), MALFORMED),
        (header("Authorization", ""), MALFORMED),
        (header("Authorization", "SKIP"), MALFORMED),
        (header("Authorization", "Bearer local"), MALFORMED),
        (authorization("TC3-HMAC-SHA256", "HmacSHA256"), MALFORMED),
        (authorization("tc3_request", "tc4_request"), MALFORMED),
        (authorization("content-type;host", "host"), MALFORMED),
        (authorization("content-type;host", "content-type"), MALFORMED),
        (authorization("content-type;host", "content-type;host;x-tc-no"), MALFORMED),
        (authorization("Signature=", "Signature=x"), MALFORMED),
        (authorization("=local/", "=nobody/"), "AuthFailure.SecretIdNotFound"),
        (authorization("=local/", "=other/"), WRONG),
        (authorization("2026-01-01", "2025-12-31"), WRONG),
        (authorization("content-type;host", "host;content-type"), WRONG),
        (authorization("Signature=", "Signature=" + "0" * 64 + " "), MALFORMED),
        (header("Content-Type", "application/json; charset=utf-8"), WRONG),
        (header("Host", "ses.tencentcloudapi.com"), WRONG),
        (body(b'{"Offset":0,"Limit":2}'), WRONG),
        (header("X-TC-Content-SHA256", "UNSIGNED-PAYLOAD"), WRONG),
        (header("X-TC-Region", None), "MissingParameter"),
        (header("X-TC-Region", "ap-nowhere"), "UnsupportedRegion"),
        (header("X-TC-Language", "de-DE"), "InvalidParameterValue"),
        (header("X-TC-Language", "zh-CN"), "ok"),
        (header("X-TC-RequestClient", "anything"), "ok"),
        (lambda sent: None, "ok"),
    ],
)
async def test_spoiled_requests(ses: Caller, spoil: Spoil, code: str) -> None:
    sent = ses.request("ListReceivers", b'{"Offset":0,"Limit":1}')
    spoil(sent)
    assert await ses.code_of(sent) == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "InvalidParameter"),
        (b"Offset=0", "InvalidParameter"),
        (b"[]", "InvalidParameter"),
        (b"null", "InvalidParameter"),
        (b'"text"', "InvalidParameter"),
        (b'{"Offset":0,"Limit":1', "InvalidParameter"),
        (b'{"Offset":0,"Limit":NaN}', "InvalidParameter"),
        (b'{"Offset":0,"Limit":1,"KeyWord":"\xff"}', "InvalidParameter"),
        (b'{"Offset":0,"Limit":' + b"1" * 5000 + b"}", "InvalidParameter"),
        (b"[" * 100_000, "InvalidParameter"),
        (b'{"a":' * 900 + b"1" + b"}" * 900, "UnknownParameter"),
        (b'{"Offset":0,"Limit":1,"Limits":1}', "UnknownParameter"),
        (b'{"Offset":0,"limit":1}', "UnknownParameter"),
        (b'{"Offset":0}', "MissingParameter"),
        (b'{"Offset":0,"Limit":null}', "MissingParameter"),
        (b'{"Offset":0,"Limit":"1"}', "InvalidParameter"),
        (b'{"Offset":0,"Limit":true}', "InvalidParameter"),
        (b'{"Offset":0,"Limit":1.0}', "InvalidParameter"),
        (b'{"Offset":0,"Limit":1e999}', "InvalidParameter"),
        (b'{"Offset":0,"Limit":[1]}', "InvalidParameter"),
        (b'{"Offset":0,"Limit":18446744073709551616}', "InvalidParameter"),
        (b'{"Offset":-1,"Limit":1}', "InvalidParameterValue"),
        (b'{"Offset":0,"Limit":101}', "FailedOperation.InvalidLimit"),
        (b'{"Offset":0,"Limit":1,"Status":4}', "InvalidParameterValue"),
        (b'{"Offset":0,"Limit":1,"KeyWord":"\\ud800"}', "InvalidParameterValue"),
        ('{"Offset":0,"Limit":1,"KeyWord":"größer"}'.encode(), "ok"),
    ],
)
async def test_bodies(ses: Caller, content: bytes, code: str) -> None:
    assert await ses.code_of(ses.request("ListReceivers", content)) == code


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Offset=0&Limit=1", "ok"),
        ("Offset=0&Limit=1&KeyWord=a%20b%26%E5%90%8D", "ok"),
        ("Offset=0&Limit=1&KeyWord=", "ok"),
        ("KeyWord=%7Eb%7e&Offset=0&Limit=1", "ok"),
        ("", "MissingParameter"),
        ("Offset=0", "MissingParameter"),
        ("Offset=0&Limit=one", "InvalidParameter"),
        ("Offset=0&Limit=1&Limit=2", "InvalidParameter"),
        ("Offset=0&Limit=1&Limit.0=2", "InvalidParameter"),
        ("Offset=0&Limit.0=1", "InvalidParameter"),
        ("Offset=0&Limit", "InvalidParameter"),
        ("&", "InvalidParameter"),
        ("Offset=0&Limit=1&Unknown=1", "UnknownParameter"),
        ("Offset=0&Limit=1&Unknown.0.Deep=1", "UnknownParameter"),
        ("a" + ".a" * 7000 + "=1", "UnknownParameter"),
        ("Offset=0&Limit=500", "FailedOperation.InvalidLimit"),
        ("Offset=0&Limit=1&KeyWord=" + "k" * 32768, "RequestSizeLimitExceeded"),
    ],
)
async def test_queries(ses: Caller, query: str, code: str) -> None:
    sent = ses.request("ListReceivers", method="GET", query=query)
    try:
        assert await ses.code_of(sent) == code
    except (
        aiohttp.ClientResponseError
    ):  # the reader of the server's headers has a limit
        assert code == "RequestSizeLimitExceeded"


@pytest.mark.parametrize(
    ("method", "content_type", "code"),
    [
        ("POST", "application/json", "ok"),
        ("POST", "Application/JSON; charset=utf-8", "ok"),
        ("POST", "text/plain", UNSUPPORTED),
        ("POST", FORM, UNSUPPORTED),
        ("POST", "multipart/form-data; boundary=x", UNSUPPORTED),
        ("GET", FORM, "ok"),
        ("GET", "application/json", UNSUPPORTED),
    ],
)
async def test_content_types(
    ses: Caller, method: str, content_type: str, code: str
) -> None:
    sent = ses.request(
        "ListEmailAddress", method=method, headers={"Content-Type": content_type}
    )
    assert await ses.code_of(sent) == code


async def test_a_content_type_is_refused_in_the_words_of_the_service(
    ses: Caller,
) -> None:
    """The official SDK's own tests look for them."""
    kind = "multipart/form-data; boundary=x"
    with pytest.raises(Refused, match="not support Content-Type=`multipart/form-data`"):
        await ses.send(ses.request("ListEmailAddress", headers={"Content-Type": kind}))


@pytest.mark.parametrize("size", [33_000, 70_000, 900_000])
async def test_a_long_query_is_refused_by_the_service(ses: Caller, size: int) -> None:
    sent = ses.request("ListReceivers", method="GET", query="KeyWord=" + "k" * size)
    assert await ses.code_of(sent) == "RequestSizeLimitExceeded"


@pytest.mark.parametrize("action", ["ListEmailAddress", "SendEmail"])
async def test_the_host_may_be_signed_without_its_port(
    ses: Caller, action: str
) -> None:
    """The official SDK for Node.js does so."""
    host = ses.url.removeprefix("http://")
    name = host.partition(":")[0]
    accepted = "ok" if action == "ListEmailAddress" else "MissingParameter"
    for signed, code in (
        (host, accepted),
        (name, accepted),
        (f"{name}:80", WRONG),
        ("cvm.localhost", WRONG),
    ):
        sent = ses.request(action, headers={"Host": signed})
        sent.headers["Host"] = host
        assert await ses.code_of(sent) == code


async def test_the_body_may_stay_out_of_the_signature(ses: Caller) -> None:
    unsigned = {"X-TC-Content-SHA256": "UNSIGNED-PAYLOAD"}
    sent = ses.request("ListReceivers", b'{"Offset":0,"Limit":1}', headers=unsigned)
    assert await ses.code_of(sent) == "ok"
    sent.body = b'{"Offset":0,"Limit":2}'
    assert await ses.code_of(sent) == "ok"


async def test_five_minutes_are_allowed(ses: Caller) -> None:
    sent = ses.request("ListEmailAddress")
    ses.clock.now += 299
    assert await ses.code_of(sent) == "ok"
    ses.clock.now += 2
    assert await ses.code_of(sent) == EXPIRED


async def test_only_unsigned_actions_need_no_signature(sts: Caller) -> None:
    example = sts.service.actions["AssumeRoleWithSAML"].examples[0]
    sent = sts.request("AssumeRoleWithSAML", json.dumps(dict(example.request)).encode())
    sent.headers["Authorization"] = "SKIP"
    response = await sts.send(sent)
    assert response.keys() == example.response.keys()
    for name in ("AssumeRole", "GetCallerIdentity"):
        sent = sts.request(name)
        sent.headers["Authorization"] = "SKIP"
        assert await sts.code_of(sent) == MALFORMED


async def test_an_unsigned_request_finds_its_product_by_its_domain(sts: Caller) -> None:
    for host, code in (
        ("sts.tencentcloudapi.com", "MissingParameter"),
        ("sts.intl.tencentcloudapi.com", "MissingParameter"),
        ("ses.tencentcloudapi.com", "NoSuchVersion"),
        ("tss.tencentcloudapi.com", "NoSuchProduct"),
    ):
        sent = sts.request("AssumeRoleWithSAML", headers={"Host": host})
        sent.headers["Authorization"] = "SKIP"
        assert await sts.code_of(sent) == code
    sent.headers |= {"Host": "localhost", "X-TC-Action": "Unheard"}
    assert await sts.code_of(sent) == "NoSuchProduct"


async def test_a_wrong_signature_is_explained_without_secrets(ses: Caller) -> None:
    wrong = ses.with_options(secret_key="not-the-key")
    sent = wrong.request(
        "ListReceivers",
        method="GET",
        query="Limit=1&Offset=0",
        headers={"X-TC-Token": "t0ken"},
    )
    value = sent.headers["Authorization"]
    sent.headers["Authorization"] = value.replace(";host", ";host;x-tc-token")
    with pytest.raises(Refused) as caught:
        await ses.send(sent)
    host = ses.url.removeprefix("http://")
    expected = f"GET\n/\nLimit=1&Offset=0\ncontent-type:{FORM}\nhost:{host}\n"
    assert expected in caught.value.message
    for secret in ("local", "not-the-key", "t0ken"):
        assert secret not in caught.value.message.replace("localhost", "")


async def test_messages_name_the_parameter(ses: Caller) -> None:
    datas = [{"Email": "a@example.com", "TemplateData": "{}"}, {"Email": 5}]
    with pytest.raises(Refused, match=r"Datas\[1\]\.Email") as caught:
        await ses("CreateReceiverDetailWithData", ReceiverId=1, Datas=datas)
    assert caught.value.code == "InvalidParameter"


async def test_large_bodies(ses: Caller) -> None:
    sent = ses.request("ListEmailAddress", b" " * (8 * 1024 * 1024 - 2) + b"{}")
    assert await ses.code_of(sent) == "ok"
    for size in (8 * 1024 * 1024, 10 * 1024 * 1024, 24 * 1024 * 1024):
        sent = ses.request("ListEmailAddress", b" " * (size - 1) + b"{}")
        assert await ses.code_of(sent) == "RequestSizeLimitExceeded"
    sent = ses.request("ListEmailAddress")
    assert await ses.code_of(sent) == "ok"


async def test_the_region_decides_which_values_exist(ses: Caller) -> None:
    vietnamese = {
        "Address": "news@mail.example.com",
        "UnsubscribeConfig": "12",
        "Status": 1,
    }
    assert await ses.code("CreateAddressUnsubscribeConfig", **vietnamese) == (
        "InvalidParameterValue"
    )
    china = ses.with_options(region="ap-guangzhou")
    await create_sender(ses)
    assert await china("CreateAddressUnsubscribeConfig", **vietnamese) == {}


async def test_request_ids_differ(ses: Caller) -> None:
    for _ in range(3):
        await ses("ListEmailAddress")
    await ses.code("ListReceivers")
    assert len(set(ses.seen)) == 4


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/other", 404),
        ("PUT", "/", 405),
        ("HEAD", "/", 405),
        ("DELETE", "/", 405),
    ],
)
async def test_what_is_no_call(
    session: aiohttp.ClientSession, url: str, method: str, path: str, status: int
) -> None:
    async with session.request(method, url + path) as response:
        assert response.status == status
        assert response.content_type == "application/json"
        text = await response.text()
    assert method == "HEAD" or json.loads(text)["Response"]["Error"]["Code"]
