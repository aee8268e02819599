"""The heartbeat of calls under way, and the clocks by which they count as alive."""

from __future__ import annotations

import asyncio

import pytest

from tc3 import errors
from tc3._core import clock
from tc3._core.ledger.entry import Step, StepResult
from tc3._core.ledger.keeper import Keeper, Moment
from tc3._core.ledger.trouble import Unreachable
from tc3.testing import MemoryLedger

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import Received, Server, fails, ok
from ..support.sources import Clock, until
from .conftest import Ledgers

KEY = "welcome:4711"
CLAIM = Step("claim", KEY, "ann", "sending", "print", "ses SendEmail")
RENEWAL = CLAIM._replace(kind="renew")
OTHER = Step("claim", KEY, "other", "sending", "another", "ses SendEmail")


async def test_the_ledger_is_not_asked_while_the_lease_is_sure(
    driver: Driver, server: Server
) -> None:
    """A machine that sleeps is found out, also where its clock for waiting stands still."""
    kinds: list[str] = []

    class Seen(MemoryLedger):
        def _apply(self, step: Step) -> StepResult:
            kinds.append(step.kind)
            return super()._apply(step)

    server.plays(fails("RequestLimitExceeded"), ok())
    async with driver.client(server.url, ledger=Seen()) as ses:
        await send(ses.with_options(once=KEY))
    assert kinds == ["claim", "settle"]


async def test_a_machine_that_has_slept(
    driver: Driver, server: Server, now: Clock
) -> None:
    """The clock that time-outs go by stood still."""
    ledger = MemoryLedger()

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        now.now += 3600
        ledger.resolve(KEY, sent=False)
        assert ledger._apply(OTHER).done
        return await fails("RequestLimitExceeded")(writer, request)

    server.plays(play, ok())
    async with driver.client(server.url, ledger=ledger) as ses:
        with pytest.raises(errors.LedgerConflict):
            await send(ses.with_options(once=KEY))
    assert len(server.requests) == 1


async def test_a_heartbeat_that_comes_late(ledgers: Ledgers) -> None:
    """Nobody can resolve the key any more: its holder is alive."""
    ledger = ledgers(lease=0.05)
    assert ledger._apply(CLAIM).done
    await until(lambda: bool([*ledger.uncertain()]))
    assert not ledger._apply(CLAIM._replace(holder="ben")).done
    long = ledgers(lease=60)
    assert long._apply(RENEWAL).done
    assert not [*ledger.uncertain()]
    with pytest.raises(errors.LedgerError, match="is in progress"):
        ledger.resolve(KEY, sent=False)


async def test_a_clock_that_is_turned_back(
    driver: Driver, server: Server, now: Clock, sqlite_ledgers: Ledgers
) -> None:
    """A holder that is gone is not waited for until the clock has caught up."""
    for ledger in (MemoryLedger(), sqlite_ledgers()):
        assert ledger._apply(CLAIM._replace(holder="gone")).done
        now.now -= 24 * 3600
        assert [entry.key for entry in ledger.uncertain()] == [KEY]
        # One that is alive says so.
        assert ledger._apply(RENEWAL._replace(holder="gone")).done
        assert not [*ledger.uncertain()]
        now.now += 60
        assert [entry.key for entry in ledger.uncertain()] == [KEY]


def test_a_heartbeat_that_fails_is_soon_tried_again() -> None:
    """A lease is short, and so is most trouble."""

    def apply(step: Step) -> StepResult:
        raise Unreachable("gone")

    keeper = Keeper(apply, 10.0)
    keeper._ensure_running = lambda: None  # type: ignore[method-assign]
    keeper.keep(CLAIM, 60, Moment.now())
    assert keeper.beat() <= 0.5


def test_late_outcomes_do_not_keep_heartbeats_waiting(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Recording each takes a second: renewals come first, and again in time."""
    seconds = 1000.0
    monkeypatch.setattr(clock, "monotonic", lambda: seconds)
    done: list[str] = []

    def apply(step: Step) -> StepResult:
        nonlocal seconds
        done.append(step.kind)
        seconds += step.kind == "settle"
        return StepResult(True, None)

    keeper = Keeper(apply, 10.0)
    keeper._ensure_running = lambda: None  # type: ignore[method-assign]
    for number in range(25):
        keeper.record_later(CLAIM._replace(kind="settle", holder=str(number)))
    keeper.keep(CLAIM, 60, Moment.now())
    assert keeper.beat() == 0.0
    assert done == ["renew"] + 10 * ["settle"]
    keeper.beat()
    keeper.beat()
    assert done.count("settle") == 25
    assert not keeper.is_late


async def test_a_call_that_is_over_has_no_heartbeat(
    driver: Driver, server: Server
) -> None:
    server.plays(ok(), fails("InvalidParameterValue.X"))
    ledger = MemoryLedger()
    async with driver.client(server.url, ledger=ledger) as ses:
        await send(ses.with_options(once="fine"))
        with pytest.raises(errors.ApiError):
            await send(ses.with_options(once="refused"))
    assert not ledger._keeper._leases


def test_a_call_that_was_abandoned_is_not_kept_alive_for_ever() -> None:
    """Its task may hang where no time-out reaches, and its key would be lost for all."""
    renewed: list[str] = []

    def apply(step: Step) -> StepResult:
        renewed.append(step.holder)
        return StepResult(True, None)

    keeper = Keeper(apply, 10.0)
    keeper._ensure_running = lambda: None  # type: ignore[method-assign]
    for holder, seconds in (("over", 0.0), ("under way", 3600.0)):
        keeper.keep(CLAIM._replace(holder=holder), seconds, Moment.now())
    keeper.beat()
    assert renewed == ["under way"]
    assert not keeper.is_sure("over")
