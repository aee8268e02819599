"""What a client learns while it calls: the service's time, its wishes, its own quota."""

from __future__ import annotations

import math
from email.utils import formatdate
from typing import Any

import pytest

from tc3 import RetryPolicy, errors
from tc3._core.errors import CallTimeout, ConnectError
from tc3._core.retry import RetryBudget, retry_after

from ..support.driver import AT_ONCE, Driver
from ..support.servers import Play, Server, fails, ok, reply
from ..support.sources import Clock

EXPIRED = {"Code": "AuthFailure.SignatureExpire", "Message": "too old"}
THROTTLED = {"Code": "RequestLimitExceeded", "Message": "slow down"}


def refusal(error: dict[str, str], **headers: str) -> Play:
    body = {"Response": {"Error": error, "RequestId": "r"}}
    return reply(body, headers={k.replace("_", "-"): v for k, v in headers.items()})


async def send_mail(client: Any) -> Any:
    return await client.send_email(from_email_address="a@example.com", subject="Hi")


def signed_at(server: Server) -> list[int]:
    return [int(r.headers["x-tc-timestamp"]) for r in server.requests]


async def test_a_wrong_clock_is_corrected_once_and_remembered(
    driver: Driver, server: Server, now: Clock
) -> None:
    now.now = 1_700_000_000.0
    served = now.now + 1200  # twenty minutes ahead
    server.plays(refusal(EXPIRED, Date=formatdate(served, usegmt=True)), ok(), ok())
    async with driver.client(server.url) as client:
        await send_mail(client)
        await send_mail(client)
    assert signed_at(server) == [now.now, served, served]


async def test_copies_of_a_client_share_the_corrected_clock(
    driver: Driver, server: Server, now: Clock
) -> None:
    now.now = 1_700_000_000.0
    date = formatdate(now.now - 900, usegmt=True)
    server.plays(refusal(EXPIRED, Date=date), ok(), ok())
    async with driver.client(server.url) as client:
        await send_mail(client)
        copy = client.client.with_options(timeout=5)
        assert copy._core.learned is client.client._core.learned
        await send_mail(client)
    assert signed_at(server)[1:] == [now.now - 900] * 2


@pytest.mark.parametrize(
    ("dates", "requests"),
    [
        ([1200, 1200], 2),  # corrected, and yet refused: no third try
        ([1200, 2400, 3600], 2),  # nor where the service's own clock jumps
        ([10], 1),  # not the clock's fault
        ([None], 1),  # no Date to correct it with
    ],
)
async def test_it_is_corrected_only_where_that_can_help(
    driver: Driver, server: Server, now: Clock, dates: list[int | None], requests: int
) -> None:
    now.now = 1_700_000_000.0
    server.plays(
        *[
            refusal(EXPIRED, Date="" if ahead is None else formatdate(now.now + ahead))
            for ahead in dates
        ]
    )
    async with driver.client(server.url) as client:
        with pytest.raises(errors.AuthFailureSignatureExpire) as caught:
            await send_mail(client)
    assert len(server.requests) == caught.value.attempts == requests


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        (formatdate(1_700_000_060, usegmt=True), 60.0),
        (formatdate(1_600_000_000, usegmt=True), 0.0),  # past
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("1.5", None),
        ("9" * 400, None),
        ("soon", None),
        ("\u0663", None),  # a digit, but not one of a header's
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_read_sanely(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, 1_700_000_000.0) == seconds


async def test_retry_after_is_waited_for(driver: Driver, server: Server) -> None:
    server.plays(refusal(THROTTLED, Retry_After="1"), ok())
    waits: list[float] = []
    async with driver.client(server.url, retry=AT_ONCE) as client:
        _no_sleep(client.client, waits)
        await send_mail(client)
    assert waits == [1.0]


async def test_a_wait_beyond_the_deadline_is_not_begun(
    driver: Driver, server: Server
) -> None:
    server.plays(refusal(THROTTLED, Retry_After="3600"), ok())
    async with driver.client(server.url, retry=AT_ONCE) as client:
        with pytest.raises(errors.RequestLimitExceeded) as caught:
            await send_mail(client)
    assert caught.value.retry_after == 3600
    assert len(server.requests) == 1


def _no_sleep(client: Any, waits: list[float]) -> None:
    async def aio(seconds: float) -> None:
        waits.append(seconds)

    client._sleep = aio if hasattr(client, "__aenter__") else waits.append


def test_the_quota_pays_for_retries_and_refills_with_successes() -> None:
    quota = RetryBudget(20)
    timeout, refused = CallTimeout("late"), ConnectError("refused")
    assert [quota.take(e) for e in (timeout, refused, refused, refused)] == [
        10,
        5,
        5,
        0,
    ]
    for _ in range(5):
        quota.give(RetryBudget.SUCCESS)
    assert [quota.take(refused), quota.take(refused)] == [5, 0]
    quota.give(math.inf)  # type: ignore[arg-type]
    assert quota.take(timeout) == 10, "never more than the capacity"
    assert quota.take(timeout) == 10
    assert quota.take(refused) == 0


async def test_an_outage_is_not_multiplied(driver: Driver, server: Server) -> None:
    """500 tokens pay for 100 retries, however many calls fail; then each is sent once."""
    calls = 120
    server.plays(fails("RequestLimitExceeded"))
    async with driver.client(server.url, retry=RetryPolicy(3, base=0.0)) as client:
        for _ in range(calls):
            with pytest.raises(errors.RequestLimitExceeded):
                await send_mail(client)
    assert len(server.requests) == calls + 100
