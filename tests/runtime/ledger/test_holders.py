"""Holders that were stopped for long, and who comes in the meantime: a key has one of them."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from tc3 import errors
from tc3._core.calls.fingerprint import fingerprint
from tc3._core.ledger.entry import Step, StepResult
from tc3._core.ledger.ledger import Ledger
from tc3.ses.models import SendEmailRequest
from tc3.testing import MemoryLedger

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import Received, Server, fails, hang_up, ok
from ..support.sources import until
from .conftest import Ledgers

KEY = "welcome:4711"
CLAIM = Step("claim", KEY, "ann", "sending", "print", "ses SendEmail")
BENS = CLAIM._replace(holder="ben")
RENEWAL = CLAIM._replace(kind="renew")
OTHER = Step("claim", KEY, "other", "sending", "another", "ses SendEmail")


def stop_heartbeat(ledger: Ledger) -> None:
    """As if the process got no turn."""
    ledger._keeper.keep = lambda *_: None  # type: ignore[method-assign]


async def lapse(ledger: Ledger) -> None:
    """Wait until somebody has found the entry of the key lost."""
    await until(lambda: bool([*ledger.uncertain()]))


async def test_a_lease_that_is_lost_between_two_attempts(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """The first was refused; by the second, a person has given the key to another holder."""
    ledger = ledgers(lease=0.1)
    stop_heartbeat(ledger)

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        await lapse(ledger)
        ledger.resolve(KEY, sent=False)
        assert ledger._apply(OTHER).done
        return await fails("RequestLimitExceeded")(writer, request)

    server.plays(play, ok())
    async with driver.client(server.url, ledger=ledger) as ses:
        with pytest.raises(errors.LedgerConflict) as caught:
            await send(ses.with_options(once=KEY))
    assert time.time() - caught.value.since.timestamp() < 60
    assert not caught.value.sent
    assert len(server.requests) == 1


async def test_a_key_that_its_holder_still_has(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """It was found lost, but nobody has taken it: its holder asks, and goes on."""
    ledger = ledgers(lease=0.1)
    stop_heartbeat(ledger)

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        await lapse(ledger)
        assert not ledger._apply(OTHER).done
        return await fails("RequestLimitExceeded")(writer, request)

    server.plays(play, ok())
    async with driver.client(server.url, ledger=ledger) as ses:
        assert not (await send(ses.with_options(once=KEY))).replayed
        assert (await send(ses.with_options(once=KEY))).replayed
    assert len(server.requests) == 2


async def test_a_claim_whose_reply_was_lost(ledgers: Ledgers) -> None:
    """The same call claims again, also after its lease; another one does not get the key."""
    ledger = ledgers(lease=0.05)
    assert ledger._apply(CLAIM).done
    assert ledger._apply(CLAIM).done
    await lapse(ledger)
    assert not ledger._apply(BENS).done
    assert ledgers(lease=60)._apply(CLAIM).done
    result = ledger._apply(BENS)
    assert result.entry is not None
    assert (result.done, result.entry.state) == (False, "sending")


async def test_a_claim_that_the_network_has_kept(ledgers: Ledgers) -> None:
    """It comes when its call is over: it takes nothing, and another one may."""
    ledger = ledgers()
    assert ledger._apply(CLAIM).done
    assert ledger._apply(CLAIM._replace(kind="settle", state="free")).done
    assert not ledger._apply(CLAIM).done
    assert ledger._apply(BENS).done
    assert not ledger._apply(CLAIM).done


async def test_an_outcome_is_as_unknown_as_before_it_was_resolved(
    ledgers: Ledgers,
) -> None:
    """The holder may have sent after the person has looked."""
    ledger = ledgers(lease=0.05)
    assert ledger._apply(CLAIM).done
    await lapse(ledger)
    ledger.resolve(KEY, sent=False)
    outcome = CLAIM._replace(kind="settle", state="uncertain", cause="CallTimeout")
    ledger.settle(outcome)
    assert [entry.cause for entry in ledger.uncertain()] == ["CallTimeout"]


@pytest.mark.parametrize("state", ["done", "uncertain"])
async def test_an_outcome_that_is_not_recorded_is_told(
    ledgers: Ledgers, caplog: pytest.LogCaptureFixture, state: Any
) -> None:
    ledger = ledgers(lease=0.05)
    assert ledger._apply(CLAIM).done
    await lapse(ledger)
    ledger.resolve(KEY, sent=False)
    assert ledger._apply(BENS).done
    outcome = CLAIM._replace(kind="settle", state=state, request_id="req-7")
    ledger.settle(outcome)
    await ledger.settle_async(outcome)
    told = [r.getMessage() for r in caplog.records if "is not recorded" in r.msg]
    assert len(told) == 2
    assert f"{KEY!r} ({state}, request req-7)" in told[0]
    await ledger.aclose()


async def test_a_key_that_the_ledger_forgot(driver: Driver, server: Server) -> None:
    class Forgetful:
        def acquire(self, *_: object) -> None:
            ledger._entries.clear()

        async def acquire_async(self, *_: object) -> None:
            self.acquire()

    ledger = MemoryLedger()
    async with driver.client(
        server.url, ledger=ledger, rate_limiter=Forgetful()
    ) as ses:
        with pytest.raises(errors.LedgerError, match="was forgotten by the ledger"):
            await send(ses.with_options(once=KEY))
    assert not server.requests


async def test_another_holder_while_a_call_waits_for_its_turn(
    driver: Driver, server: Server
) -> None:
    """The error tells the truth of that holder: since when, and that it may have sent."""

    class Slow:
        def acquire(self, *_: object) -> None:
            ledger.lose_holders()
            found = ledger._entries[KEY].fingerprint
            assert ledger._apply(OTHER._replace(fingerprint=found)).done

        async def acquire_async(self, *_: object) -> None:
            self.acquire()

    ledger = MemoryLedger()
    async with driver.client(server.url, ledger=ledger, rate_limiter=Slow()) as ses:
        with pytest.raises(errors.InProgress) as caught:
            await send(ses.with_options(once=KEY))
    assert caught.value.action == OTHER.action
    assert time.time() - caught.value.since.timestamp() < 60
    assert caught.value.sent
    assert ledger.state(KEY) == "in progress"
    assert not server.requests


async def test_an_outcome_after_a_cancellation(server: Server) -> None:
    """A task may be cancelled while its outcome is recorded; that it was sent is not lost."""

    class Slow(MemoryLedger):
        async def _apply_async(self, step: Step) -> StepResult:
            if step.kind == "settle":
                reached.set()
                await asyncio.Event().wait()
            return await super()._apply_async(step)

    reached = asyncio.Event()
    ledger = Slow()
    async with Driver("async").client(server.url, ledger=ledger) as ses:
        call = asyncio.create_task(send(ses.with_options(once=KEY)))
        await reached.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        await until(lambda: ledger.state(KEY) == "done")


@pytest.mark.parametrize(
    "code", ["InternalError.\ud800", "InternalError"], ids=["half", "text"]
)
async def test_what_no_ledger_can_store(
    driver: Driver, server: Server, ledger: Ledger, code: str
) -> None:
    """A service may send half of a surrogate pair where text is expected."""

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        return await fails(code, "no \udfff")(writer, request)

    server.plays(play)
    found: list[str] = []
    async with driver.client(server.url, ledger=ledger) as ses:
        for _ in range(2):
            try:
                await send(ses.with_options(once=KEY))
            except errors.ApiError as error:
                found.append(ascii(error.code))
            except errors.Uncertain as error:
                found.append(ascii(error.cause))
            except UnicodeError:  # whose text a report could not hold either
                pytest.fail("it is stored as it came", pytrace=False)
    assert found == [ascii(code), ascii(code.replace("\ud800", "?"))]


async def test_a_ledger_that_goes_away_before_the_first_byte(
    driver: Driver, server: Server
) -> None:
    """With the option the call is made without it."""

    class Away:
        def acquire(self, *_: object) -> None:
            ledger.available = False

        async def acquire_async(self, *_: object) -> None:
            self.acquire()

    ledger = MemoryLedger(on_unavailable="send")
    async with driver.client(server.url, ledger=ledger, rate_limiter=Away()) as ses:
        assert not (await send(ses.with_options(once=KEY))).replayed
    assert len(server.requests) == 1


async def test_a_hang_up_after_a_refusal(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(fails("RequestLimitExceeded"), hang_up)
    async with driver.client(server.url, ledger=ledger) as ses:
        with pytest.raises(errors.TransportError):
            await send(ses.with_options(once=KEY))
        with pytest.raises(errors.Uncertain):
            await send(ses.with_options(once=KEY))


class LateLedger(MemoryLedger):
    """Its word that a key was claimed takes long to come."""

    claimed = False

    async def _apply_async(self, step: Step) -> StepResult:
        result = await super()._apply_async(step)
        if step.kind == "claim" and result.done:
            self.claimed = True
            await asyncio.sleep(60)
        return result


async def test_a_call_cancelled_while_it_claims_for_the_second_time(
    server: Server,
) -> None:
    """Nothing was sent: the key must not stay taken, and become uncertain."""
    ledger = LateLedger()
    async with Driver("async").client(server.url, ledger=ledger) as ses:
        mail = SendEmailRequest(from_email_address="a@example.com", subject="Hello")
        mark = fingerprint(ses.client._core.settings, "SendEmail", mail)
        ledger._apply(Step("claim", KEY, "another", "claimed", mark))
        call = asyncio.create_task(send(ses.with_options(once=KEY, once_wait=60)))
        await asyncio.sleep(0.1)
        ledger._apply(Step("settle", KEY, "another", "free"))
        await until(lambda: ledger.claimed)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert ledger.state(KEY) == "free"
    assert not server.requests
