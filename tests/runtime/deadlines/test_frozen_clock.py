"""Clocks that freezegun has stopped, as tests of users do: nothing waits for them for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

import pytest
from freezegun import freeze_time

from tc3 import InstanceRole, LocalRateLimiter, Timeout, errors

from ..support.actions import look, send
from ..support.driver import Driver
from ..support.servers import Play, Server, drip_body, drip_head, silence
from ..support.sources import failure


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with freeze_time("2024-01-31T08:00:00Z", real_asyncio=True):
        yield


@pytest.mark.parametrize("play", [silence, drip_head, drip_body])
@pytest.mark.parametrize("action", [send, look])
async def test_server_that_is_silent_or_slow(
    driver: Driver, server: Server, play: Play, action: Callable[..., object]
) -> None:
    server.plays(*[play] * 9)
    async with driver.client(server.url, timeout=Timeout(0.3, 0.3, 0.4)) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await asyncio.wait_for(action(client), 10)  # type: ignore[arg-type]
    assert caught.value.sent is True


async def test_turn_that_does_not_come(driver: Driver, server: Server) -> None:
    """A limiter has a clock of its own; calls that it lets go one after the other all go."""
    limiter = LocalRateLimiter({"ListEmailIdentities": 20})
    async with driver.client(server.url, rate_limiter=limiter) as client:
        for _ in range(3):
            await asyncio.wait_for(look(client), 10)
    assert len(server.requests) == 3


async def test_place_that_does_not_become_free(driver: Driver, server: Server) -> None:
    server.plays(silence)
    async with driver.client(server.url, max_connections=1, timeout=0.4) as client:
        calls = [asyncio.create_task(look(client)) for _ in range(2)]
        done = await asyncio.wait_for(
            asyncio.gather(*calls, return_exceptions=True), 10
        )
    assert [type(error) for error in done] == [errors.CallTimeout] * 2


async def test_wait_that_does_not_end(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as client:
        with pytest.raises(errors.WaitTimeout):
            await asyncio.wait_for(
                client.wait_until_domain_verified(
                    email_identity="example.com", interval=0.05, timeout=0.3
                ),
                10,
            )


async def test_metadata_server_that_is_silent(driver: Driver, other: Server) -> None:
    other.plays(*[silence] * 9)
    error = await asyncio.wait_for(failure(driver, InstanceRole(url=other.url)), 15)
    assert "no metadata server" in str(error)


async def test_signed_with_the_time_that_stands(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as client:
        await look(client)
    assert server.requests[0].headers["x-tc-timestamp"] == "1706688000"
