"""Answers that come as a stream of events, on both clients and real sockets."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from .driver import Driver, Either
from .servers import (
    Play,
    Received,
    Server,
    fails,
    hang_up,
    ok,
    reply,
    reset_mid_body,
    silence,
)
from .sources import until

Toys = Callable[..., Either]
STREAM = "text/event-stream"


@pytest.fixture
def toys(toy: ModuleType, driver: Driver, server: Server) -> Toys:
    """Makes clients of the toy service."""
    service = import_module(f"{toy.__name__}.toy")
    key = toy.Credential("AKIDtest", "the-secret-key")

    def make(**options: Any) -> Either:
        retry = toy.RetryPolicy(2, base=0)
        options = {"credential": key, "retry": retry, "max_connections": 1, **options}
        return driver.of(
            service.ToyClient, service.AsyncToyClient, server.url, **options
        )

    return make


class Pieces:
    """The stream of a client of either kind, awaited."""

    def __init__(
        self, client: Either, name: str = "stream_tell", **params: Any
    ) -> None:
        self.stream = getattr(client.client, name)(**params)
        self._is_async = hasattr(self.stream, "__anext__")

    async def next(self) -> Any:
        """The next answer; None at the end."""
        if self._is_async:
            with suppress(StopAsyncIteration):
                return await self.stream.__anext__()
            return None
        return await asyncio.to_thread(next, self.stream, None)

    async def all(self) -> list[Any]:
        found = []
        while (made := await self.next()) is not None:
            found.append(made)
        return found

    async def texts(self) -> list[str]:
        return [made.text for made in await self.all()]

    async def until_error(self) -> tuple[list[str], Any]:
        """What came before an error, and that."""
        found: list[str] = []
        try:
            while (made := await self.next()) is not None:
                found.append(made.text)
        except Exception as error:
            assert await self.next() is None
            return found, error
        raise AssertionError(f"no error after {found}")

    async def close(self) -> None:
        if self._is_async:
            await self.stream.aclose()
        else:
            self.stream.close()


def events(
    *chunks: bytes,
    status: int = 200,
    kind: str = STREAM,
    headers: Mapping[str, str] | None = None,
    then: Play | None = None,
) -> Play:
    """A stream in chunks, each sent by itself, and what comes of it then: its end."""
    lines = [
        f"HTTP/1.1 {status} Whatever",
        f"Content-Type: {kind}",
        "Transfer-Encoding: chunked",
        "X-TC-RequestId: req-stream",
        *(f"{name}: {value}" for name, value in (headers or {}).items()),
    ]

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())
        for chunk in chunks:
            writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            await writer.drain()
            await asyncio.sleep(0.01)
        if then is not None:
            return await then(writer, request)
        writer.write(b"0\r\n\r\n")
        await writer.drain()
        return True

    return play


def piece(text: str, **members: Any) -> bytes:
    return f"data: {json.dumps({'Text': text, **members})}\n\n".encode()


async def cut(writer: asyncio.StreamWriter, request: Received) -> bool:
    """The connection ends without the end of the stream."""
    return False


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
        id="dressed as a whole answer",
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
    """The same action, for those who want the whole answer."""
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
            toy.errors.ResponseError, match="which `stream` reads"
        ) as no:
            await client.tell()
        assert (no.value.status, no.value.request_id) == (200, "req-stream")
        request = import_module("toycloud.toy.models").ChatRequest
        with pytest.raises(toy.errors.InvalidRequest, match="Chat: stream: asks for a"):
            await client.send(request(text="Hi", stream=True))
    assert len(server.requests) == 1


async def test_request_breaks_the_spec(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """Told at once, not with the first step."""
    async with toys() as client:
        with pytest.raises(toy.errors.InvalidRequest, match="Chat: text: must be text"):
            client.client.stream_chat(text=5)


# Errors

ERROR = {"Code": "InternalError", "Message": "no"}
WRAPPED = json.dumps({"Response": {"Error": ERROR, "RequestId": "req-failed"}})
FAILURES = [
    pytest.param(f"data: {WRAPPED}\n\n", "req-failed", id="a whole answer"),
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
async def test_what_is_no_answer(
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
    parser = import_module("toycloud._core.event_parser")
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


# The connection


@pytest.mark.parametrize(
    ("name", "params", "requests"),
    [("stream_tell", {}, 2), ("stream_chat", {"text": "Hi"}, 1)],
)
@pytest.mark.parametrize("play", [hang_up, reset_mid_body, events(then=cut)])
async def test_breaks_before_the_first_event(
    toy: ModuleType,
    toys: Toys,
    server: Server,
    name: str,
    params: dict[str, Any],
    requests: int,
    play: Play,
) -> None:
    """Only what may be repeated is sent again."""
    server.plays(play)
    async with toys() as client:
        _, error = await Pieces(client, name, **params).until_error()
        assert isinstance(error, toy.errors.TransportError)
        assert error.sent
    assert len(server.requests) == requests


async def test_breaks_later(toy: ModuleType, toys: Toys, server: Server) -> None:
    """Never sent again, though the action may be repeated; half an event is no event."""
    half = piece("b")[:-2]
    refused = fails("RequestLimitExceeded")
    server.plays(refused, events(piece("a"), half, then=cut), ok())
    async with toys() as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"]
        assert isinstance(error, toy.errors.TransportError)
        assert error.attempts == 2
        assert len(server.requests) == 2
        await client.echo()


async def test_silence(toy: ModuleType, toys: Toys, server: Server) -> None:
    server.plays(events(*[piece("a")] * 3, then=silence))
    async with toys(timeout=toy.Timeout(read=0.15, total=5)) as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"] * 3
        assert isinstance(error, toy.errors.CallTimeout)
        await until(lambda: server.open == 0)


async def slowly(writer: asyncio.StreamWriter, request: Received) -> bool:
    for _ in range(8):
        chunk = piece("a")
        writer.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
        await writer.drain()
        await asyncio.sleep(0.1)
    writer.write(b"0\r\n\r\n")
    return True


async def drip(writer: asyncio.StreamWriter, request: Received) -> bool:
    with suppress(ConnectionError):
        for _ in range(200):
            writer.write(b"3\r\n:\n\n\r\n")
            await writer.drain()
            await asyncio.sleep(0.05)
    return False


async def test_stream_may_take_longer_than_a_call(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    server.plays(events(then=slowly))
    async with toys(timeout=0.5) as client:
        assert await Pieces(client).texts() == ["a"] * 8


async def test_comments_do_not_count(
    toy: ModuleType, toys: Toys, server: Server
) -> None:
    """A service that keeps the connection alive but never says anything."""
    server.plays(events(piece("a"), then=drip))
    async with toys(timeout=0.5) as client:
        found, error = await Pieces(client).until_error()
        assert found == ["a"]
        assert isinstance(error, toy.errors.CallTimeout)
        await until(lambda: server.open == 0)


@pytest.mark.parametrize("how", ["close", "drop", "exit"])
async def test_leaving_early(toys: Toys, server: Server, how: str) -> None:
    """The connection is closed, and the pool of one has room for the next call."""
    server.plays(events(piece("a"), piece("b"), then=silence), ok())
    async with toys() as client:
        pieces = Pieces(client)
        if how == "exit":
            stream = pieces.stream
            if hasattr(stream, "__aenter__"):
                async with stream:
                    assert stream.request_id == "req-stream"
                    await pieces.next()
            else:
                await asyncio.to_thread(stream.__enter__)
                assert stream.request_id == "req-stream"
                await pieces.next()
                stream.__exit__(None, None, None)
        else:
            assert (await pieces.next()).text == "a"
        if how == "close":
            await pieces.close()
            await pieces.close()
        if how != "drop":
            assert await pieces.next() is None
        else:
            del pieces
            gc.collect()
        await until(lambda: server.open == 0)
        await client.echo()
    assert len(server.requests) == 2


async def test_a_stream_that_is_closed_before_it_began(
    toys: Toys, server: Server
) -> None:
    async with toys() as client:
        pieces = Pieces(client)
        await pieces.close()
        assert await pieces.next() is None
    assert server.requests == []


async def test_closed_client(toy: ModuleType, toys: Toys) -> None:
    client = toys()
    pieces = Pieces(client)
    await client.close()
    with pytest.raises(toy.errors.ConfigurationError, match="the client is closed"):
        await pieces.next()
    assert await pieces.next() is None


@pytest.mark.parametrize(
    "play", [silence, events(then=silence), events(piece("a"), then=silence)]
)
async def test_cancelling(toy: ModuleType, server: Server, play: Play) -> None:
    """Before the answer, before the first event and after it: nothing stays open."""
    service = import_module("toycloud.toy")
    server.plays(play, ok())
    async with service.AsyncToyClient(
        toy.Credential("id", "key"), endpoint=server.url, max_connections=1
    ) as client:

        async def read() -> list[Any]:
            return [made async for made in client.stream_tell()]

        task = asyncio.create_task(read())
        await until(lambda: len(server.requests) == 1)
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: server.open == 0)
        await client.echo()


def test_stream_of_another_event_loop(toy: ModuleType) -> None:
    chunks = import_module("toycloud._core.aio_chunks")
    deadlines = import_module("toycloud._core.deadlines")
    loop = asyncio.new_event_loop()
    rest = chunks.AiohttpChunks(None, deadlines.Deadlines(loop), None)
    with pytest.raises(toy.errors.ConfigurationError, match="another event loop"):
        asyncio.run(rest.read(toy.Timeout()))
    loop.close()


async def test_many_streams_at_once(toy: ModuleType, server: Server) -> None:
    service = import_module("toycloud.toy")
    server.plays(events(*[piece(str(n)) for n in range(5)]))
    async with service.AsyncToyClient(
        toy.Credential("id", "key"), endpoint=server.url, max_connections=10
    ) as client:

        async def read() -> list[str]:
            return [made.text async for made in client.stream_tell()]

        found = await asyncio.gather(*(read() for _ in range(30)))
    assert found == [["0", "1", "2", "3", "4"]] * 30
    assert server.connections <= 10
