"""The ledger for tests of users: it plays what goes wrong."""

from __future__ import annotations

import asyncio

import pytest

from tc3 import errors
from tc3._core import clock
from tc3._core.ledger.entry import Step
from tc3.ses import AsyncSesClient, SesClient
from tc3.ses.models import SendEmailRequest
from tc3.testing import MemoryLedger, stub

from ..support.actions import send
from ..support.driver import Driver
from ..support.redis_server import RedisServer
from ..support.servers import Server, hang_up, silence
from ..support.sources import Clock, until
from .conftest import Ledgers

MAIL = SendEmailRequest(from_email_address="a@example.com", subject="Hello")


def test_with_a_stub() -> None:
    ledger = MemoryLedger()
    with stub(SesClient, ledger=ledger) as ses:
        once = ses.client.with_options(once="key")
        assert ledger.state("key") == "new"
        once.send(MAIL)
        assert ledger.state("key") == "done"
        assert once.send(MAIL).replayed
        assert len(ses.calls) == 1


async def test_clients_that_code_under_test_makes() -> None:
    """Theirs is replaced: a test asks no Redis."""
    async with stub(AsyncSesClient, everywhere=True) as ses:
        for replayed in (False, True):
            client = AsyncSesClient(ledger=MemoryLedger())
            assert (await client.with_options(once="k").send(MAIL)).replayed is replayed
        assert len(ses.calls) == 1


async def test_a_process_that_is_killed(driver: Driver, server: Server) -> None:
    """About to send, its key is uncertain; before, it would be free."""
    ledger = MemoryLedger()
    server.plays(silence)
    async with driver.client(server.url, ledger=ledger, timeout=2) as ses:
        call = asyncio.create_task(send(ses.with_options(once="key")))
        await until(lambda: bool(server.requests))
        assert ledger.state("key") == "in progress"
        ledger.lose_holders()
        assert ledger.state("key") == "uncertain"
        with pytest.raises(errors.Uncertain):
            await send(ses.with_options(once="key"))
        with pytest.raises(errors.CallTimeout):
            await call


async def test_a_process_that_is_killed_while_it_waits_for_its_turn(
    driver: Driver, server: Server
) -> None:
    class Limiter:
        def acquire(self, *_: object) -> None:
            states.append(ledger.state("key"))
            ledger.lose_holders()
            states.append(ledger.state("key"))

        async def acquire_async(self, *_: object) -> None:
            self.acquire()

    states: list[str] = []
    ledger = MemoryLedger()
    async with driver.client(server.url, ledger=ledger, rate_limiter=Limiter()) as ses:
        await send(ses.with_options(once="key"))
    assert states == ["in progress", "free"]


async def test_done_is_forgotten_after_a_week(
    driver: Driver, server: Server, now: Clock
) -> None:
    ledger = MemoryLedger()
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once="key")
        await send(once)
        now.now += 7 * 24 * 3600 - 1
        assert (await send(once)).replayed
        now.now += 2
        assert ledger.state("key") == "new"
        assert not (await send(once)).replayed
    assert clock.time() == now.now


async def test_uncertain_is_never_forgotten(
    driver: Driver, server: Server, now: Clock
) -> None:
    ledger = MemoryLedger(expiry=60)
    server.plays(hang_up)
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once="key")
        with pytest.raises(errors.TransportError):
            await send(once)
        now.now += 10 * 365 * 24 * 3600
        with pytest.raises(errors.Uncertain):
            await send(once)
    assert [entry.key for entry in ledger.uncertain()] == ["key"]


async def test_a_holder_that_is_gone_is_never_forgotten(
    redis_ledgers: Ledgers, durable_redis: RedisServer, now: Clock
) -> None:
    """Once the first byte may have left, that is; before, nobody needs to know."""
    claim = Step("claim", "key", "ann", "claimed", "print", "ses SendEmail")
    begin = claim._replace(kind="begin", state="sending")
    memory = MemoryLedger(expiry=60)
    for key in ("claimed", "begun"):
        assert memory._apply(claim._replace(key=key)).done
    assert memory._apply(begin._replace(key="begun")).done
    now.now += 3600
    assert (memory.state("claimed"), memory.state("begun")) == ("new", "uncertain")
    assert [entry.key for entry in memory.uncertain()] == ["begun"]

    ledger = redis_ledgers()
    assert ledger._apply(claim).done
    with durable_redis.client() as client:
        (name,) = client.scan_iter(f"{ledger._prefix}key")  # type: ignore[attr-defined]
        assert client.ttl(name) > 0
        assert ledger._apply(begin).done
        assert client.ttl(name) == -1


async def test_a_ledger_that_is_away(driver: Driver, server: Server) -> None:
    ledger = MemoryLedger()
    ledger.available = False
    async with driver.client(server.url, ledger=ledger) as ses:
        with pytest.raises(errors.TransportError) as caught:
            await send(ses.with_options(once="key"))
    assert not caught.value.sent
    assert not server.requests
