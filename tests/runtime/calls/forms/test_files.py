"""Files in forms, and bodies that are bytes: as they reach a server."""

from __future__ import annotations

import re
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from ...support.servers import Server
from .conftest import FILE, NOW, Toys, parts, signature_of


@pytest.fixture
def still(toy: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """The time stands still, and boundaries are known."""
    core = f"{toy.__name__}._core"
    monkeypatch.setattr(f"{core}.clock.time", lambda: NOW + 0.9)
    monkeypatch.setattr(f"{core}.calls.randomness.boundary", lambda: "b0undary")


@pytest.mark.usefixtures("still")
async def test_multipart(toys: Toys, server: Server) -> None:
    models = import_module("toycloud.toy.models")
    part = models.Part(name="ü")
    async with toys(server) as client:
        response = await client.upload(
            file=FILE, name="naïve\r\n", labels=["a", "b"], part=part, flag=True
        )
    assert response.request_id == "req-ok"
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
        with pytest.raises(
            toy.errors.ValidationError, match="file: 4000001 bytes, but"
        ):
            await client.upload(file=bytes(4_000_001), name="x")
        with pytest.raises(
            toy.errors.ValidationError, match="file: must be bytes, not"
        ):
            await client.upload(file="text", name="x")
        lenient = client.with_options(validate=False)
        with pytest.raises(toy.errors.ValidationError, match="at most 10485760 are"):
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
        with pytest.raises(toy.errors.ValidationError) as caught:
            await client.upload(**params)
    assert caught.value.action == "Upload"
    assert "hunter2" not in str(caught.value)
    assert server.requests == []


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
        with pytest.raises(toy.errors.ValidationError, match="Record: topic: "):
            await client.record(entries=b"x", topic=topic)
    assert server.requests == []
