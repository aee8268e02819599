"""Responses that come as a stream of events, on both clients and real sockets."""

from __future__ import annotations

import json
from importlib import import_module
from types import ModuleType

import pytest

from ..support.servers import (
    Server,
    fails,
    ok,
    reply,
    silence,
)
from ..support.sources import until
from .streams import STREAM, Pieces, Toys, events, piece


async def test_typed_events(toys: Toys, server: Server) -> None:
    enums = import_module("toycloud.toy.enums")
    server.plays(
        events(
            b"\xef\xbb\xbf: hello\n\nid: 7\nevent: word\n"
            + piece("你", Count="1")[:-9],
            piece("你", Count="1")[-9:],
            piece("b", Mood="glad", New=[1]) + piece("c", RequestId="own"),
            b"data: [DONE]\n\n",
        )
    )
    async with toys() as client:
        pieces = Pieces(client, "stream_chat", text="Hi")
        assert pieces.stream.request_id == ""
        assert server.requests == []
        first = await pieces.next()
        assert (first.text, first.count, first.request_id) == ("你", 1, "req-stream")
        assert pieces.stream.request_id == "req-stream"
        assert (pieces.stream.event.name, pieces.stream.event.id) == ("word", "7")
        second = await pieces.next()
        assert (second.mood, second.raw["New"]) == (enums.Mood.GLAD, [1])
        third = await pieces.next()
        assert (third.text, third.request_id) == ("c", "own")
        assert await pieces.next() is None
        assert await pieces.next() is None
    (request,) = server.requests
    assert request.params == {"Text": "Hi", "Stream": True}
    assert request.action == "Chat"


CHUNKINGS = [
    pytest.param([piece("a") + piece("b")], id="at once"),
    pytest.param([piece("a"), piece("b")], id="one by one"),
    pytest.param([piece("a") + piece("b")[:-2]], id="no blank line at the end"),
    pytest.param([piece("a") + piece("b")[:-1]], id="a line end at the end"),
    pytest.param(
        [bytes([byte]) for byte in (piece("a") + piece("b")).replace(b"\n", b"\r\n")],
        id="CR LF a byte at a time",
    ),
    pytest.param(
        [b"data:\n\ndata\n\n", piece("a"), b"\n\n:\n\n", piece("b")], id="empty"
    ),
    pytest.param([piece("a"), b'data: {"Text":\ndata: "b"}\n\n'], id="two lines"),
    pytest.param([piece("a"), piece("b"), b"data: [DONE]\n\n"], id="done"),
    pytest.param(
        [piece("a"), b'data: {"Response": {"Text": "b", "RequestId": "r"}}\n\n'],
        id="dressed as a whole response",
    ),
]


@pytest.mark.parametrize("chunks", CHUNKINGS)
async def test_streams(toys: Toys, server: Server, chunks: list[bytes]) -> None:
    """All of them come, and the connection serves the next call."""
    server.plays(events(*chunks), ok())
    async with toys() as client:
        assert await Pieces(client).texts() == ["a", "b"]
        await client.echo()
    assert len(server.requests) == 2
    if chunks[-1] != b"data: [DONE]\n\n":  # after which nothing more is waited for
        assert server.connections == 1


@pytest.mark.parametrize("kind", ["Text/Event-Stream; charset=utf-8", f"{STREAM} ;x"])
async def test_content_type_with_a_charset(
    toys: Toys, server: Server, kind: str
) -> None:
    server.plays(events(piece("a"), kind=kind))
    async with toys() as client:
        assert await Pieces(client).texts() == ["a"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "text/plain"])
async def test_service_that_answers_at_once(
    toys: Toys, server: Server, kind: str
) -> None:
    body = {"Response": {"Text": "whole", "RequestId": "req-whole"}}
    server.plays(reply(body, headers={"Content-Type": kind}))
    async with toys() as client:
        pieces = Pieces(client)
        assert await pieces.texts() == ["whole"]
        assert pieces.stream.request_id == "req-whole"
        assert pieces.stream.event is None


async def test_without_a_stream(toys: Toys, server: Server) -> None:
    """The same action, for those who want the whole response."""
    server.plays(ok(Text="whole"))
    async with toys() as client:
        assert (await client.chat(text="Hi")).text == "whole"
    assert server.requests[0].params == {"Text": "Hi"}


async def test_stream_that_nobody_asked_for(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    server.plays(events(piece("a"), headers={"X-Other": "1"}))
    async with toys() as client:
        with pytest.raises(
            toy.errors.ResponseError, match=r"which `stream_\.\.\.` reads"
        ) as no:
            await client.tell()
        assert (no.value.status, no.value.request_id) == (200, "req-stream")
        request = import_module("toycloud.toy.models").ChatRequest
        with pytest.raises(
            toy.errors.ValidationError, match="Chat: stream: asks for a"
        ):
            await client.send(request(text="Hi", stream=True))
    assert len(server.requests) == 1


async def test_request_breaks_the_spec(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """Told at once, not with the first step."""
    async with toys() as client:
        with pytest.raises(
            toy.errors.ValidationError, match="Chat: text: must be text"
        ):
            client.client.stream_chat(text=5)


# Errors

ERROR = {"Code": "InternalError", "Message": "no"}
WRAPPED = json.dumps({"Response": {"Error": ERROR, "RequestId": "req-failed"}})
FAILURES = [
    pytest.param(f"data: {WRAPPED}\n\n", "req-failed", id="a whole response"),
    pytest.param(f"{WRAPPED}", "req-failed", id="bare JSON"),
    pytest.param(f"{WRAPPED}\n", "req-failed", id="bare JSON in a line"),
    pytest.param(f"data: {json.dumps({'Error': ERROR})}", "req-stream", id="Error"),
    pytest.param(
        f"event: error\ndata: {json.dumps(ERROR)}\n\n",
        "req-stream",
        id="an error event",
    ),
    pytest.param(
        'data: {"code": 5, "codeDesc": "InternalError", "message": "no"}\n\n',
        "req-stream",
        id="the oldest form",
    ),
]


@pytest.mark.parametrize(("failure", "request_id"), FAILURES)
async def test_error_in_the_middle(
    toy: ModuleType, toys: Toys, server: Server, failure: str, request_id: str
) -> None:
    """After the first event nothing is sent again."""
    server.plays(events(piece("a"), piece("b") + failure.encode()), ok())
    async with toys() as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a", "b"]
        assert type(error) is toy.errors.InternalError
        assert (error.message, error.request_id) == ("no", request_id)
        assert (error.action, error.status, error.attempts) == ("Tell", 200, 1)
        assert len(server.requests) == 1
        await client.echo()


@pytest.mark.parametrize(("failure", "request_id"), FAILURES[:1])
async def test_error_at_first(
    toy: ModuleType, toys: Toys, server: Server, failure: str, request_id: str
) -> None:
    """Tried again where that does no harm, as an error without a stream."""
    failed = events(failure.encode())
    server.plays(failed, events(piece("a")), failed)
    async with toys() as client:
        assert await Pieces(client).texts() == ["a"]
        assert len(server.requests) == 2
        _, error = await Pieces(client, "stream_chat", text="Hi").until_error()
        assert type(error) is toy.errors.InternalError
        assert len(server.requests) == 3


BROKEN = [
    pytest.param(b"data: no\n\n", "an event is no JSON", id="no JSON"),
    pytest.param(b"data: [1]\n\n", "an event is no JSON object", id="no object"),
    pytest.param(b'data: {"Text": "b', "an event is no JSON", id="cut off"),
    pytest.param(
        b"data: " + b"[" * 100_000 + b"\n\n", "an event is no JSON", id="deep"
    ),
    pytest.param(
        b"event: error\ndata: {}\n\n", "the service sent an error", id="error"
    ),
]


@pytest.mark.parametrize(("broken", "reason"), BROKEN)
async def test_what_is_no_response(
    toy: ModuleType, toys: Toys, server: Server, broken: bytes, reason: str
) -> None:
    server.plays(events(piece("a") + broken), ok())
    async with toys() as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"]
        assert isinstance(error, toy.errors.ResponseError)
        assert error.reason == reason
        assert (error.status, error.request_id) == (200, "req-stream")
        await client.echo()


@pytest.mark.parametrize("body", [b"", b": nothing\n\n", b"data: [DONE]\n\n"])
async def test_stream_without_an_event(
    toy: ModuleType, toys: Toys, server: Server, body: bytes
) -> None:
    """Not an empty success."""
    server.plays(events(body) if body else events())
    async with toys() as client:
        _, error = await Pieces(client).until_error()
    assert isinstance(error, toy.errors.ResponseError)
    assert error.reason == "the stream has no event"


async def test_event_too_large(
    toy: ModuleType, toys: Toys, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    parser = import_module("toycloud._core.serialization.sse")
    monkeypatch.setattr(parser, "MAX_EVENT", 1000)
    server.plays(events(piece("a"), piece("b") + b"data: " + b"x" * 1001, then=silence))
    async with toys() as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a", "b"]
        assert isinstance(error, toy.errors.ResponseError)
        assert error.reason == "an event is larger than 1000 bytes"
        await until(lambda: server.open == 0)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (WRAPPED.encode(), "ApiError"),
        (f"data: {WRAPPED}\n\n".encode(), "ApiError"),
        (piece("a"), "ResponseError"),
        (b"<html>", "ResponseError"),
        (b"", "ResponseError"),
    ],
)
@pytest.mark.parametrize("status", [429, 502])
async def test_other_status(
    toy: ModuleType, toys: Toys, server: Server, body: bytes, kind: str, status: int
) -> None:
    chunks = [body] if body else []
    server.plays(events(*chunks, status=status))
    async with toys() as client:
        _, error = await Pieces(client, "stream_chat", text="Hi").until_error()
    assert isinstance(error, getattr(toy.errors, kind))
    assert error.status == status
    assert error.request_id == ("req-failed" if kind == "ApiError" else "req-stream")


async def test_refused_without_a_stream(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    server.plays(fails("RequestLimitExceeded"), events(piece("a")))
    async with toys() as client:
        assert await Pieces(client, "stream_chat", text="Hi").texts() == ["a"]
    assert len(server.requests) == 2
