"""Errors of connecting name the host and the port that could not be reached."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tc3 import Timeout, errors

from ..support.actions import look, send
from ..support.authorities import Authority
from ..support.driver import Driver
from ..support.servers import Server, reply, serving, silence
from ..support.sources import until

CLOSED = "http://127.0.0.1:1"


async def failure(driver: Driver, url: str, **options: Any) -> errors.TransportError:
    async with driver.client(url, **options) as client:
        with pytest.raises(errors.TransportError) as caught:
            await send(client)
    assert caught.value.sent is False
    return caught.value


@pytest.mark.parametrize(
    ("url", "place"),
    [
        (CLOSED, "127.0.0.1:1"),
        ("https://127.0.0.1:1", "127.0.0.1:1"),
        ("http://[::1]:1", "[::1]:1"),
        ("http://no-such-host.invalid", "no-such-host.invalid:80"),
        ("https://no-such-host.invalid", "no-such-host.invalid:443"),
    ],
)
async def test_nobody_there(driver: Driver, url: str, place: str) -> None:
    error = await failure(driver, url)
    assert isinstance(error, errors.ConnectError)
    assert error.reason.startswith(f"no connection to {place}: ")


async def test_certificate_that_is_not_trusted(driver: Driver, ours: Authority) -> None:
    async with serving(tls=ours.server()) as server:
        error = await failure(driver, server.url)
    port = server.url.rpartition(":")[2]
    assert isinstance(error, errors.ConnectError)
    assert f"127.0.0.1:{port}: the server's certificate is not accepted" in str(error)


async def test_no_tls_there(driver: Driver, server: Server) -> None:
    url = server.url.replace("http:", "https:")
    error = await failure(driver, url, timeout=1)
    assert url.removeprefix("https://") in str(error)


@pytest.mark.parametrize("status", [407, 502])
async def test_proxy_that_refuses(driver: Driver, server: Server, status: int) -> None:
    server.plays(*[reply("", status, close=True)] * 9)
    error = await failure(driver, "https://ses.example", proxy=server.url)
    assert isinstance(error, errors.ConnectError)
    proxy = server.url.removeprefix("http://")
    assert f"no connection to ses.example:443 through the proxy {proxy}: " in str(error)
    assert f"HTTP {status}" in str(error)


async def test_proxy_that_is_not_there(driver: Driver) -> None:
    error = await failure(driver, "https://ses.example", proxy="http://127.0.0.1:1")
    assert isinstance(error, errors.ConnectError)
    assert "ses.example:443 through the proxy 127.0.0.1:1: " in str(error)


async def test_no_time_to_connect(driver: Driver, server: Server) -> None:
    """A handshake that does not go on."""
    server.plays(silence)
    url = server.url.replace("http:", "https:")
    error = await failure(driver, url, timeout=Timeout(0.2, 5, 0.4))
    assert isinstance(error, errors.CallTimeout)
    assert f" to {url.removeprefix('https://')} " in str(error)


async def test_no_place_free(driver: Driver, server: Server) -> None:
    server.plays(silence)
    async with driver.client(server.url, max_connections=1, timeout=2) as client:
        first = asyncio.create_task(look(client))
        await until(lambda: bool(server.requests))
        with pytest.raises(errors.CallTimeout) as caught:
            await send(client.with_options(timeout=0.2))
        with pytest.raises(errors.CallTimeout):
            await first
    assert server.url.removeprefix("http://") in str(caught.value)
    assert caught.value.sent is False
