"""Queries, files, bytes, payloads that are not signed: as they reach a server."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes
from email.policy import HTTP
from importlib import import_module
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

import tc3._core.clock
from tc3 import errors
from tc3._core import chance, signature
from tc3.ses import SesClient

from .driver import KEY, Driver, Either
from .servers import Received, Server, fails, ok, reply
from .test_call import core_of

NOW = 1551113065
Toys = Callable[..., Either]


@pytest.fixture
def toys(toy: ModuleType, driver: Driver) -> Toys:
    """Makes clients of the toy service."""
    service = import_module(f"{toy.__name__}.toy")
    key = toy.Credential("AKIDtest", "the-secret-key")

    def make(server: Server, **options: Any) -> Either:
        options = {"credential": key, "retry": toy.RetryPolicy(1), **options}
        return driver.of(
            service.ToyClient, service.AsyncToyClient, server.url, **options
        )

    return make


@pytest.fixture
def still(toy: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time stands still, and boundaries are known."""
    core = f"{toy.__name__}._core"
    monkeypatch.setattr(f"{core}.clock.time", lambda: NOW + 0.9)
    monkeypatch.setattr(f"{core}.chance.boundary", lambda: "b0undary")


def signature_of(
    request: Received, payload: bytes | None = None, service: str = "toy"
) -> str:
    """What the signature of a request as it was received must be."""
    method, target, _ = request.start.split(" ")
    return signature.authorization(
        secret_id="AKIDtest",
        secret_key="the-secret-key",
        service=service,
        timestamp=int(request.headers["x-tc-timestamp"]),
        headers=[
            ("content-type", request.headers["content-type"]),
            ("host", request.headers["host"]),
            ("x-tc-action", request.headers["x-tc-action"]),
        ],
        payload=request.body if payload is None else payload,
        method=method,
        query=target.partition("?")[2],
    )


# Queries


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
    assert fits.wire is not None
    assert len(fits.wire.query) == 32 * 1024
    with pytest.raises(errors.InvalidRequest, match="32769 bytes, but at most 32768"):
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
    with pytest.raises(errors.InvalidRequest, match=why) as caught:
        core_of(http_method="GET").prepare_raw("Look", {"A": value}, True)
    assert caught.value.action == "Look"
    assert "hunter2" not in str(caught.value)


def test_endless_value() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(errors.InvalidRequest, match="contains itself"):
        core_of(http_method="GET").prepare_raw("Look", {"A": endless}, True)


# Files


def parts(request: Received) -> dict[str, tuple[bytes, str, str | None]]:
    """Content, type and file name of each part, as another reader sees them."""
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n"
    message: Any = message_from_bytes(head.encode() + request.body, policy=HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): (
            part.get_payload(decode=True),
            part.get_content_type(),
            part.get_filename(),
        )
        for part in message.iter_parts()
    }


FILE = bytes(range(256)) * 3 + b"\r\n--b0undar\r\n"


@pytest.mark.usefixtures("still")
async def test_multipart(toys: Toys, server: Server) -> None:
    models = import_module("toycloud.toy.models")
    part = models.Part(name="ü")
    async with toys(server) as client:
        answer = await client.upload(
            file=FILE, name="naïve\r\n", labels=["a", "b"], part=part, flag=True
        )
    assert answer.request_id == "req-ok"
    (request,) = server.requests
    assert request.start == "POST / HTTP/1.1"
    assert request.headers["content-type"] == "multipart/form-data; boundary=b0undary"
    assert int(request.headers["content-length"]) == len(request.body)
    assert request.body.startswith(
        b"--b0undary\r\n"
        b'Content-Disposition: form-data; name="File"; filename="File"\r\n'
        b"Content-Type: application/octet-stream\r\n"
        b"\r\n" + FILE + b"\r\n--b0undary\r\n"
    )
    assert request.body.endswith(b"\r\n--b0undary--\r\n")
    text, json = "text/plain", "application/json"
    assert parts(request) == {
        "File": (FILE, "application/octet-stream", "File"),
        "Name": ("naïve\r\n".encode(), text, None),
        "Labels": (b'["a","b"]', json, None),
        "Part": ('{"Name":"ü"}'.encode(), json, None),
        "Flag": (b"true", text, None),
    }
    assert request.headers["authorization"] == signature_of(request)


async def test_boundaries_differ(toys: Toys, server: Server) -> None:
    async with toys(server) as client:
        for _ in range(2):
            await client.upload(file=b"x", name="x")
    types = [request.headers["content-type"] for request in server.requests]
    assert types[0] != types[1]
    for kind in types:
        assert re.fullmatch("multipart/form-data; boundary=[0-9a-f]{32}", kind)


async def test_limits_of_a_file_are_those_of_its_bytes(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """Base64 would be a third longer."""
    async with toys(server) as client:
        await client.upload(file=bytes(4_000_000), name="x")
        with pytest.raises(toy.errors.InvalidRequest, match="file: 4000001 bytes, but"):
            await client.upload(file=bytes(4_000_001), name="x")
        with pytest.raises(toy.errors.InvalidRequest, match="file: must be bytes, not"):
            await client.upload(file="text", name="x")
        lenient = client.with_options(validate=False)
        with pytest.raises(toy.errors.InvalidRequest, match="at most 10485760 are"):
            await lenient.upload(file=bytes(10 * 1024 * 1024), name="x")
    assert len(server.requests) == 1


ODD: dict[str, Any] = {
    "file": 5,
    "name": "\ud800 hunter2",
    "labels": [object()],
    "flag": 1j,
    "part": {"Name": float("nan")},
}


@pytest.mark.parametrize("member", ODD)
async def test_part_that_cannot_be_written(
    toy: ModuleType, toys: Toys, server: Server, member: str
) -> None:
    """Not even without validation; and no error tells what it was."""
    params = {"file": b"x", "name": "x", member: ODD[member]}
    async with toys(server, validate=False) as client:
        with pytest.raises(toy.errors.InvalidRequest) as caught:
            await client.upload(**params)
    assert caught.value.action == "Upload"
    assert "hunter2" not in str(caught.value)
    assert server.requests == []


# Bytes


@pytest.mark.parametrize("options", [{}, {"signature": "HmacSHA1"}])
async def test_octet_stream(
    toys: Toys, server: Server, options: dict[str, Any]
) -> None:
    """An older signature cannot sign it, so it has the usual one."""
    async with toys(server, **options) as client:
        await client.record(entries=FILE, topic="a topic", count=7)
        await client.record(entries=b"", topic="t")
    full, least = server.requests
    assert full.start == "POST / HTTP/1.1"
    assert full.body == FILE
    assert full.headers["content-type"] == "application/octet-stream"
    assert full.headers["x-toy-topic"] == "a topic"
    assert full.headers["x-toy-count"] == "7"
    assert full.headers["authorization"] == signature_of(full)
    assert "x-toy-count" not in least.headers
    assert least.headers["content-length"] == "0"
    assert least.headers["authorization"] == signature_of(least)


@pytest.mark.parametrize(
    "topic", ["a\r\nX-Evil: 1", "a\n", "a\0", "ä", " a", "a\t", "\x7f", "\ud800", 1j]
)
async def test_text_that_no_header_holds(
    toy: ModuleType, toys: Toys, server: Server, topic: Any
) -> None:
    async with toys(server, validate=False) as client:
        with pytest.raises(toy.errors.InvalidRequest, match="Record: topic: "):
            await client.record(entries=b"x", topic=topic)
    assert server.requests == []


# What is not signed


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
        answer = await client.upload(file=FILE, name="x")
    assert answer.key == "k"
    first, second = server.requests
    assert first.body == second.body
    for request in server.requests:
        assert request.headers["authorization"] == signature_of(request)


async def test_content_type_says_nothing(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """Whether it has a charset or not, an error is an error, an answer an answer."""
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
