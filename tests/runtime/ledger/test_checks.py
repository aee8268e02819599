"""Calls of unknown outcome whose spec says how to find out what became of them."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any, ClassVar

import pytest

from tc3 import LocalRateLimiter, errors
from tc3._core.calls.fingerprint import fingerprint
from tc3._core.ledger.check import CheckCall
from tc3._core.ledger.entry import Step
from tc3._core.ledger.ledger import Ledger
from tc3._core.ledger.protocol import Times, apply_step
from tc3.ses.models import CreateEmailIdentityRequest, SendEmailRequest
from tc3.testing import MemoryLedger

from ..support.actions import send
from ..support.driver import Driver, Either
from ..support.servers import Play, Received, Server, fails, hang_up, ok
from .conftest import Ledgers

KEY = "domain:mail.example.com"
ABSENT = fails("InvalidParameterValue.NotExistDomain")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a call that has failed can come any more."""
    from tc3._core.ledger import protocol, redis_scripts

    monkeypatch.setattr(protocol, "SETTLED", 0.0)
    monkeypatch.setattr(redis_scripts, "SETTLED", 0.0)


async def create(client: Either) -> Any:
    return await client.create_email_identity(email_identity="mail.example.com")


def asked(server: Server) -> list[str]:
    return [request.headers["x-tc-action"] for request in server.requests]


async def fail_once(client: Either) -> None:
    """A call that is sent, and whose response is lost."""
    with pytest.raises(errors.TransportError):
        await create(client)


async def test_what_is_found_was_carried_out(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(hang_up, ok(IdentityType="DOMAIN"))
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        for _ in range(2):
            assert (await create(once)).replayed
    assert asked(server) == ["CreateEmailIdentity", "GetEmailIdentity"]
    assert b'"mail.example.com"' in server.requests[1].body
    assert list(ledger.uncertain()) == []


@pytest.mark.usefixtures("later")
async def test_what_stays_absent_is_sent_again(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    server.plays(hang_up, ABSENT, ok(IdentityType="DOMAIN"))
    async with driver.client(server.url, ledger=ledgers()) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        assert not (await create(once)).replayed
        assert (await create(once)).replayed
    asks = ["CreateEmailIdentity", "GetEmailIdentity", "CreateEmailIdentity"]
    assert asked(server) == asks


async def test_what_is_absent_may_still_come(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    """As long as the service would take what was signed: systems send it again by themselves."""
    server.plays(hang_up, ABSENT, ABSENT, ok(IdentityType="DOMAIN"))
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        for _ in range(2):
            with pytest.raises(errors.Uncertain):
                await create(once)
        assert (await create(once)).replayed
    assert asked(server).count("CreateEmailIdentity") == 1


def test_ten_minutes() -> None:
    """Five for the age of a signature, and five for clocks that differ."""
    times = Times(lease=30, expiry=3600)
    claim = Step("claim", KEY, "ann", "sending", "print")
    settle = claim._replace(kind="settle", state="uncertain", cause="CallTimeout")
    absent = Step("resolve", KEY, "ann", "free")
    entry = apply_step(claim, None, 1000, times).entry
    entry = apply_step(settle, entry, 1060, times).entry
    assert not apply_step(absent, entry, 1060 + 599, times).done
    assert apply_step(absent, entry, 1060 + 600, times).done


@pytest.mark.parametrize("code", ["OperationDenied", "InvalidParameterValue"])
async def test_a_look_that_tells_nothing(
    driver: Driver,
    server: Server,
    ledger: Ledger,
    code: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A refusal for another reason says nothing of the call."""
    server.plays(hang_up, fails(code))
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        with caplog.at_level(logging.WARNING), pytest.raises(errors.Uncertain):
            await create(once)
    assert asked(server).count("CreateEmailIdentity") == 1
    assert "GetEmailIdentity could not tell what became of" in caplog.text
    assert [entry.key for entry in ledger.uncertain()] == [KEY]


def lose_holder(ses: Either, ledger: Ledger) -> None:
    """Begin a call with the key, of which nothing is heard any more."""
    request = CreateEmailIdentityRequest(email_identity="mail.example.com")
    mark = fingerprint(ses.client._core.settings, "CreateEmailIdentity", request)
    action = "ses 2020-10-02 CreateEmailIdentity"
    ledger._apply(Step("claim", KEY, "lost", "sending", mark, action))


async def test_a_call_whose_process_died(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    server.plays(ok(IdentityType="DOMAIN"))
    ledger = ledgers(lease=0.01)
    async with driver.client(server.url, ledger=ledger) as ses:
        lose_holder(ses, ledger)
        assert (await create(ses.with_options(once=KEY, once_wait=5))).replayed
    assert asked(server) == ["GetEmailIdentity"]


@pytest.mark.usefixtures("later")
async def test_a_process_that_may_be_stopped_only(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """It may send when it goes on, so that what is absent now may come."""
    server.plays(ABSENT)
    ledger = ledgers(lease=0.01)
    async with driver.client(server.url, ledger=ledger) as ses:
        lose_holder(ses, ledger)
        with pytest.raises(errors.Uncertain):
            await create(ses.with_options(once=KEY, once_wait=5))
    assert asked(server) == ["GetEmailIdentity"]


@pytest.mark.parametrize("look", [ok(IdentityType="DOMAIN"), ABSENT])
async def test_a_ledger_that_goes_away_during_a_look(
    driver: Driver, server: Server, look: Play
) -> None:
    """Also where calls may go out without one: this one must not."""
    ledger = MemoryLedger(on_unavailable="send")

    async def leave(writer: asyncio.StreamWriter, request: Received) -> bool:
        ledger.available = False
        return await look(writer, request)

    server.plays(hang_up, leave, ok(IdentityType="DOMAIN"))
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        if look is ABSENT:
            with pytest.raises(errors.Uncertain):
                await create(once)
        else:
            assert (await create(once)).replayed
        ledger.available = True
        assert (await create(once)).replayed
    assert asked(server).count("CreateEmailIdentity") == 1


async def test_what_another_has_freed_too_early(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    """What is found is done, also where another process has believed in its absence."""

    async def meanwhile(writer: asyncio.StreamWriter, request: Received) -> bool:
        (entry,) = ledger.uncertain()
        ledger.resolve(entry.key, sent=False)
        return await ok(IdentityType="DOMAIN")(writer, request)

    server.plays(hang_up, meanwhile)
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        for _ in range(2):
            assert (await create(once)).replayed
    assert asked(server) == ["CreateEmailIdentity", "GetEmailIdentity"]


@pytest.mark.parametrize("on_unavailable", ["fail", "send"])
async def test_a_ledger_that_goes_away_while_another_holder_is_at_it(
    server: Server, on_unavailable: Any
) -> None:
    """The key is known to be taken: nothing is sent, and the error says whose it is."""
    ledger = MemoryLedger(on_unavailable=on_unavailable)
    async with Driver("async").client(server.url, ledger=ledger) as ses:
        lose_holder(ses, ledger)
        call = asyncio.create_task(create(ses.with_options(once=KEY, once_wait=60)))
        await asyncio.sleep(0.1)
        ledger.available = False
        with pytest.raises(errors.InProgress):
            await call
    assert not server.requests


async def test_a_look_is_limited_as_other_calls_are(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    class Limiter(LocalRateLimiter):
        asked: ClassVar[list[Any]] = []

        def acquire(self, key: str, rate: int | None, timeout: float) -> None:
            self.asked.append((key.rpartition(":")[2], rate))

        async def acquire_async(
            self, key: str, rate: int | None, timeout: float
        ) -> None:
            self.acquire(key, rate, timeout)

    server.plays(hang_up, ok())
    limiter = Limiter()
    async with driver.client(server.url, ledger=ledger, rate_limiter=limiter) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        await create(once)
    assert limiter.asked[-1] == ("GetEmailIdentity", 20)


async def test_errors_keep_nothing_of_a_look(
    driver: Driver, server: Server, ledger: Ledger, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither frames its parameters, nor the log what the service says."""
    server.plays(hang_up, fails("OperationDenied", "hunter2\nforged"))
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        with pytest.raises(errors.Uncertain) as caught:
            await create(once)
    assert "hunter2" not in caplog.text
    assert "'OperationDenied'" in caplog.text
    for frame, _ in traceback.walk_tb(caught.value.__traceback__):
        if "_core" in frame.f_code.co_filename:
            assert not any(isinstance(it, CheckCall) for it in frame.f_locals.values())


async def test_it_speaks_of_one_call_only(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    """Not of one that another process has made with the key in the meantime."""
    server.plays(hang_up)
    async with driver.client(server.url, ledger=ledger) as ses:
        await fail_once(ses.with_options(once=KEY))
    for state in ("free", "done"):
        word = Step("resolve", KEY, "of another call", state)
        assert not ledger.found_out(word)
    assert [entry.key for entry in ledger.uncertain()] == [KEY]


async def test_a_key_that_was_used_for_something_else(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(hang_up)
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await fail_once(once)
        with pytest.raises(errors.LedgerConflict):
            await once.create_email_identity(email_identity="other.example.com")
    assert asked(server) == ["CreateEmailIdentity"]


async def test_no_look_where_nothing_says_how(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    """A mail that may be under way is known by nothing; nor is a call without a model."""
    assert SendEmailRequest.__action__.check is None
    server.plays(hang_up, hang_up)
    async with driver.client(server.url, ledger=ledger) as ses:
        mail, raw = ses.with_options(once="mail"), ses.with_options(once=KEY)
        for error in (errors.TransportError, errors.Uncertain):
            with pytest.raises(error):
                await send(mail)
            with pytest.raises(error):
                await raw.call("CreateEmailIdentity", {})
    assert asked(server) == ["SendEmail", "CreateEmailIdentity"]
