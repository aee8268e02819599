"""Middlewares and settings of a user's aiohttp session: nothing is sent twice, nothing lies."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tc3 import RetryPolicy, errors
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
from .middlewares import (
    Handler,
    Middleware,
    adding,
    call,
    passing,
    raising,
    raising_late,
    repeating,
    replacing,
    rereading,
)


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


async def mail_behind_two_calls(
    server: Server, **session: Any
) -> errors.TransportError:
    """The error of a mail that is repeated where two calls have left their connections."""
    async with (
        aiohttp.ClientSession(middlewares=[repeating], **session) as made,
        AsyncSesClient(KEY, endpoint=server.url, session=made, retry=AT_ONCE) as client,
    ):
        either = Either(client, is_async=True)
        await asyncio.gather(look(either), look(either))
        with pytest.raises(errors.TransportError) as caught:
            await send(either)
    return caught.value


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
    error = await mail_behind_two_calls(server, trace_configs=[trace])
    assert reused == 2
    assert error.sent is True
    assert [request.action for request in sent].count("SendEmail") == 1


async def test_a_whole_response_that_waited_is_not_that_of_a_mail(
    server: Server,
) -> None:
    """It came behind another one, in whose second part: aiohttp does not write then at all."""
    came: list[asyncio.StreamWriter] = []
    both = asyncio.Event()

    async def meet(writer: asyncio.StreamWriter) -> None:
        came.append(writer)
        if len(came) == 2:
            both.set()
        await both.wait()

    async def first(writer: asyncio.StreamWriter, request: Received) -> bool:
        await meet(writer)
        return await ok()(writer, request)

    async def second(writer: asyncio.StreamWriter, request: Received) -> bool:
        await meet(writer)
        good, forged = (b'{"Response":{"RequestId":"%s"}}' % n for n in (b"r", b"f"))
        head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
        begun = head % len(good) + good[:5]
        await asyncio.sleep(0.05)  # the first connection is to be the older one
        writer.write(begun)
        await asyncio.sleep(0.05)  # it is to come in two pieces
        writer.write(good[5:] + head % len(forged) + forged)
        return True

    server.plays(first, second, reply(b"", 503))
    error = await mail_behind_two_calls(server)
    assert error.sent is True
    assert [r.action for r in server.requests].count("SendEmail") == 1


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
