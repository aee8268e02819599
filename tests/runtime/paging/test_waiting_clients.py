"""Clients that wait: both kinds, against a server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tc3 import errors
from tc3.ses import AsyncSesClient, enums, models

from ..support.driver import KEY, Driver
from ..support.servers import Play, Server, fails, hang_up, ok, reply, silence
from ..support.sources import until
from .conftest import Time, group
from .test_pages import answering


async def test_waiting(driver: Driver, server: Server, world: Time) -> None:
    server.plays(group(1), group(2), group(3))
    async with driver.client(server.url) as client:
        found = await client.wait_until_receiver_uploaded(receiver_id=7)
    assert found.receivers_status is enums.RecipientGroupStatus.READY
    assert [r.params for r in server.requests] == [{"Offset": 0, "Limit": 100}] * 3
    assert world.pauses == [3, 3.6]


async def test_interval_and_timeout(
    driver: Driver, server: Server, world: Time
) -> None:
    server.plays(group(1))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.WaitTimeout):
            await client.wait_until_receiver_uploaded(
                receiver_id=7, interval=1, timeout=3
            )
    assert world.pauses == [1, 1.2, 0.8]


async def test_pages_are_asked_for_without_a_pause(
    driver: Driver, server: Server, world: Time
) -> None:
    def respond(params: dict[str, Any]) -> dict[str, Any]:
        first = params["Offset"]
        ids = range(first, min(first + 100, 150))
        data = [{"TaskId": id, "TaskStatus": 10} for id in ids]
        return {"TotalCount": 150, "Data": data}

    server.plays(answering(respond))
    async with driver.client(server.url) as client:
        task = await client.wait_until_task_finished(task_id=120, receiver_id=7)
    assert task.task_id == 120
    assert [(r.params["Offset"], r.params["ReceiverId"]) for r in server.requests] == [
        (0, 7),
        (100, 7),
    ]
    assert sum(world.pauses) == 0


async def test_a_domain(driver: Driver, server: Server, world: Time) -> None:
    server.plays(ok(VerifiedForSendingStatus=False), ok(VerifiedForSendingStatus=True))
    async with driver.client(server.url) as client:
        response = await client.wait_until_domain_verified(email_identity="example.com")
    assert isinstance(response, models.GetEmailIdentityResponse)
    assert world.pauses == [15]


@pytest.mark.parametrize(
    "trouble",
    [fails("RequestLimitExceeded"), fails("InternalError"), hang_up, reply(b"", 502)],
)
async def test_trouble_that_passes(
    driver: Driver, server: Server, world: Time, trouble: Play
) -> None:
    """Longer than the attempts of one call."""
    server.plays(*[trouble] * 6, group(3))
    async with driver.client(server.url) as client:
        found = await client.wait_until_receiver_uploaded(receiver_id=7)
    assert found.receiver_id == 7
    assert sum(world.pauses) >= 3


async def test_an_error_that_stays_ends_it(
    driver: Driver, server: Server, world: Time
) -> None:
    server.plays(fails("InvalidParameterValue.NotExistDomain"))
    async with driver.client(server.url) as client:
        with pytest.raises(errors.InvalidParameterValue):
            await client.wait_until_domain_verified(email_identity="example.com")
    assert len(server.requests) == 1
    assert world.pauses == []


async def test_cancelling_ends_it_at_once(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    pausing = asyncio.Event()

    async def sleep(_: float) -> None:
        pausing.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(AsyncSesClient, "_sleep", staticmethod(sleep))
    server.plays(group(1), silence)
    async with AsyncSesClient(KEY, endpoint=server.url) as client:
        task = asyncio.create_task(client.wait_until_receiver_uploaded(receiver_id=7))
        await asyncio.wait_for(pausing.wait(), 5)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        task = asyncio.create_task(client.wait_until_receiver_uploaded(receiver_id=7))
        await until(lambda: len(server.requests) == 2)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert len(server.requests) == 2
