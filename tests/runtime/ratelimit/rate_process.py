"""A process of its own that calls as fast as it is let: URL of the server, of Redis, a kind.

It begins when a line comes in and ends at the time that the line says.
"""

from __future__ import annotations

import asyncio
import sys
import time
from threading import Thread

from tc3 import RedisRateLimiter
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import KEY

RATES = {"ListEmailIdentities": 50}
WORKERS = 4


def run_sync(endpoint: str, limiter: RedisRateLimiter) -> None:
    with SesClient(KEY, endpoint=endpoint, rate_limiter=limiter) as client:

        def work() -> None:
            while time.monotonic() < end:
                client.list_email_identities()

        client.call("Warm", {})
        end = _start()
        threads = [Thread(target=work) for _ in range(WORKERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    limiter.close()


async def run_async(endpoint: str, limiter: RedisRateLimiter) -> None:
    async with AsyncSesClient(KEY, endpoint=endpoint, rate_limiter=limiter) as client:

        async def work() -> None:
            while time.monotonic() < end:
                await client.list_email_identities()

        await client.call("Warm", {})
        end = _start()
        await asyncio.gather(*(work() for _ in range(WORKERS)))
    await limiter.aclose()


def _start() -> float:
    print("ready", flush=True)
    return float(sys.stdin.readline())


if __name__ == "__main__":
    _, endpoint, redis_url, kind = sys.argv
    limiter = RedisRateLimiter(redis_url, rates=RATES)
    if kind == "sync":
        run_sync(endpoint, limiter)
    else:
        asyncio.run(run_async(endpoint, limiter))
