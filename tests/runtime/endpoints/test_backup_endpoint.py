"""A second endpoint, tried only for calls of which nothing was sent to the first."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from tc3 import RetryPolicy, Timeout, errors

from ..support.actions import look, send
from ..support.driver import Driver, Either
from ..support.servers import Play, Server, fails, hang_up, ok, reply, silence

CLOSED = "http://127.0.0.1:1"
"""Where nobody listens."""


def client_of(driver: Driver, first: str, second: str, **options: Any) -> Either:
    return driver.client(first, backup_endpoint=second, **options)


@pytest.mark.parametrize("action", [send, look])
@pytest.mark.parametrize("first", [CLOSED, "http://no-such-host.invalid"])
async def test_first_cannot_be_reached(
    driver: Driver, server: Server, action: Any, first: str
) -> None:
    async with client_of(driver, first, server.url, retry=RetryPolicy(1)) as client:
        response = await action(client)
    assert response.request_id == "req-ok"
    (request,) = server.requests
    assert request.headers["host"] == server.url.removeprefix("http://")


@pytest.mark.parametrize("signature", ["TC3-HMAC-SHA256", "HmacSHA256"])
async def test_it_is_signed_for_the_second(
    driver: Driver, server: Server, signature: Any
) -> None:
    async with client_of(driver, CLOSED, server.url, signature=signature) as client:
        await send(client)
        await send(client.with_options(timeout=5))
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "play", [hang_up, silence, reply("<html>", 502), fails("InternalError")]
)
async def test_first_may_have_carried_it_out(
    driver: Driver, server: Server, other: Server, play: Play
) -> None:
    server.plays(*[play] * 9)
    limits = Timeout(1, 0.2, 1)
    async with client_of(driver, server.url, other.url, timeout=limits) as client:
        with pytest.raises(errors.Tc3Error) as caught:
            await send(client)
        assert caught.value.sent is True
        with pytest.raises(errors.Tc3Error):
            await look(client)
    assert other.requests == []


async def test_first_is_well(driver: Driver, server: Server, other: Server) -> None:
    async with client_of(driver, server.url, other.url) as client:
        await send(client)
    assert (len(server.requests), len(other.requests)) == (1, 0)


async def test_none_can_be_reached(driver: Driver) -> None:
    """They are asked by turns, as often as the policy says and once more."""
    async with client_of(driver, CLOSED, "http://127.0.0.1:2") as client:
        with pytest.raises(errors.ConnectError) as caught:
            await send(client)
    assert caught.value.sent is False
    ends = [str(attempt.ended) for attempt in caught.value.attempt_log]
    assert ["127.0.0.1:1" in ended for ended in ends[:3]] == [True, False, True]


async def test_second_loses_the_request(driver: Driver, server: Server) -> None:
    server.plays(hang_up, ok())
    async with client_of(driver, CLOSED, server.url) as client:
        with pytest.raises(errors.TransportError) as caught:
            await send(client)
    assert caught.value.sent is True
    assert len(server.requests) == 1


def test_wrong_ones(driver: Driver) -> None:
    with pytest.raises(errors.ConfigurationError, match="backup_endpoint: "):
        client_of(driver, CLOSED, "ftp://example.com")
    with pytest.raises(errors.ConfigurationError, match=r"backup_endpoint .* china"):
        client_of(driver, CLOSED, "ses.ap-guangzhou.tencentcloudapi.com")


async def test_no_way_to_the_second(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that cannot be used is known when the client is made, for both endpoints."""
    monkeypatch.setenv("HTTPS_PROXY", "socks5h://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "python_socks", None)
    said = "connector" if driver.is_async else "tc3.socks."
    with pytest.raises(errors.ConfigurationError, match=said):
        client_of(driver, "http://ses.example", "https://ses.example")
