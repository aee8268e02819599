"""A key, from its first call to the last: what is sent, and what each call gets."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tc3 import errors
from tc3._core.ledger.ledger import Ledger

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import (
    Received,
    Server,
    fails,
    hang_up,
    late,
    ok,
    refusing_port,
    reply,
    silence,
)
from ..support.sources import until
from .conftest import Ledgers

KEY = "welcome:4711"


async def test_a_key_is_sent_once(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    server.plays(ok(MessageId="message-1"))
    async with driver.client(server.url, ledger=ledgers()) as ses:
        first = await send(ses.with_options(once=KEY))
    async with driver.client(server.url, ledger=ledgers()) as other:
        second = await send(other.with_options(once=KEY))
        third = await send(other.with_options(once="welcome:4712"))

    assert (first.message_id, first.replayed) == ("message-1", False)
    assert (second.message_id, second.replayed) == ("message-1", True)
    assert second == first
    assert second.raw == first.raw
    assert not third.replayed
    assert len(server.requests) == 2


async def test_another_request_is_a_conflict(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        await send(once)
        with pytest.raises(errors.LedgerConflict) as caught:
            await once.send_email(from_email_address="b@example.com", subject="Hello")

    assert caught.value.key == KEY
    assert caught.value.action == "ses 2020-10-02 SendEmail"
    assert datetime.now(timezone.utc) - caught.value.since < timedelta(minutes=1)
    assert "was used with another request: ses 2020-10-02 SendEmail" in str(
        caught.value
    )
    assert not caught.value.sent
    assert len(server.requests) == 1


async def test_a_refusal_frees_the_key(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(fails("InvalidParameterValue.ReceiverEmailInvalid"), ok())
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        with pytest.raises(errors.ApiError):
            await send(once)
        assert not (await send(once)).replayed


async def test_what_was_surely_not_sent_frees_the_key(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    nowhere = f"http://127.0.0.1:{refusing_port()}"
    async with driver.client(nowhere, ledger=ledger) as ses:
        with pytest.raises(errors.ConnectError):
            await send(ses.with_options(once=KEY))
    async with driver.client(server.url, ledger=ledger) as ses:
        assert not (await send(ses.with_options(once=KEY))).replayed


async def test_an_unknown_outcome_is_uncertain(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(hang_up)
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        with pytest.raises(errors.TransportError):
            await send(once)
        with pytest.raises(errors.Uncertain) as caught:
            await send(once)

    assert caught.value.key == KEY
    assert caught.value.action == "ses 2020-10-02 SendEmail"
    assert caught.value.cause == "TransportError"
    assert datetime.now(timezone.utc) - caught.value.since < timedelta(minutes=1)
    assert caught.value.sent
    assert len(server.requests) == 1
    (listed,) = ledger.uncertain()
    assert listed == (KEY, *caught.value.args[1:])


@pytest.mark.parametrize("code", ["InternalError", "FailedOperation.SendEmailErr"])
async def test_an_error_half_way_is_uncertain(
    driver: Driver, server: Server, ledger: Ledger, code: str
) -> None:
    """It has a request id, to ask the provider about it."""
    server.plays(fails(code))
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        with pytest.raises(errors.ApiError):
            await send(once)
        with pytest.raises(errors.Uncertain, match=r"request req-failed") as caught:
            await send(once)
    assert (caught.value.cause, caught.value.request_id) == (code, "req-failed")


async def test_a_person_says_that_it_was_sent(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(hang_up)
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        with pytest.raises(errors.TransportError):
            await send(once)
        await ledger.resolve_async(KEY, sent=True)
        response = await send(once)
    assert response.replayed
    assert (response.request_id, response.message_id) == ("", None)
    assert len(server.requests) == 1


async def test_a_person_says_that_it_was_not_sent(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(hang_up, ok())
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        with pytest.raises(errors.TransportError):
            await send(once)
        ledger.resolve(KEY, sent=False)
        assert not [*ledger.uncertain()]
        assert not (await send(once)).replayed
    assert len(server.requests) == 2


async def test_another_holder_is_at_it(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """Who does not wait gets `InProgress`, who does the recorded response."""
    server.plays(late(0.5, ok(MessageId="message-1")))
    async with (
        driver.client(server.url, ledger=ledgers()) as ses,
        driver.client(server.url, ledger=ledgers()) as other,
    ):
        first = asyncio.create_task(send(ses.with_options(once=KEY)))
        await until(lambda: bool(server.requests))
        with pytest.raises(errors.InProgress) as caught:
            await send(other.with_options(once=KEY))
        second = await send(other.with_options(once=KEY, once_wait=30))
        assert (await first).replayed is False

    assert caught.value.action == "ses 2020-10-02 SendEmail"
    assert caught.value.sent
    assert (second.message_id, second.replayed) == ("message-1", True)
    assert len(server.requests) == 1


async def test_waiting_for_another_holder_ends(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(silence)
    async with driver.client(server.url, ledger=ledger, timeout=2) as ses:
        first = asyncio.create_task(send(ses.with_options(once=KEY)))
        await until(lambda: bool(server.requests))
        with pytest.raises(errors.InProgress):
            await send(ses.with_options(once=KEY, once_wait=0.1))
        with pytest.raises(errors.CallTimeout):
            await first


async def test_a_call_longer_than_its_lease(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """The heartbeat keeps its key."""
    server.plays(silence)
    ledger = ledgers(lease=0.3)
    async with driver.client(server.url, ledger=ledger, timeout=1.5) as ses:
        first = asyncio.create_task(send(ses.with_options(once=KEY)))
        await until(lambda: bool(server.requests))
        await asyncio.sleep(0.9)
        with pytest.raises(errors.InProgress):
            await send(ses.with_options(once=KEY))
        with pytest.raises(errors.CallTimeout):
            await first


async def test_retries_of_one_call(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    """They are within it: the key is that of the call."""
    server.plays(fails("RequestLimitExceeded"), ok())
    async with driver.client(server.url, ledger=ledger) as ses:
        assert not (await send(ses.with_options(once=KEY))).replayed
        assert (await send(ses.with_options(once=KEY))).replayed
    assert len(server.requests) == 2


async def test_an_action_without_a_model(
    driver: Driver, server: Server, ledger: Ledger
) -> None:
    server.plays(reply({"Response": {"TaskId": 7, "RequestId": "req-7"}}))
    async with driver.client(server.url, ledger=ledger) as ses:
        once = ses.with_options(once=KEY)
        first = await once.call("NewAction", {"A": 1, "B": [2]})
        second = await once.call("NewAction", {"B": [2], "A": 1})
        with pytest.raises(errors.LedgerConflict):
            await once.call("NewAction", {"A": 2, "B": [2]})
    assert (first.replayed, second.replayed) == (False, True)
    assert second.raw["TaskId"] == 7
    assert second.request_id == "req-7"
    assert len(server.requests) == 1


async def test_a_cancelled_call(server: Server, ledger: Ledger) -> None:
    """What was under way is uncertain; what waited for another holder leaves no trace."""
    driver = Driver("async")
    server.plays(silence)
    async with driver.client(server.url, ledger=ledger) as ses:
        first = asyncio.create_task(send(ses.with_options(once=KEY)))
        await until(lambda: bool(server.requests))
        waiting = asyncio.create_task(send(ses.with_options(once=KEY, once_wait=60)))
        await asyncio.sleep(0.1)
        for task in (waiting, first):
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        with pytest.raises(errors.Uncertain) as caught:
            await send(ses.with_options(once=KEY))
    assert caught.value.cause == "CancelledError"


async def test_a_call_cancelled_before_it_is_sent(
    server: Server, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any step up to there, the key is free afterwards."""
    driver = Driver("async")
    handed_over: list[object] = []
    async with driver.client(server.url, ledger=ledger) as ses:
        transport = ses.client._transport
        exchange = transport.exchange

        async def seen(*args: Any) -> Any:
            handed_over.append(args)
            return await exchange(*args)

        monkeypatch.setattr(transport, "exchange", seen)
        for steps in range(12):
            task = asyncio.create_task(send(ses.with_options(once=f"key-{steps}")))
            for _ in range(steps):
                await asyncio.sleep(0)
            if handed_over:
                await task
                break
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            response = await send(ses.with_options(once=f"key-{steps}"))
            assert not response.replayed
            handed_over.clear()


@pytest.mark.parametrize("sent", [True, False])
async def test_the_holder_knows_better(
    driver: Driver, server: Server, ledgers: Ledgers, sent: bool
) -> None:
    """A person resolved what seemed lost, and then its response comes after all."""
    ledger = ledgers(lease=0.1)
    ledger._keeper.keep = lambda *_: None  # type: ignore[method-assign] # as if it were stopped
    resolved = asyncio.Event()

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        await resolved.wait()
        return await ok(MessageId="message-1")(writer, request)

    server.plays(play)
    async with driver.client(server.url, ledger=ledger) as ses:
        first = asyncio.create_task(send(ses.with_options(once=KEY)))
        await until(lambda: bool([*ledger.uncertain()]))
        with pytest.raises(errors.Uncertain, match="did not report back"):
            await send(ses.with_options(once=KEY))
        ledger.resolve(KEY, sent=sent)
        resolved.set()
        assert (await first).message_id == "message-1"
        second = await send(ses.with_options(once=KEY))
    assert (second.message_id, second.replayed) == ("message-1", True)
