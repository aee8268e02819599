"""Middlewares and settings of a user's aiohttp session: nothing is sent twice, nothing lies."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tc3 import RetryPolicy, Timeout, errors
from tc3.ses import AsyncSesClient

from ...support.actions import look, send
from ...support.driver import AT_ONCE, KEY, Either
from ...support.servers import (
    Play,
    Received,
    Server,
    hang_up,
    ok,
    refusing_port,
    reply,
    silence,
)

Handler = Callable[[aiohttp.ClientRequest], Awaitable[aiohttp.ClientResponse]]
Middleware = Callable[
    [aiohttp.ClientRequest, Handler], Awaitable[aiohttp.ClientResponse]
]
OTHER = b'{"Subject": "another"}'


async def passing(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    return await handler(request)


async def adding(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    request.headers["X-Mine"] = "1"
    return await handler(request)


async def rereading(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """Takes the body, and sends what it was as something of its own."""
    body = request.body
    assert isinstance(body, aiohttp.Payload)
    await request.update_body(await body.as_bytes())
    return await handler(request)


async def replacing(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """Sends another body, without a look at ours."""
    await request.update_body(OTHER)
    return await handler(request)


async def repeating(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    """Tries everything three times."""
    for _ in range(2):
        try:
            response = await handler(request)
        except (aiohttp.ClientError, OSError):
            continue
        if response.status < 500:
            return response
        response.close()
    return await handler(request)


async def raising(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    raise ZeroDivisionError("of the middleware")


async def raising_late(
    request: aiohttp.ClientRequest, handler: Handler
) -> aiohttp.ClientResponse:
    response = await handler(request)
    response.close()
    raise ZeroDivisionError("of the middleware")


async def call(
    server: Server,
    *middlewares: Middleware,
    perform: Callable[[Either], Any] = send,
    retry: RetryPolicy = AT_ONCE,
    url: str | None = None,
    timeout: float = 5,
    **session: Any,
) -> Any:
    """The response, or the error, of a call in a session with these middlewares."""
    async with (
        aiohttp.ClientSession(middlewares=middlewares, **session) as made,
        AsyncSesClient(
            KEY,
            endpoint=url or server.url,
            session=made,
            retry=retry,
            timeout=timeout,
        ) as client,
    ):
        try:
            return await perform(Either(client, is_async=True))
        except Exception as error:
            return error


@pytest.mark.parametrize("middleware", [passing, adding, rereading, replacing])
async def test_what_lets_a_request_through(
    server: Server, middleware: Middleware
) -> None:
    server.plays(ok(MessageId="m"))
    response = await call(server, middleware)
    assert response.message_id == "m"
    (request,) = server.requests
    assert request.params["Subject"] == (
        "another" if middleware is replacing else "Hello"
    )
    assert request.headers.get("x-mine") == ("1" if middleware is adding else None)


@pytest.mark.parametrize("play", [hang_up, silence, reply(b"<html>", 502)])
@pytest.mark.parametrize(
    "middleware", [passing, adding, rereading, replacing, raising_late]
)
async def test_one_mail_whatever_becomes_of_it(
    server: Server, middleware: Middleware, play: Play
) -> None:
    server.plays(play)
    error = await call(server, middleware, timeout=0.3)
    assert len(server.requests) == 1
    assert isinstance(error, errors.Tc3Error)
    assert (error.sent, error.attempts) == (True, 1)
    assert error.attempt_log[0].may_have_arrived


@pytest.mark.parametrize("play", [hang_up, silence, reply(b"<html>", 502)])
@pytest.mark.parametrize("is_read", [False, True])
async def test_a_mail_that_a_middleware_repeats(
    server: Server, play: Play, is_read: bool
) -> None:
    """Once, as long as it repeats what it was given."""
    server.plays(play, ok())
    before = [rereading] if is_read else []
    error = await call(server, repeating, *before, timeout=0.3)
    if is_read:  # it repeats what is its own
        return
    assert isinstance(error, errors.TransportError)
    assert error.sent is True
    assert len(server.requests) == 1


async def test_a_response_that_nobody_asked_for_is_not_that_of_a_mail(
    server: Server,
) -> None:
    """It comes on a kept connection, just as the middleware tries the mail once more there."""
    writers: list[asyncio.StreamWriter] = []
    respond = ok(RequestId="r")

    async def keep(writer: asyncio.StreamWriter, request: Received) -> bool:
        writers.append(writer)
        while len(writers) < 2:  # noqa: ASYNC110 - the other is about to come
            await asyncio.sleep(0.005)
        return await respond(writer, request)

    reused = 0

    async def forge(*_: object) -> None:
        nonlocal reused
        reused += 1
        if reused == 2:
            for writer in (w for w in writers if not w.is_closing()):
                await reply(b'{"Response": {"MessageId": "forged"}}')(writer, sent[-1])
            await asyncio.sleep(0)  # now it is there, and has not been read

    trace = aiohttp.TraceConfig()
    trace.on_connection_reuseconn.append(forge)
    server.plays(keep, keep, hang_up)
    sent = server.requests
    async with (
        aiohttp.ClientSession(
            middlewares=[repeating], trace_configs=[trace]
        ) as session,
        AsyncSesClient(
            KEY, endpoint=server.url, session=session, retry=AT_ONCE
        ) as client,
    ):
        either = Either(client, is_async=True)
        await asyncio.gather(look(either), look(either))
        with pytest.raises(errors.TransportError) as caught:
            await send(either)
    assert reused == 2
    assert caught.value.sent is True
    assert [request.action for request in sent].count("SendEmail") == 1


async def test_a_repeated_connection_is_no_repeated_mail(server: Server) -> None:
    url = f"http://127.0.0.1:{refusing_port()}"
    error = await call(server, repeating, url=url, retry=RetryPolicy(2, base=0))
    assert isinstance(error, errors.ConnectError)
    assert (error.sent, error.attempts) == (False, 2)


async def test_a_middleware_that_raises_is_not_tried_again(server: Server) -> None:
    """What it did is not known: so it counts as sent."""
    error = await call(server, raising)
    assert isinstance(error, errors.TransportError)
    assert "the session raised ZeroDivisionError: of the middleware" in str(error)
    assert (error.sent, error.attempts) == (True, 1)
    assert server.requests == []


async def test_a_middleware_that_answers_itself(server: Server) -> None:
    """Such as a cache, with the response of another server; no request of ours leaves."""

    async def respond(request: web.Request) -> web.Response:
        return web.json_response({"Response": {"MessageId": "cached"}})

    app = web.Application()
    app.router.add_get("/", respond)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]

    async def asking_another(
        request: aiohttp.ClientRequest, handler: Handler
    ) -> aiohttp.ClientResponse:
        return await request.session.get(f"http://{host}:{port}", middlewares=())

    try:
        response = await call(server, asking_another)
    finally:
        await runner.cleanup()
    assert getattr(response, "message_id", response) == "cached"
    assert server.requests == []


async def test_time_is_up_before_the_request_can_leave(server: Server) -> None:
    """It is not written late; whether something else was, only the middleware knows."""

    async def slow(
        request: aiohttp.ClientRequest, handler: Handler
    ) -> aiohttp.ClientResponse:
        await asyncio.sleep(5)
        return await handler(request)

    error = await call(server, slow, timeout=0.1)
    assert isinstance(error, errors.CallTimeout)
    assert error.sent is True
    assert server.requests == []


# Settings of a session


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
