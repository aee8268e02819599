"""An aiohttp session of the user: it is used as it is set up, and stays open."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest

import tc3._core.transport.asynchronous.transport
import tc3._core.transport.base
import tc3._core.transport.content_encoding
from tc3 import Credential, Timeout, errors
from tc3._core.attempt import Attempt
from tc3._core.deadline import Deadline
from tc3._core.transport.base import HttpRequest
from tc3.ses import AsyncSesClient

from ...support.actions import look, send
from ...support.authorities import Authority
from ...support.driver import KEY, Driver, Either
from ...support.servers import (
    Play,
    Server,
    announced,
    chunked,
    drip_body,
    drip_head,
    hang_up,
    ok,
    reply,
    serving,
)
from .conftest import ONCE, session_of


@pytest.fixture
def driver() -> Driver:
    return Driver("async")


async def test_is_used_and_not_closed(
    driver: Driver, session: Any, server: Server
) -> None:
    """Clients that are given one session share its connections."""
    for _ in range(3):
        async with driver.client(server.url, session=session) as client:
            await send(client)
    await asyncio.sleep(0.05)
    assert (len(server.requests), server.connections, server.open) == (3, 1, 1)
    assert not session.closed
    async with session.get(server.url) as response:
        assert response.status == 200


async def test_stays_open_without_a_warning(
    driver: Driver, session: Any, server: Server, recwarn: pytest.WarningsRecorder
) -> None:
    client = driver.client(server.url, session=session)
    await send(client)
    del client
    await asyncio.sleep(0.05)
    assert server.open == 1
    assert [w for w in recwarn if w.category is ResourceWarning] == []


async def test_limit_of_its_connections(driver: Driver, server: Server) -> None:
    async with (
        session_of(limit=2) as session,
        driver.client(server.url, session=session) as client,
    ):
        await asyncio.gather(*(look(client) for _ in range(10)))
    assert len(server.requests) == 10
    assert server.connections <= 2


async def test_its_certificates(driver: Driver, ours: Authority) -> None:
    trust = ssl.create_default_context(cafile=ours.path)
    async with (
        serving(ok(), tls=ours.server()) as server,
        session_of(ssl=trust) as session,
        driver.client(server.url, session=session) as client,
    ):
        await send(client)
    assert len(server.requests) == 1


async def test_redirects_are_not_followed(
    driver: Driver, session: Any, server: Server, other: Server
) -> None:
    server.plays(reply(b"", 307, {"Location": other.url}))
    token = Credential("AKID", "secret", "the-token")
    options = {"session": session, "credential": token}
    async with driver.client(server.url, **options) as client:
        with pytest.raises(errors.ResponseError) as caught:
            await look(client)
    assert (caught.value.status, other.connections) == (307, 0)


@pytest.mark.parametrize("play", [announced(10**9), chunked(*[b" " * 10**4] * 100)])
async def test_responses_are_capped(
    driver: Driver,
    session: Any,
    server: Server,
    play: Play,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (
        tc3._core.transport.asynchronous.transport,
        tc3._core.transport.base,
    ):
        monkeypatch.setattr(module, "MAX_RESPONSE_BYTES", 10_000)
    server.plays(play)
    async with driver.client(server.url, session=session, timeout=3) as client:
        with pytest.raises(errors.ResponseError, match="larger than 10000"):
            await look(client)


async def test_bomb_is_not_expanded(
    driver: Driver, session: Any, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (tc3._core.transport.content_encoding, tc3._core.transport.base):
        monkeypatch.setattr(module, "MAX_RESPONSE_BYTES", 10_000)
    bomb = gzip.compress(b'{"Response":{}}' + b" " * 10**7)
    server.plays(reply(bomb, headers={"Content-Encoding": "gzip"}))
    async with driver.client(server.url, session=session) as client:
        with pytest.raises(errors.ResponseError, match="larger than 10000"):
            await look(client)


@pytest.mark.parametrize("drip", [drip_body, drip_head])
async def test_deadlines_hold(
    driver: Driver, session: Any, server: Server, drip: Play
) -> None:
    server.plays(drip)
    times = Timeout(connect=1, read=3, total=0.4)
    options = {"session": session, "timeout": times}
    async with driver.client(server.url, **options) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await asyncio.wait_for(look(client), 2)
    assert caught.value.sent is True


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("given", [True, False])
async def test_nothing_is_sent_twice(
    driver: Driver, server: Server, given: bool, method: str
) -> None:
    """Libraries send a GET again when a kept connection breaks; this one does not."""
    async with session_of() as session:
        options = {"session": session} if given else {}
        async with driver.client(server.url, **options) as client:
            await look(client)
            server.plays(hang_up, ok())
            transport = client.client._transport
            request = HttpRequest(method, server.url, {"Host": "h"}, b"")
            exchange = Either(transport, driver.is_async).exchange
            attempt = Attempt(1, Deadline(5), 5, 5)
            with pytest.raises(errors.TransportError):
                await exchange(request, attempt)
    assert attempt.sent is True
    assert len(server.requests) == 2


async def test_what_aiohttp_would_add(server: Server) -> None:
    """What is signed stays as it is, and no response is turned into an error of aiohttp's."""
    async with (
        aiohttp.ClientSession(
            headers={"X-Mine": "1", "Content-Type": "text/plain"},
            cookies={"mine": "1"},
            raise_for_status=True,
            timeout=aiohttp.ClientTimeout(total=0.001),
        ) as session,
        AsyncSesClient(KEY, endpoint=server.url, session=session, retry=ONCE) as client,
    ):
        await client.list_email_identities()
        server.plays(reply(b"x", 503))
        with pytest.raises(errors.ResponseError):
            await client.list_email_identities()
    headers = server.requests[0].headers
    assert headers["x-mine"] == "1"
    assert headers["content-type"] == "application/json"
    assert headers["authorization"].startswith("TC3-HMAC-SHA256 ")


async def test_an_old_connection_is_not_used(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The service closes them after 60 seconds, perhaps just as a mail is written to it."""
    transport = tc3._core.transport.asynchronous.transport
    assert transport._IDLE < 60
    monkeypatch.setattr(transport, "_IDLE", 0.0)
    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        mail = Either(client, is_async=True)
        await send(mail)
        await send(mail)
    assert (server.connections, len(server.requests)) == (2, 2)


async def test_traces_of_aiohttp(server: Server) -> None:
    seen: list[int] = []
    trace = aiohttp.TraceConfig()

    async def ended(_: Any, __: SimpleNamespace, params: Any) -> None:
        seen.append(params.response.status)

    trace.on_request_end.append(ended)
    async with (
        aiohttp.ClientSession(trace_configs=[trace]) as session,
        AsyncSesClient(KEY, endpoint=server.url, session=session) as client,
    ):
        await client.list_email_identities()
        await client.list_email_identities()
    assert seen == [200, 200]


@pytest.mark.filterwarnings("ignore:.*(BasicAuth|auth. parameter) is deprecated")
async def test_proxy_of_aiohttp(server: Server) -> None:
    login = aiohttp.BasicAuth("user", "hunter2")
    for made in (
        aiohttp.ClientSession(proxy=server.url.replace("//", "//user:hunter2@")),
        aiohttp.ClientSession(proxy=server.url, proxy_auth=login),
    ):
        async with (
            made as session,
            AsyncSesClient(KEY, endpoint="http://a.invalid", session=session) as client,
        ):
            await client.list_email_identities()
    for request in server.requests:
        assert request.start == "POST http://a.invalid/ HTTP/1.1"
        assert request.headers["proxy-authorization"] == "Basic dXNlcjpodW50ZXIy"
    assert len(server.requests) == 2


@pytest.mark.parametrize("trust", [True, False])
async def test_environment_of_aiohttp(
    server: Server, monkeypatch: pytest.MonkeyPatch, trust: bool
) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.url)
    async with (
        aiohttp.ClientSession(trust_env=trust) as session,
        AsyncSesClient(
            KEY, endpoint="http://a.invalid", session=session, retry=ONCE
        ) as client,
    ):
        if trust:
            await client.list_email_identities()
        else:
            with pytest.raises(errors.ConnectError):
                await client.list_email_identities()
    assert len(server.requests) == trust


@pytest.mark.parametrize("value", ["session", object(), 5, aiohttp.ClientSession])
def test_no_session(driver: Driver, value: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match=r"must be an aiohttp\.Client"):
        driver.client(session=value)


@pytest.mark.filterwarnings("ignore:.*(BasicAuth|auth. parameter) is deprecated")
async def test_session_with_a_login() -> None:
    async with aiohttp.ClientSession(auth=aiohttp.BasicAuth("me", "mine")) as session:
        with pytest.raises(errors.ConfigurationError, match="session has auth="):
            AsyncSesClient(KEY, session=session)


@pytest.mark.parametrize(
    "options",
    [
        {"proxy": "http://127.0.0.1:1"},
        {"ca_file": "ca.pem"},
        {"client_cert": "me.pem"},
        {"transport": SimpleNamespace()},
    ],
)
async def test_what_a_session_decides_itself(
    driver: Driver, session: Any, options: dict[str, Any]
) -> None:
    (name,) = options
    with pytest.raises(errors.ConfigurationError, match=name):
        driver.client(session=session, **options)
