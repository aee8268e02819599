"""Settings and hooks of a user's aiohttp session: nothing is sent twice, nothing lies."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from tc3 import RetryPolicy, Timeout, errors
from tc3.ses import AsyncSesClient

from ...support.actions import look, send
from ...support.driver import KEY, Either
from ...support.servers import (
    Play,
    Received,
    Server,
    hang_up,
    ok,
    reply,
    silence,
)
from .middlewares import call, passing, repeating, replacing


@pytest.mark.parametrize("play", [reply(b"<html>", 502), reply(b"", 503)])
async def test_raise_for_status(server: Server, play: Play) -> None:
    server.plays(play)
    error = await call(server, raise_for_status=True)
    assert isinstance(error, errors.ResponseError)
    assert error.sent is True
    assert len(server.requests) == 1


async def test_base_url(server: Server, other: Server) -> None:
    await call(server, base_url=f"{other.url}/path/")
    assert len(server.requests) == 1
    assert other.requests == []


async def test_headers_and_cookies(server: Server) -> None:
    """They go along; what is ours stays as it is."""
    mine = {"Authorization": "Basic x", "X-TC-Action": "Other", "X-Mine": "1"}
    await call(server, headers=mine, cookies={"mine": "1"})
    (request,) = server.requests
    assert request.action == "SendEmail"
    assert request.headers["authorization"].startswith("TC3-HMAC-SHA256 ")
    assert request.headers["x-mine"] == "1"


async def test_login_of_the_environment(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent with a login in the place of the signature, and the error says why."""
    netrc = tmp_path / "netrc"
    netrc.write_text("default login me password hunter2\n")
    monkeypatch.setenv("NETRC", str(netrc))
    error = await call(server, trust_env=True)
    assert isinstance(error, errors.TransportError)
    assert "AUTHORIZATION" in str(error)
    assert "hunter2" not in str(error)
    assert server.requests == []


async def test_an_old_protocol(server: Server) -> None:
    server.plays(ok(MessageId="m"))
    response = await call(server, version=aiohttp.HttpVersion10)
    assert response.message_id == "m"
    assert server.requests[0].start.endswith("HTTP/1.0")


async def test_a_hook_that_fails(server: Server) -> None:
    """Before or behind the request: it is not sent again."""
    for signal in ("on_request_start", "on_request_headers_sent", "on_request_end"):
        server.requests.clear()
        trace = aiohttp.TraceConfig()

        async def fail(*_: object) -> None:
            raise ZeroDivisionError

        getattr(trace, signal).append(fail)
        error = await call(server, trace_configs=[trace])
        assert isinstance(error, errors.TransportError)
        assert error.sent is True
        assert len(server.requests) == (signal == "on_request_end")


async def test_a_get_is_not_repeated(server: Server) -> None:
    """aiohttp repeats a GET when a kept connection breaks: here one attempt is one request."""
    for middlewares in ((), (passing,), (repeating,)):
        server.requests.clear()
        async with (
            aiohttp.ClientSession(middlewares=middlewares) as session,
            AsyncSesClient(
                KEY,
                endpoint=server.url,
                session=session,
                http_method="GET",
                retry=RetryPolicy(1),
                timeout=Timeout(total=5),
            ) as client,
        ):
            server.plays(ok(), hang_up, ok())
            either = Either(client, is_async=True)
            await look(either)
            with pytest.raises(errors.TransportError) as caught:
                await look(either)
        assert caught.value.sent is True
        assert [r.start.split()[0] for r in server.requests] == ["GET", "GET"]


async def test_a_closed_session_and_a_body_that_was_replaced(server: Server) -> None:
    received = asyncio.Event()

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        received.set()
        return await silence(writer, request)

    server.plays(play)
    session = aiohttp.ClientSession(middlewares=[replacing])
    async with AsyncSesClient(KEY, endpoint=server.url, session=session) as client:
        task = asyncio.create_task(send(Either(client, is_async=True)))
        await received.wait()
        await session.close()
        with pytest.raises(errors.Tc3Error) as caught:
            await task
    assert caught.value.sent is True
    assert len(server.requests) == 1
