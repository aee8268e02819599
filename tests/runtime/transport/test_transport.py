"""What holds for every transport: the size of a response, redirects, kept connections."""

from __future__ import annotations

import asyncio
import socket
import ssl
import warnings
from typing import Any

import pytest

import tc3._core.transport.asynchronous.transport
import tc3._core.transport.base
import tc3._core.transport.synchronous.transport
from tc3 import Credential, RetryPolicy, Timeout, errors

from ..support.actions import look, send
from ..support.authorities import Authority
from ..support.driver import Driver
from ..support.servers import (
    Play,
    Received,
    Server,
    announced,
    chunked,
    hang_up,
    late,
    ok,
    reply,
    reset,
    serving,
    silence,
)

MEGABYTE = 10**6


async def endless(writer: asyncio.StreamWriter, request: Received) -> bool:
    """More than is read, and no end of it."""
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(110):
        writer.write(b"2710\r\n%s\r\n" % (b" " * 10**4))
        await writer.drain()
    return await silence(writer, request)


@pytest.mark.parametrize(
    "play",
    [announced(10**9), chunked(b'{"Response":{}}', *[b" " * 10**4] * 100), endless],
    ids=["announced", "chunked", "endless"],
)
async def test_response_that_is_too_large(
    driver: Driver, server: Server, play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (
        tc3._core.transport.base,
        tc3._core.transport.asynchronous.transport,
        tc3._core.transport.synchronous.transport,
    ):
        monkeypatch.setattr(module, "MAX_RESPONSE_BYTES", MEGABYTE)
    server.plays(play)
    async with driver.client(server.url, max_connections=1, timeout=5) as client:
        with pytest.raises(errors.ResponseError, match="larger than 1000000") as caught:
            await look(client)
        assert caught.value.status == 200
        text = b'{"Response":{}}'
        server.plays(reply(text + b" " * (MEGABYTE - len(text))))  # just small enough
        await look(client)
    assert len(server.requests) == 2


async def test_large_request(driver: Driver, server: Server) -> None:
    """Sent whole, and without a warning of the library below (here an error)."""
    text = "x" * 3 * MEGABYTE
    async with driver.client(server.url) as client:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            await client.call("SendEmail", {"Subject": text})
    (request,) = server.requests
    assert request.params == {"Subject": text}


async def test_redirect_is_not_followed(driver: Driver, server: Server) -> None:
    token = Credential("AKID", "secret", "the-token")
    async with serving(ok()) as other:
        for status in (301, 302, 303, 307, 308):
            server.plays(reply(b"", status, {"Location": other.url}))
            async with driver.client(server.url, credential=token) as client:
                with pytest.raises(errors.ResponseError) as caught:
                    await look(client)
                assert caught.value.status == status
        assert other.connections == 0
    assert len(server.requests) == 5


async def test_connection_that_the_server_closed_meanwhile(
    driver: Driver, server: Server
) -> None:
    """A stale connection is noticed before the request is written to it."""
    server.plays(reply({"Response": {}}, close=True))
    async with driver.client(server.url) as client:
        for _ in range(3):
            await send(client)
            await asyncio.sleep(0.05)
    assert (len(server.requests), server.connections) == (3, 3)


async def test_response_that_nobody_asked_for(driver: Driver, server: Server) -> None:
    """What came on an idle connection is not taken for the response of the next call.

    Some servers say so (with 408) before they close a connection that is idle.
    """

    came = asyncio.Event()

    async def twice(writer: asyncio.StreamWriter, request: Received) -> bool:
        await ok(MessageId="mine")(writer, request)
        await asyncio.sleep(0.05)
        await ok(MessageId="another's")(writer, request)
        came.set()
        return True

    server.plays(twice, ok(MessageId="mine"))
    async with driver.client(server.url) as client:
        for _ in range(2):
            assert (await send(client)).message_id == "mine"
            await came.wait()
            await asyncio.sleep(0.05)
    assert (len(server.requests), server.connections) == (2, 2)


async def test_reused_connection_that_breaks(driver: Driver, server: Server) -> None:
    """The request may have arrived: only what is repeatable is sent again."""
    async with driver.client(server.url) as client:
        await send(client)
        server.plays(hang_up, ok())
        with pytest.raises(errors.TransportError):
            await send(client)
        assert len(server.requests) == 2
        await look(client)
        server.plays(hang_up, ok())
        await look(client)
    assert len(server.requests) == 5


# asyncio's server reports a handshake that its client breaks off.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("play", [hang_up, reset, silence])
async def test_what_the_caller_is_handling_says_nothing_of_this_call(
    driver: Driver, ours: Authority, play: Play
) -> None:
    """In an `except` of an error of TLS, a mail to tell of it may arrive: once only."""
    mail: dict[str, Any] = {"from_email_address": "a@b.c", "subject": "TLS!"}
    times = Timeout(connect=1, read=0.2, total=2)
    async with (
        serving(play) as server,
        serving(ok(), tls=ours.server()) as other,
        driver.client(server.url, timeout=times) as client,
    ):
        address = ("127.0.0.1", int(other.url.rpartition(":")[2]))

        def tell() -> None:
            with socket.create_connection(address) as plain:
                try:
                    ssl.create_default_context().wrap_socket(
                        plain, server_hostname="localhost"
                    )
                except ssl.SSLCertVerificationError:
                    client.client.send_email(**mail)

        async def tell_async() -> None:
            try:
                await asyncio.open_connection(*address, ssl=True)
            except ssl.SSLCertVerificationError:
                await client.send_email(**mail)

        with pytest.raises(errors.TransportError) as caught:
            await (tell_async() if driver.is_async else asyncio.to_thread(tell))
        assert caught.value.sent
        assert len(server.requests) == 1


async def test_no_free_connection(driver: Driver, server: Server) -> None:
    """Nothing was sent, so that any action may be tried again."""
    server.plays(late(0.5, ok()))
    async with driver.client(server.url, max_connections=1) as client:
        first = asyncio.create_task(send(client))
        await server.got(1)
        with pytest.raises(
            errors.CallTimeout,
            match=r"timed out before a connection to .* was available",
        ) as caught:
            await send(client.with_options(timeout=0.2, retry=RetryPolicy(1)))
        await first
    assert type(caught.value) is errors.CallTimeout
    assert caught.value.sent is False
    assert len(server.requests) == 1
