"""A Redis that is mute or slow, and event loops that end: what a limiter does about it."""

from __future__ import annotations

import asyncio
import gc
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tc3 import RedisRateLimiter, errors

from ..support.driver import Driver
from ..support.redis_server import PASSWORD, QUOTED, RedisServer, redis_server
from ..support.servers import Server
from .rates import KEY, acquire

KINDS = pytest.mark.parametrize("kind", ["sync", "async"])


@pytest.fixture(scope="module")
def redis() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@asynccontextmanager
async def answering(pause: float | None) -> AsyncIterator[str]:
    """The URL of what takes each command and says OK after a pause, or never says a word."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                if line.startswith(b"*") and pause is not None:
                    await asyncio.sleep(pause)
                    writer.write(b"+OK\r\n")
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"redis://:{QUOTED}@127.0.0.1:{port}/0"
    finally:
        server.close()


async def least(attempt: Callable[[], Any]) -> float:
    """Seconds that it takes where the machine is not busy with something else."""
    found = []
    for _ in range(4):
        began = time.monotonic()
        await attempt()
        found.append(time.monotonic() - began)
        if found[-1] < 0.25:
            break
    return min(found)


@KINDS
@pytest.mark.parametrize("pause", [None, 0.15], ids=["mute", "slow"])
async def test_the_time_out_of_the_call_holds(kind: str, pause: float | None) -> None:
    """Whatever of it goes wrong, and however many steps it takes."""
    async with answering(pause) as url:
        limiter = RedisRateLimiter(url)

        async def attempt() -> None:
            with pytest.raises(
                errors.CallTimeout, match=r"no response within 0\.20 s"
            ) as e:
                await acquire(limiter, kind, 20, 0.2)
            assert not e.value.sent
            assert PASSWORD not in str(e.value)

        assert 0.19 < await least(attempt) < 0.25
        await limiter.aclose()
        limiter.close()


@KINDS
async def test_patience_with_a_mute_redis(kind: str) -> None:
    """A call with much time does not spend all of it."""
    async with answering(None) as url:
        limiter = RedisRateLimiter(url)
        began = time.monotonic()
        with pytest.raises(errors.TransportError, match="cannot be used") as caught:
            await acquire(limiter, kind, 20, 60)
        assert time.monotonic() - began < 10
        assert not isinstance(caught.value, errors.CallTimeout)
        await limiter.aclose()


@KINDS
async def test_who_falls_back_has_time_for_the_call(kind: str) -> None:
    async with answering(None) as url:
        limiter = RedisRateLimiter(url, on_unavailable="local")
        assert await least(lambda: acquire(limiter, kind, 20, 0.4)) < 0.3
        await limiter.aclose()


async def test_a_call_with_a_mute_redis(driver: Driver, server: Server) -> None:
    async with (
        answering(None) as url,
        driver.client(
            server.url, rate_limiter=RedisRateLimiter(url), timeout=0.3
        ) as client,
    ):
        with pytest.raises(errors.CallTimeout) as caught:
            await client.list_email_identities()
        assert not caught.value.sent
    assert server.requests == []


async def test_a_cancelled_question_spoils_no_connection(redis: RedisServer) -> None:
    limiter = RedisRateLimiter(redis.url)
    await limiter.acquire_async("host:A", 100, 5)
    for _ in range(50):
        task = asyncio.create_task(limiter.acquire_async("host:A", 10**6, 5))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
    for _ in range(5):
        await limiter.acquire_async("host:B", 100, 5)
    await limiter.aclose()


# Event loops that end


def connections(redis: RedisServer) -> int:
    """Those of limiters."""
    with redis.client() as client:
        return len(client.client_list()) - 1


def until_closed(redis: RedisServer) -> int:
    for _ in range(100):
        if connections(redis) == 0:
            return 0
        time.sleep(0.02)
    return connections(redis)


def test_event_loops_leave_no_connection(redis: RedisServer) -> None:
    """Nor a warning about one."""
    limiter = RedisRateLimiter(redis.url)

    async def work() -> None:
        await asyncio.gather(*(limiter.acquire_async(KEY, 1000, 5) for _ in range(5)))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(5):
            asyncio.run(work())
            gc.collect()
            assert until_closed(redis) == 0
        threads = [
            threading.Thread(target=asyncio.run, args=(work(),)) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        gc.collect()
    assert until_closed(redis) == 0
    assert not limiter._connections.held


def test_an_event_loop_that_is_just_closed(redis: RedisServer) -> None:
    """Its connections are dropped when the limiter is used in another one."""
    limiter = RedisRateLimiter(redis.url)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loop = asyncio.new_event_loop()
        loop.run_until_complete(limiter.acquire_async(KEY, 1000, 5))
        loop.close()
        asyncio.run(limiter.acquire_async(KEY, 1000, 5))
        assert not limiter._connections.held
        del loop
        gc.collect()
    assert until_closed(redis) == 0


def test_aclose_and_again(redis: RedisServer) -> None:
    limiter = RedisRateLimiter(redis.url)

    async def work() -> None:
        await limiter.aclose()
        for _ in range(2):
            await limiter.acquire_async(KEY, 1000, 5)
            await limiter.aclose()
            assert await asyncio.to_thread(until_closed, redis) == 0

    asyncio.run(work())


@KINDS
async def test_a_blocked_event_loop_holds_up_nobody(
    redis: RedisServer, kind: str
) -> None:
    limiter = RedisRateLimiter(redis.url, burst=0)
    blocked, go = threading.Event(), threading.Event()

    async def work() -> None:
        tasks = [
            asyncio.create_task(limiter.acquire_async("h:B", 4, 60)) for _ in range(3)
        ]
        await asyncio.sleep(0.05)
        blocked.set()
        go.wait(20)
        await asyncio.gather(*tasks)

    thread = threading.Thread(target=asyncio.run, args=(work(),))
    thread.start()
    await asyncio.to_thread(blocked.wait)
    for _ in range(3):
        if kind == "async":
            await limiter.acquire_async("h:B", 4, 60)
        else:
            await asyncio.to_thread(limiter.acquire, "h:B", 4, 60)
    assert not go.is_set()
    go.set()
    await asyncio.to_thread(thread.join)
    await limiter.aclose()
    limiter.close()


@KINDS
async def test_little_time_says_nothing_of_redis(redis: RedisServer, kind: str) -> None:
    """A call that has next to none goes on; the others still ask."""
    limiter = RedisRateLimiter(redis.url, on_unavailable="local")
    await acquire(limiter, kind, 1000, 0.000_001)
    assert limiter._away_until == float("-inf")
    async with answering(None) as url:
        other = RedisRateLimiter(url, on_unavailable="local")
        await acquire(other, kind, 1000, 0.3)
        assert other._away_until > 0
        await other.aclose()
    await limiter.aclose()
    limiter.close()
