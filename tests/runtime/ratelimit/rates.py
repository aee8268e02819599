"""Measuring how many calls go in a second."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from tc3 import RateLimiter

from ..support.servers import Received, Server, ok

KEY = "ses.example.com:SendEmail"


def most_in_a_second(times: Sequence[float]) -> int:
    """The most calls in any second, both ends of it included."""
    most = start = 0
    for end, last in enumerate(times):
        while last - times[start] > 1:
            start += 1
        most = max(most, end - start + 1)
    return most


async def acquire(
    limiter: RateLimiter, kind: str, rate: int | None, timeout: float
) -> None:
    if kind == "async":
        await limiter.acquire_async(KEY, rate, timeout)
    else:
        await asyncio.to_thread(limiter.acquire, KEY, rate, timeout)


async def measured(
    server: Server, limit: int, load: Callable[[], Awaitable[object]]
) -> list[tuple[int, float]]:
    """The most calls in a second, and the calls a second, that the server sees.

    Measured again where it does not fit: a machine that is busy with something else holds
    calls up for longer than the reserve lasts.
    """
    times: list[float] = []

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        if request.action != "Warm":
            times.append(time.monotonic())
        return await ok()(writer, request)

    server.plays(play)
    found: list[tuple[int, float]] = []
    for _ in range(6):
        times.clear()
        await load()
        most = most_in_a_second(times)
        found.append((most, len(times) / (times[-1] - times[0])))
        if most <= limit and 0.9 * limit <= found[-1][1] <= limit:
            return []
    return found
