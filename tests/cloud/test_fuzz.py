"""Whatever is sent, the response is JSON and no traceback."""

from __future__ import annotations

import asyncio
import json
import logging
import random
from typing import Any

import pytest
from attrs import evolve

from tc3gen.cloud import LocalCloud
from tc3gen.spec.model import Action, Field, Service

from .support.client import Caller
from .support.story import ready_to_send

ROUNDS = 300

VALUES: list[Any] = [
    None, True, False, 0, -1, 1, 2**63, 2**64, -(2**70), 1.5, 1e300, "", "0", "x" * 5000,
    "\ud800", "\x00", "é\U0001f600", "{{name}}", "' OR 1=1", "a@example.com", "mail.example.com",
    "2026-01-01", "2026-01-01 00:00:00", "9999-99-99", "{}", "[]", '{"a":1}', "e30=", [], {},
    [None], [[]], [{}], {"": ""}, {"a": {"a": {"a": 1}}}, [1, "a", None],
]  # fmt: skip


@pytest.fixture
def chance() -> random.Random:
    return random.Random(20201002)


def example_value(service: Service, field: Field, chance: random.Random) -> Any:
    """A value that fits, mostly."""
    if chance.random() < 0.1:
        return chance.choice(VALUES)
    if field.type.depth:
        return [
            example_value(service, item(field), chance)
            for _ in range(chance.randint(0, 3))
        ]
    if field.type.name in service.types:
        fields = service.types[field.type.name].fields
        return {
            name: example_value(service, each, chance) for name, each in fields.items()
        }
    if field.enum:
        return chance.choice(service.enums[field.enum].values("international"))
    plain: dict[str, list[Any]] = {
        "integer": [0, 1, 10, 1001, 10001],
        "boolean": [True, False],
        "json": ["{}", '{"name":"x"}'],
        "bytes": ["", "SGVsbG8="],
        "date": ["2026-01-01"],
    }
    texts = ["a@example.com", "news@mail.example.com", "mail.example.com", "name", "1"]
    return chance.choice(plain.get(field.type.name, texts))


def item(field: Field) -> Field:
    return evolve(field, type=evolve(field.type, depth=field.type.depth - 1))


def random_params(
    service: Service, action: Action, chance: random.Random
) -> dict[str, Any]:
    params = {
        name: example_value(service, field, chance)
        for name, field in action.params.items()
        if chance.random() < 0.85
    }
    if chance.random() < 0.05:
        params[chance.choice(["", "Extra", "\ud800", "a.b"])] = chance.choice(VALUES)
    return params


async def test_random_parameters(
    cloud: LocalCloud,
    ses: Caller,
    chance: random.Random,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR)
    await ready_to_send(ses)
    codes = set()
    for _ in range(ROUNDS):
        action = chance.choice(list(ses.service.actions.values()))
        params = random_params(ses.service, action, chance)
        sent = ses.request(action.name, json.dumps(params).encode())
        codes.add(await ses.code_of(sent))
    assert "InternalError" not in codes
    assert {"ok", "UnknownParameter", "InvalidParameter", "MissingParameter"} <= codes
    assert all(mail.raw for mail in cloud.outbox)
    assert caplog.records == []


async def test_random_bytes_in_requests(
    ses: Caller, chance: random.Random, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR, "tc3gen.cloud")
    for _ in range(ROUNDS):
        sent = ses.request(
            "ListReceivers",
            bytes(chance.choices(b'{}[]":,\\\xff\x00aL1e-.', k=chance.randint(0, 40))),
        )
        for name in chance.sample(sorted(sent.headers), chance.randint(0, 2)):
            if name != "Host":
                sent.headers[name] = spoiled(sent.headers[name], chance)
        assert await ses.code_of(sent) != "InternalError"
    assert caplog.records == []


def spoiled(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) + 1)
    added = chance.choice(["", "é", "\t", ",", "=", "%00", "9", ";", "/", "\udc80"])
    return text[:place] + added + text[place + chance.randint(0, 3) :]


RAW = [
    b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nX-TC-Action: \xff\xfe\r\nContent-Length: 2\r\n\r\n{}",
    b"GET /?%zz=%&\xc3\xa9=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://ses.tencentcloudapi.com/?a=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
    b"POST / HTTP/1.1\r\nHost: x\r\nX-TC-Action: a\r\nX-TC-Action: b\r\nContent-Length: 0\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    b"no HTTP at all\r\n\r\n",
    b"ABC / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX-TC-Action: a\x7f\r\n\r\n",
    b"GET /_local/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /../ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
]


@pytest.mark.parametrize("request_bytes", RAW)
async def test_requests_that_no_client_sends(
    url: str, request_bytes: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request_bytes)
    head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
    assert int(head.split()[1]) in (200, 400, 403, 404)
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    content = await reader.readexactly(length)
    # A request line that is no HTTP is refused before it can be a call.
    if b"text/plain" not in head:
        response = json.loads(content)
        assert response.get("error") or response["Response"]["Error"]["Code"]
    writer.close()
    assert "Traceback" not in caplog.text + content.decode()
