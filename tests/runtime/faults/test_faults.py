"""What both clients do when a server misbehaves, on real sockets: the table in `faults`."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest

from tc3 import RetryPolicy, Timeout, errors

from ..support.actions import look, send
from ..support.driver import Driver, Either
from ..support.servers import Server, ok
from .faults import CASES, Case

QUICK = Timeout(connect=2, read=0.3, total=10)


def unmodelled(client: Either) -> Coroutine[Any, Any, Any]:
    return client.call("SendSomething", {})


def unmodelled_read(client: Either) -> Coroutine[Any, Any, Any]:
    return client.call("GetSomething", {}, repeatable=True)


ACTIONS = {
    "send": (send, False),
    "look": (look, True),
    "call": (unmodelled, False),
    "call repeatable": (unmodelled_read, True),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
async def test_fault(driver: Driver, server: Server, case: Case, action: str) -> None:
    perform, repeatable = ACTIONS[action]
    requests, error = case.repeatable if repeatable else case.once
    server.plays(*case.plays or [ok()])
    url = server.url if case.url is None else case.url()
    times = QUICK._replace(total=case.total)
    retry = RetryPolicy(3, base=0)
    async with driver.client(url, timeout=times, retry=retry) as client:
        if case.warm:
            await perform(client)
            await asyncio.sleep(0.05)
        if error is None:
            await perform(client)
        else:
            with pytest.raises(errors.Tc3Error) as caught:
                await perform(client)
            assert type(caught.value) is error
            assert caught.value.attempts == requests - case.warm
    assert len(server.requests) == (requests if case.url is None else 0)
    assert len({r.body for r in server.requests}) <= 1
