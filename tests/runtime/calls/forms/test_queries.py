"""Queries, files, bytes, payloads that are not signed: as they reach a server."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import tc3._core.clock
from tc3 import errors
from tc3._core.calls import randomness as chance
from tc3._core.signing import tc3 as signature
from tc3.ses import SesClient

from ...support.driver import KEY, Driver
from ...support.servers import Server, fails, ok, reply
from ..test_call import core_of
from .conftest import FILE, NOW, Toys, parts, signature_of


async def test_query(toy: ModuleType, toys: Toys, server: Server) -> None:
    """As in RFC 3986, sorted, and signed as it is sent."""
    models = import_module("toycloud.toy.models")
    async with toys(server) as client:
        await client.find(
            text="a b+c&d=é~/?%20 'x'",
            part=models.Part(name="p", inner=models.Part(name="q")),
            parts=[models.Part(name="r"), models.Part(name="s")],
            numbers=[10, 20],
            level=0.5,
            flag=True,
            mood="glad",
        )
        await client.find(numbers=[], flag=False, text="")
        await client.find()
    full, some, none = server.requests
    assert full.start == (
        "GET /?Flag=true&Level=0.5&Mood=glad&Numbers.0=10&Numbers.1=20"
        "&Part.Inner.Name=q&Part.Name=p&Parts.0.Name=r&Parts.1.Name=s"
        "&Text=a%20b%2Bc%26d%3D%C3%A9~%2F%3F%2520%20%27x%27 HTTP/1.1"
    )
    assert some.start == "GET /?Flag=false&Text= HTTP/1.1"
    assert none.start == "GET / HTTP/1.1"
    for request in server.requests:
        assert request.body == b""
        assert request.headers["content-type"] == "application/x-www-form-urlencoded"
        assert request.headers["x-tc-action"] == "Find"
        assert request.headers["authorization"] == signature_of(request)


def test_official_sdk_signs_the_same_query(monkeypatch: pytest.MonkeyPatch) -> None:
    official = pytest.importorskip("tencentcloud.common.abstract_client")
    profiles = pytest.importorskip("tencentcloud.common.profile.client_profile")
    credentials = pytest.importorskip("tencentcloud.common.credential")
    monkeypatch.setattr(tc3._core.clock, "time", lambda: NOW)
    params = {"Texts": ["é+&=~", "~/?"], "Part": {"Inside": [{"N": 0.5}]}, "N": 10}
    core = core_of(http_method="GET")
    ours = core.sign(core.prepare_raw("Any", params, True), KEY)

    profile = profiles.ClientProfile()
    profile.httpProfile.endpoint = ours.headers["Host"]
    credential = credentials.Credential(KEY.secret_id, KEY.secret_key)
    client = official.AbstractClient(credential, "ap-singapore", profile)
    client._service = "ses"
    monkeypatch.setattr(official.time, "time", lambda: NOW)
    theirs = SimpleNamespace(header={}, method="GET", uri="/")
    client._build_req_with_tc3_signature("Any", params, theirs, {})
    assert sorted(theirs.data.split("&")) == ours.query.split("&")

    # It signs two headers; so do we here.
    theirs.data = ours.query
    signed = client._get_tc3_signature(params, theirs, "2019-02-25", "ses", "key", {})
    assert (
        signed
        == signature.authorization(
            secret_id="id",
            secret_key="key",
            service="ses",
            timestamp=NOW,
            headers=[
                ("content-type", ours.headers["Content-Type"]),
                ("host", ours.headers["Host"]),
            ],
            payload=b"",
            method="GET",
            query=ours.query,
        ).rpartition("=")[2]
    )


async def test_reads_as_get(driver: Driver, server: Server) -> None:
    """What must not be sent twice is posted: anyone on the way may send a GET again."""
    async with driver.client(server.url, http_method="GET") as client:
        await client.list_receivers(offset=0, limit=5)
        await client.create_receiver(receivers_name="x")
        await client.call("Look", {"A": [None, 1]}, repeatable=True)
        await client.call("Make", {"A": 1})
    starts = [request.start for request in server.requests]
    assert starts == [
        "GET /?Limit=5&Offset=0 HTTP/1.1",
        "POST / HTTP/1.1",
        "GET /?A.1=1 HTTP/1.1",
        "POST / HTTP/1.1",
    ]
    for request in server.requests:
        assert request.headers["authorization"] == signature_of(request, service="ses")


async def test_query_of_one_call_is_not_kept(server: Server) -> None:
    """A client that asks many things does not grow."""
    with SesClient(KEY, endpoint=server.url, http_method="GET") as client:
        before = signature._frame.cache_info().currsize
        core = client._core
        for number in range(100):
            core.sign(core.prepare_raw("Look", {"A": number}, True), KEY)
        assert signature._frame.cache_info().currsize == before


def test_size_of_a_query() -> None:
    core = core_of(http_method="GET")
    fits = core.prepare_raw("Look", {"A": "x" * (32 * 1024 - 2)}, True)
    assert fits.form is not None
    assert len(fits.form.query) == 32 * 1024
    with pytest.raises(errors.ValidationError, match="32769 bytes, but at most 32768"):
        core.prepare_raw("Look", {"A": "x" * (32 * 1024 - 1)}, True)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (b"x", "bytes is neither text nor a number"),
        (float("nan"), "not finite"),
        ([object()], "object is neither text"),
        ({1: 2}, "names of members must be text"),
        ("\ud800 hunter2", "half of a surrogate pair"),
    ],
)
def test_value_that_no_query_holds(value: Any, why: str) -> None:
    with pytest.raises(errors.ValidationError, match=why) as caught:
        core_of(http_method="GET").prepare_raw("Look", {"A": value}, True)
    assert caught.value.action == "Look"
    assert "hunter2" not in str(caught.value)


def test_endless_value() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(errors.ValidationError, match="contains itself"):
        core_of(http_method="GET").prepare_raw("Look", {"A": endless}, True)


@pytest.mark.parametrize("options", [{}, {"signature": "HmacSHA1"}])
async def test_unsigned_action(
    toys: Toys, server: Server, options: dict[str, Any]
) -> None:
    async with toys(server, **options) as client:
        await client.submit(file=FILE)
    (request,) = server.requests
    assert request.headers["authorization"] == "SKIP"
    assert parts(request)["File"][0] == FILE


@pytest.mark.parametrize("action", ["echo", "upload", "record", "find"])
async def test_unsigned_payload(toys: Toys, server: Server, action: str) -> None:
    params: dict[str, dict[str, Any]] = {
        "upload": {"file": b"x", "name": "x"},
        "record": {"entries": b"x", "topic": "x"},
        "find": {"text": "x"},
    }
    async with toys(server, unsigned_payload=True) as client:
        await getattr(client, action)(**params.get(action, {}))
        await client.with_options(unsigned_payload=False).echo()
    request, usual = server.requests
    assert request.headers["x-tc-content-sha256"] == "UNSIGNED-PAYLOAD"
    assert request.headers["authorization"] == signature_of(
        request, b"UNSIGNED-PAYLOAD"
    )
    assert "x-tc-content-sha256" not in usual.headers


async def test_form_survives_a_new_attempt(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """Signed anew, and the same otherwise."""
    server.plays(fails("RequestLimitExceeded"), ok(Key="k"))
    async with toys(server, retry=toy.RetryPolicy(2, base=0)) as client:
        response = await client.upload(file=FILE, name="x")
    assert response.key == "k"
    first, second = server.requests
    assert first.body == second.body
    for request in server.requests:
        assert request.headers["authorization"] == signature_of(request)


async def test_content_type_says_nothing(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """Whether it has a charset or not, an error is an error, a response a response."""
    body = {"Response": {"Error": {"Code": "InternalError"}, "RequestId": "r"}}
    for kind in (
        "application/json; charset=utf-8",
        "text/plain;charset=UTF-8",
        "text/html",
        "",
    ):
        headers = {"Content-Type": kind}
        server.plays(
            reply({"Response": {"Count": 5}}, headers=headers),
            reply(body, headers=headers),
        )
        async with toys(server) as client:
            assert (await client.echo()).count == 5
            with pytest.raises(toy.errors.InternalError):
                await client.echo()


def test_chance() -> None:
    assert len({chance.nonce() for _ in range(50)}) > 45
    assert all(0 < chance.nonce() < 2**31 for _ in range(50))
