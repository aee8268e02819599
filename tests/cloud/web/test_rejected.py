"""Why a signature was rejected: the page finds out what the client signed."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from attrs import evolve

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.signing.diagnosis import Rejection, explain_rejection
from tc3gen.cloud.web.comparison import compare_requests

from ..support.client import Caller, Sent

pytestmark = pytest.mark.asyncio(loop_scope="session")

BODY = b'{"Offset": 0, "Limit": 10}'
FAILURE = "AuthFailure.SignatureFailure"


async def rejection(cloud: LocalCloud, ses: Caller, sent: Sent) -> Rejection:
    assert await ses.code_of(sent) == FAILURE
    call = cloud.calls.newest_first()[0]
    found = explain_rejection(call.request, cloud.accounts, call.body_digest)
    assert found
    return found


def _body(sent: Sent) -> Sent:
    compact = json.dumps(json.loads(sent.body), separators=(",", ":"))
    return evolve(sent, body=compact.encode())


def _host(sent: Sent) -> Sent:
    return evolve(sent, headers={**sent.headers, "Host": "cloud.localhost"})


def _content_type(sent: Sent) -> Sent:
    content_type = "application/json; charset=utf-8"
    return evolve(sent, headers={**sent.headers, "Content-Type": content_type})


def _query(sent: Sent) -> Sent:
    return evolve(sent, query="a=b")


SLIPS: dict[str, tuple[Callable[[Sent], Sent], str]] = {
    "body": (_body, "body hash"),
    "content type": (_content_type, "header"),
    "query": (_query, "query"),
}


@pytest.mark.parametrize("slip", SLIPS)
async def test_usual_slips_are_found(cloud: LocalCloud, ses: Caller, slip: str) -> None:
    change, part = SLIPS[slip]
    found = await rejection(cloud, ses, change(ses.request("ListReceivers", BODY)))
    assert len(found.slips) == 1
    assert found.signed
    lines = compare_requests(found.signed, found.expected)
    assert [line.name for line in lines if line.differs] == [part]
    assert [line.name for line in lines if line.first] == [part]


async def test_two_slips_at_once(cloud: LocalCloud, ses: Caller) -> None:
    sent = _content_type(_body(ses.request("ListReceivers", BODY)))
    found = await rejection(cloud, ses, sent)
    assert len(found.slips) == 2
    assert found.signed
    lines = compare_requests(found.signed, found.expected)
    assert [line.name for line in lines if line.differs] == ["header", "body hash"]
    assert [line.name for line in lines if line.first] == ["header"]


async def test_the_host_of_the_real_service(cloud: LocalCloud, ses: Caller) -> None:
    host = {"Host": "ses.intl.tencentcloudapi.com"}
    sent = ses.request("ListReceivers", BODY, headers=host)
    sent.headers["Host"] = ses.url.removeprefix("http://")
    found = await rejection(cloud, ses, sent)
    assert found.slips == (
        "“ses.intl.tencentcloudapi.com” was signed as the host, and another one was sent.",
    )


async def test_the_key_of_another_account(cloud: LocalCloud, ses: Caller) -> None:
    mixed = ses.with_options(secret_key="other-key")
    found = await rejection(cloud, mixed, mixed.request("ListReceivers", BODY))
    assert found.signed == found.expected
    assert "account “other”" in found.slips[0]


async def test_an_unknown_key_is_not_guessed(cloud: LocalCloud, ses: Caller) -> None:
    wrong = ses.with_options(secret_key="wrong")
    found = await rejection(cloud, wrong, wrong.request("ListReceivers", BODY))
    assert (found.signed, found.slips) == (None, ())


async def test_a_large_body_is_compared_as_a_whole(
    cloud: LocalCloud, ses: Caller
) -> None:
    sent = ses.request("ListReceivers", BODY + b" " * 100_000)
    found = await rejection(cloud, ses, _content_type(sent))
    assert found.signed
    lines = compare_requests(found.signed, found.expected)
    assert [line.name for line in lines if line.differs] == ["header"]


async def test_tokens_are_hidden(cloud: LocalCloud, ses: Caller) -> None:
    sent = ses.request("ListReceivers", BODY, headers={"X-TC-Token": "s3cret"})
    names = "SignedHeaders=content-type;host;x-tc-token"
    header = sent.headers["Authorization"]
    sent.headers["Authorization"] = header.replace(
        "SignedHeaders=content-type;host", names
    )
    found = await rejection(cloud, ses, sent)
    assert "s3cret" not in found.expected
    assert "x-tc-token:(hidden)" in found.expected


async def test_older_signatures(cloud: LocalCloud, ses: Caller) -> None:
    from tc3gen.python.runtime.signing.v1 import signature

    fields = [
        ("Action", "ListReceivers"),
        ("Version", "2020-10-02"),
        ("Region", "ap-singapore"),
        ("Timestamp", str(int(ses.clock.now))),
        ("Nonce", "7"),
        ("SecretId", "local"),
        ("Offset", "0"),
        ("Limit", "10"),
    ]
    host = ses.url.removeprefix("http://")
    made = signature("local", fields, algorithm="HmacSHA1", method="POST", host=host)
    form = "&".join(f"{name}={value}" for name, value in fields)
    query = f"{form}&Signature={made.replace('+', '%2B')}"
    async with ses.session.get(f"{ses.url}/?{query}") as response:
        assert FAILURE in await response.text()
    call = cloud.calls.newest_first()[0]
    found = explain_rejection(call.request, cloud.accounts)
    assert found
    assert found.slips == ("It was signed as POST and sent as GET.",)
    assert found.signed
    assert [line.name for line in compare_requests(found.signed, found.expected)][
        :2
    ] == [
        "method",
        "field",
    ]
    assert made not in found.expected
