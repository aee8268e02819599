"""Thousands of faults at random: no mail is sent twice, and no error but the SDK's comes out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, NamedTuple

import pytest
from effort import many

from tc3 import RetryPolicy, Timeout, errors

from ..support.driver import Driver, Either
from .fault_storm import FAULTS, REFUSED, Storm, storm

ATTEMPTS = 4
TIMES = Timeout(connect=10, read=0.2, total=60)
"""Long enough for a busy machine: what is too late is a fault that nobody asked for."""


class Size(NamedTuple):
    calls: int
    at_once: int


SIZES = {
    "async": Size(many(7000, by_day=1000), 40),
    "sync": Size(many(3000, by_day=600), 32),
}


@pytest.mark.slow
@pytest.mark.thorough
@pytest.mark.usefixtures("threads")
async def test_nothing_is_sent_twice(
    driver: Driver, caplog: pytest.LogCaptureFixture
) -> None:
    """Every other call sends a mail, which must not be repeated; the rest are reads."""
    caplog.set_level(logging.ERROR, "urllib3")  # which has much to say of such a server
    size = SIZES["async" if driver.is_async else "sync"]
    async with storm("a seed") as server:
        ended = await _calls(driver, server, size)
    assert server.faults >= size.calls
    assert set(server.played) == {fault.__name__ for fault in FAULTS} | {"fine"}
    for number, how in enumerate(ended):
        # None at all: an idle connection closed just when the request was written to it.
        meanings = server.arrived[str(number)]
        assert len(meanings) <= ATTEMPTS, number
        if number % 2:
            # Again only when the server had said that it did nothing.
            assert set(meanings[:-1]) <= {REFUSED}, (number, how, meanings)
        if how == "success":
            assert meanings[-1] != REFUSED, number
    assert ended.count("success") > size.calls // 4


async def _calls(driver: Driver, server: Storm, size: Size) -> list[str]:
    """How the calls ended, by their number."""
    numbers = iter(range(size.calls))
    ended = [""] * size.calls
    retry = RetryPolicy(ATTEMPTS, base=0)
    async with driver.client(server.url, timeout=TIMES, retry=retry) as client:
        # Otherwise it would be used up, which ends all retries.
        client.client._core.learned.quota._left = 10**9

        async def work() -> None:
            for number in numbers:
                ended[number] = await _ending(client, number)

        await asyncio.gather(*(work() for _ in range(size.at_once)))
    return ended


async def _ending(client: Either, number: int) -> str:
    try:
        response = await _call(client, number)
    except errors.Tc3Error as error:
        return f"{error!r} {error} after {error.attempts} attempts".partition("(")[0]
    assert response.request_id == str(number)
    return "success"


def _call(client: Either, number: int) -> Coroutine[Any, Any, Any]:
    if number % 2:
        return client.send_email(from_email_address="a@b.c", subject=str(number))
    return client.list_email_templates(limit=1, offset=number)
