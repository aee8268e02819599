"""A session of the user: its connections are used, and everything else stays as it was."""

from __future__ import annotations

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
import urllib3

import tc3._core.aio_transport
import tc3._core.transport
from tc3 import Credential, RetryPolicy, errors
from tc3._core.http import HttpRequest, Timeout
from tc3.ses import AsyncSesClient, SesClient

from .actions import look, send
from .authorities import Authority
from .driver import KEY, Driver, Either
from .servers import (
    Play,
    Server,
    announced,
    chunked,
    drip_body,
    drip_head,
    hang_up,
    ok,
    refusing_port,
    reply,
    serving,
    silence,
)

ONCE = RetryPolicy(1)


@asynccontextmanager
async def session_of(driver: Driver, **connector: Any) -> AsyncIterator[Any]:
    """A session of the kind that the client takes."""
    if driver.is_async:
        async with aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(**connector)
        ) as session:
            yield session
    else:
        pools = urllib3.PoolManager(**connector)
        yield pools
        pools.clear()


@pytest.fixture
async def session(driver: Driver) -> AsyncIterator[Any]:
    async with session_of(driver) as made:
        yield made


async def test_is_used_and_not_closed(
    driver: Driver, session: Any, server: Server
) -> None:
    """Clients that are given one session share its connections."""
    for _ in range(3):
        async with driver.client(server.url, session=session) as client:
            await send(client)
    await asyncio.sleep(0.05)
    assert (len(server.requests), server.connections, server.open) == (3, 1, 1)
    if driver.is_async:
        assert not session.closed
        async with session.get(server.url) as answer:
            assert answer.status == 200
    else:
        answer = await asyncio.to_thread(session.request, "GET", server.url)
        assert answer.status == 200


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
    limit: dict[str, Any] = {"limit": 2} if driver.is_async else {"maxsize": 2}
    if not driver.is_async:
        limit["block"] = True
    async with (
        session_of(driver, **limit) as session,
        driver.client(server.url, session=session) as client,
    ):
        await asyncio.gather(*(look(client) for _ in range(10)))
    assert len(server.requests) == 10
    assert server.connections <= 2


async def test_its_certificates(driver: Driver, ours: Authority) -> None:
    trust = ssl.create_default_context(cafile=ours.path)
    name = "ssl" if driver.is_async else "ssl_context"
    async with (
        serving(ok(), tls=ours.server()) as server,
        session_of(driver, **{name: trust}) as session,
        driver.client(server.url, session=session) as client,
    ):
        await send(client)
    assert len(server.requests) == 1


# What it must not bring along


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
async def test_answers_are_capped(
    driver: Driver,
    session: Any,
    server: Server,
    play: Play,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (tc3._core.transport, tc3._core.aio_transport):
        monkeypatch.setattr(module, "MAX_ANSWER", 10_000)
    server.plays(play)
    async with driver.client(server.url, session=session, timeout=3) as client:
        with pytest.raises(errors.ResponseError, match="larger than 10000"):
            await look(client)


async def test_bomb_is_not_expanded(
    driver: Driver, session: Any, server: Server
) -> None:
    bomb = gzip.compress(b'{"Response":{}}' + b" " * 10**7)
    server.plays(reply(bomb, headers={"Content-Encoding": "gzip"}))
    async with driver.client(server.url, session=session) as client:
        with pytest.raises(errors.ResponseError, match="no JSON"):
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
    async with session_of(driver) as session:
        options = {"session": session} if given else {}
        async with driver.client(server.url, **options) as client:
            await look(client)
            server.plays(hang_up, ok())
            transport = client.client._transport
            request = HttpRequest(method, server.url, {"Host": "h"}, b"")
            exchange = Either(transport, driver.is_async).exchange
            with pytest.raises(errors.TransportError) as caught:
                await exchange(request, Timeout())
    assert caught.value.sent is True
    assert len(server.requests) == 2


@pytest.mark.filterwarnings("ignore:.*(BasicAuth|auth. parameter) is deprecated")
async def test_what_aiohttp_would_add(server: Server) -> None:
    """Nothing is added to the signed request, and no answer is turned into an error."""
    async with (
        aiohttp.ClientSession(
            headers={"X-Mine": "1", "Content-Type": "text/plain"},
            cookies={"mine": "1"},
            auth=aiohttp.BasicAuth("me", "mine"),
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
    assert {"x-mine", "cookie"}.isdisjoint(headers)
    assert headers["content-type"] == "application/json"
    assert headers["authorization"].startswith("TC3-HMAC-SHA256 ")


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


async def test_proxy_of_urllib3(server: Server) -> None:
    login = urllib3.make_headers(proxy_basic_auth="user:hunter2")
    with urllib3.ProxyManager(server.url, proxy_headers=login) as session:
        client = SesClient(KEY, endpoint="http://a.invalid", session=session)
        await asyncio.to_thread(client.list_email_identities)
    assert server.requests[0].start == "POST http://a.invalid/ HTTP/1.1"
    login_sent = server.requests[0].headers["proxy-authorization"]
    assert login_sent == "Basic dXNlcjpodW50ZXIy"


async def test_manager_that_drops_pools(server: Server, other: Server) -> None:
    """A manager lets go of the pool that was used longest ago; nothing is lost by that."""
    with urllib3.PoolManager(num_pools=1) as session:
        client = SesClient(KEY, endpoint=server.url, session=session)
        for _ in range(3):
            await asyncio.to_thread(client.list_email_identities)
            await asyncio.to_thread(session.request, "GET", other.url)
        session.clear()
        await asyncio.to_thread(client.list_email_identities)
    assert len(server.requests) == 4


# Wrong use


@pytest.mark.parametrize("value", ["session", object(), 5, aiohttp.ClientSession])
def test_no_session(driver: Driver, value: Any) -> None:
    name = "aiohttp.ClientSession" if driver.is_async else "urllib3.PoolManager"
    with pytest.raises(errors.ConfigurationError, match=f"session must be an? {name}"):
        driver.client(session=value)


async def test_session_of_the_other_kind(session: Any) -> None:
    aio = isinstance(session, aiohttp.ClientSession)
    other: Any = SesClient if aio else AsyncSesClient
    with pytest.raises(errors.ConfigurationError, match="session must be"):
        other(KEY, session=session)


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


async def test_closed_session() -> None:
    async with aiohttp.ClientSession() as session:
        before = AsyncSesClient(KEY, session=session, retry=ONCE)
        used = before.with_options(timeout=1)
    for client in (before, used, AsyncSesClient(KEY, session=session)):
        with pytest.raises(errors.ConfigurationError, match=r"session .* is closed"):
            await client.list_email_identities()


async def test_session_that_is_closed_between_calls(server: Server) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncSesClient(KEY, endpoint=server.url, session=session)
        await client.list_email_identities()
    with pytest.raises(errors.ConfigurationError, match=r"session .* is closed"):
        await client.list_email_identities()
    await client.close()


async def test_session_that_is_closed_while_a_call_waits(server: Server) -> None:
    server.plays(silence)
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1))
    async with AsyncSesClient(KEY, endpoint=server.url, session=session) as client:
        calls = [asyncio.create_task(client.list_email_identities()) for _ in range(2)]
        await asyncio.sleep(0.1)
        await session.close()
        for call in calls:
            with pytest.raises(
                errors.ConfigurationError, match=r"session .* is closed"
            ):
                await call


def test_session_of_another_event_loop() -> None:
    async def make() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    async def use(session: aiohttp.ClientSession) -> None:
        url = f"http://127.0.0.1:{refusing_port()}"
        async with AsyncSesClient(KEY, endpoint=url, session=session) as client:
            await asyncio.wait_for(client.list_email_identities(), 5)

    loop = asyncio.new_event_loop()
    session = loop.run_until_complete(make())
    with pytest.raises(errors.ConfigurationError, match="another event loop"):
        asyncio.run(use(session))
    loop.run_until_complete(session.close())
    loop.close()
