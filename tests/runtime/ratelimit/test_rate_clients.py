"""Rate control as clients do it: what they ask a limiter, and the rate at the server."""

from __future__ import annotations

import asyncio
import time

import pytest

from tc3 import Credential, LocalRateLimiter, RetryPolicy, errors

from ..support.driver import KEY, Driver, Either
from ..support.servers import Server, fails, ok, silence
from .rates import measured


class Recorder:
    """Notes who asks, and refuses from some time on."""

    def __init__(self, allowed: int = 99) -> None:
        self.asked: list[tuple[str, int | None]] = []
        self.timeouts: list[float] = []
        self._allowed = allowed

    def acquire(self, key: str, rate: int | None, timeout: float) -> None:
        self.asked.append((key, rate))
        self.timeouts.append(timeout)
        if len(self.asked) > self._allowed:
            raise errors.CallTimeout("too many", sent=False)

    async def acquire_async(self, key: str, rate: int | None, timeout: float) -> None:
        self.acquire(key, rate, timeout)


async def test_what_a_client_asks_for(driver: Driver, server: Server) -> None:
    """The quota of server and action, before each attempt."""
    server.plays(fails("RequestLimitExceeded"), ok())
    limiter = Recorder()
    host = server.url.removeprefix("http://")
    async with driver.client(server.url, rate_limiter=limiter, timeout=9) as client:
        await client.list_email_identities()
        await client.call("DescribeThing", {})
        await client.with_options(region="ap-hongkong").list_email_identities()
    assert limiter.asked == [
        (f"{host}:ListEmailIdentities", 20),
        (f"{host}:ListEmailIdentities", 20),
        (f"{host}:DescribeThing", None),
        (f"{host}:ListEmailIdentities", 20),
    ]
    assert 8 < limiter.timeouts[1] < limiter.timeouts[0] <= 9


async def test_limiter_of_one_call(driver: Driver, server: Server) -> None:
    limiter = Recorder()
    async with driver.client(server.url) as client:
        await client.with_options(rate_limiter=limiter).list_email_identities()
        await client.list_email_identities()
    assert len(limiter.asked) == 1


async def test_no_time_for_the_wait(driver: Driver, server: Server) -> None:
    async with driver.client(server.url, rate_limiter=Recorder(0)) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await client.list_email_identities()
    assert (caught.value.sent, caught.value.attempts) == (False, 0)
    assert server.requests == []


async def test_no_time_for_another_wait(driver: Driver, server: Server) -> None:
    """The error of the attempt that was made is raised: it says what happened."""
    server.plays(fails("RequestLimitExceeded"))
    async with driver.client(server.url, rate_limiter=Recorder(1)) as client:
        with pytest.raises(errors.RequestLimitExceeded) as caught:
            await client.send_email(from_email_address="a@b.c", subject="Hello")
    assert caught.value.attempts == 1
    assert len(server.requests) == 1


async def test_the_wait_counts_against_the_time_out(
    driver: Driver, server: Server
) -> None:
    server.plays(ok(), silence)
    limiter = LocalRateLimiter({"ListEmailIdentities": 1})
    async with driver.client(
        server.url, rate_limiter=limiter, timeout=1.5, retry=RetryPolicy(1)
    ) as client:
        await client.list_email_identities()
        began = time.monotonic()
        with pytest.raises(errors.CallTimeout) as caught:
            await client.list_email_identities()
    assert caught.value.sent
    assert 1.4 < time.monotonic() - began < 2.5


@pytest.mark.parametrize("limiter", [LocalRateLimiter, 20, "redis://localhost"])
def test_no_limiter(driver: Driver, limiter: object) -> None:
    with pytest.raises(errors.ConfigurationError, match="rate_limiter must be"):
        driver.client("http://127.0.0.1:1", rate_limiter=limiter)


async def test_rate_at_the_server(driver: Driver, server: Server) -> None:
    """Two clients together keep to the limit of the spec and use it."""

    async def load() -> None:
        limiter = LocalRateLimiter()
        one = driver.client(server.url, rate_limiter=limiter)
        two = driver.client(server.url, rate_limiter=limiter)

        async def work(client: Either) -> None:
            await client.call("Warm", {})  # a new connection takes a while
            for _ in range(7):
                await client.list_email_identities()

        async with one, two:
            await asyncio.gather(*map(work, [one, two] * 3))

    assert not await measured(server, 20, load)


async def test_no_turn_is_used_up_while_the_credential_is_fetched(
    driver: Driver, server: Server
) -> None:
    """Calls that waited for a new key with their turns taken would go all at once."""
    order: list[str] = []

    class Limiter(Recorder):
        def acquire(self, key: str, rate: int | None, timeout: float) -> None:
            order.append("turn")

    def credential() -> Credential:
        order.append("credential")
        return KEY

    async with driver.client(
        server.url, credential=credential, rate_limiter=Limiter()
    ) as client:
        await client.list_email_identities()
    assert order == ["credential", "turn"]
