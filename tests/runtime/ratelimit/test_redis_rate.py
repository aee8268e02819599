"""One quota for many processes, in a real Redis."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tc3 import RedisRateLimiter, errors
from tc3._core.ratelimit import redis_limiter as redis_rate

from ..support.driver import Driver
from ..support.redis_server import PASSWORD, QUOTED, RedisServer, redis_server
from ..support.servers import Server, refusing_port
from .rate_process import RATES
from .rates import KEY, acquire, measured

TESTS = Path(__file__).parents[2]
KINDS = pytest.mark.parametrize("kind", ["sync", "async"])


@pytest.fixture(scope="module")
def running() -> Iterator[RedisServer]:
    with redis_server() as server:
        yield server


@pytest.fixture
def redis(running: RedisServer) -> RedisServer:
    with running.client() as client:
        client.flushall()
    return running


@pytest.fixture
def lost() -> Iterator[RedisServer]:
    """A Redis of its own, for a test that stops it."""
    with redis_server() as server:
        yield server


# The rate


@pytest.mark.slow
async def test_eight_processes(redis: RedisServer, server: Server) -> None:
    """Half of them asynchronous: at the server they keep to the limit and use it."""
    (limit,) = RATES.values()

    async def load() -> None:
        processes = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "runtime.ratelimit.rate_process"),
                *(server.url, redis.url, kind),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                cwd=TESTS,
            )
            for kind in ["sync", "async"] * 4
        ]
        for process in processes:
            assert process.stdout is not None
            assert await process.stdout.readline() == b"ready\n"
        end = f"{time.monotonic() + 3}\n".encode()
        await asyncio.gather(*(process.communicate(end) for process in processes))
        assert [process.returncode for process in processes] == [0] * 8

    assert not await measured(server, limit, load)


@KINDS
async def test_one_process_alone(redis: RedisServer, kind: str) -> None:
    """Asking Redis for each call does not slow it down."""
    speeds: list[float] = []
    for prefix in "abc":  # again where the machine is busy with something else
        gone: list[float] = []
        async with limiting(redis.url, prefix=prefix) as limiter:
            while len(gone) < 125:
                await acquire(limiter, kind, 100, 9)
                gone.append(time.monotonic())
        speeds.append(len(gone) / (gone[-1] - gone[0]))
        if speeds[-1] > 75:
            break
    assert 75 < max(speeds) <= 100


async def test_processes_take_turns(redis: RedisServer) -> None:
    """Those that have many calls do not keep out those that have one at a time."""
    count = dict.fromkeys(range(4), 0)

    async def work(number: int, limiter: RedisRateLimiter) -> None:
        while time.monotonic() < end:
            await limiter.acquire_async(KEY, 40, 9)
            count[number] += 1

    limiters = [RedisRateLimiter(redis.url, burst=0) for _ in count]
    end = time.monotonic() + 2
    await asyncio.gather(
        *(
            work(n, limiters[n])
            for n, many in enumerate([20, 5, 1, 1])
            for _ in range(many)
        )
    )
    for limiter in limiters:
        await limiter.aclose()
    waiting = {0: 20, 1: 5, 2: 1, 3: 1}
    turns = [count[n] - waiting[n] for n in count]
    assert max(turns) - min(turns) <= 6, count


async def test_a_cancelled_wait_gives_its_place_back(redis: RedisServer) -> None:
    async with limiting(redis.url, burst=0) as limiter:
        await limiter.acquire_async(KEY, 4, 1)
        began = time.monotonic()
        tasks = [
            asyncio.create_task(limiter.acquire_async(KEY, 4, 60)) for _ in range(40)
        ]
        await asyncio.sleep(0.05)
        for task in tasks[:-1]:
            task.cancel()
        await tasks[-1]
        assert 0.2 <= time.monotonic() - began < 1.5


async def test_a_process_that_is_gone_holds_up_nobody(redis: RedisServer) -> None:
    """It waits in the queue of Redis, but nobody asks for it again."""
    async with limiting(redis.url, burst=0) as gone, limiting(redis.url) as limiter:
        await limiter.acquire_async(KEY, 4, 1)
        task = asyncio.create_task(gone.acquire_async(KEY, 4, 9))
        await asyncio.sleep(0.05)
        task.cancel()
        began = time.monotonic()
        for _ in range(5):
            await limiter.acquire_async(KEY, 4, 9)
        assert time.monotonic() - began < 3


@KINDS
async def test_a_wait_beyond_the_time_out_fails_at_once(
    redis: RedisServer, kind: str
) -> None:
    async with limiting(redis.url) as one, limiting(redis.url) as two:
        await acquire(one, kind, 1, 1)
        began = time.monotonic()
        with pytest.raises(errors.CallTimeout, match="limited to 1 calls a second"):
            await acquire(two, kind, 1, 0.5)
        assert time.monotonic() - began < 0.45


async def test_quotas_of_their_own(redis: RedisServer) -> None:
    async with limiting(redis.url) as one, limiting(redis.url, prefix="b") as two:
        await one.acquire_async("host:A", 1, 0.5)
        await one.acquire_async("host:B", 1, 0.5)
        await two.acquire_async("host:A", 1, 0.5)
        await two.acquire_async("host:C", None, 0.5)
        with pytest.raises(errors.CallTimeout):
            await two.acquire_async("host:A", 1, 0.01)
    with redis.client() as client:
        keys = {key.decode() for key in client.scan_iter()}
        assert {key.partition(":")[0] for key in keys} == {"tc3", "b"}
        assert all(0 < client.ttl(key) <= 10 for key in keys)


async def test_threads_and_event_loops_share_a_limiter(redis: RedisServer) -> None:
    limiter = RedisRateLimiter(redis.url)
    done: list[float] = []

    async def calls() -> None:
        for _ in range(10):
            await limiter.acquire_async(KEY, 50, 9)
            done.append(time.monotonic())
        await limiter.aclose()

    def in_thread() -> None:
        for _ in range(10):
            limiter.acquire(KEY, 50, 9)
            done.append(time.monotonic())

    threads = [threading.Thread(target=in_thread) for _ in range(4)]
    threads += [threading.Thread(target=asyncio.run, args=(calls(),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        await asyncio.to_thread(thread.join)
    limiter.close()
    assert len(done) == 80
    assert max(done) - min(done) > 1.5


async def test_a_clock_that_is_put_back(redis: RedisServer) -> None:
    async with limiting(redis.url) as limiter:
        await limiter.acquire_async(KEY, 10, 1)
        with redis.client() as client:
            client.set(f"tc3:{{{KEY}:10}}:pace", time.time() + 3600)
        await limiter.acquire_async(KEY, 10, 1)


# Redis away


@KINDS
async def test_redis_that_comes_back(lost: RedisServer, kind: str) -> None:
    """Without its script and on a connection that was closed."""
    async with limiting(lost.url) as limiter:
        await acquire(limiter, kind, 50, 1)
        lost.stop()
        began = time.monotonic()
        with pytest.raises(errors.TransportError, match="cannot be used") as caught:
            await acquire(limiter, kind, 50, 60)
        assert time.monotonic() - began < 3
        assert not caught.value.sent
        assert not isinstance(caught.value, errors.CallTimeout)
        lost.start()
        await acquire(limiter, kind, 50, 1)


@KINDS
async def test_limited_locally_while_redis_is_away(
    lost: RedisServer,
    kind: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(redis_rate, "_AWAY", 0.5)
    async with limiting(lost.url, on_unavailable="local") as limiter:
        lost.stop()
        await acquire(limiter, kind, 1, 0.5)
        with pytest.raises(errors.CallTimeout):
            await acquire(limiter, kind, 1, 0.01)
        lost.start()
        await asyncio.sleep(0.55)
        await acquire(limiter, kind, 1, 5)
        # It counted in Redis again: others that share it find the second used up.
        async with limiting(lost.url) as other:
            with pytest.raises(errors.CallTimeout):
                await acquire(other, kind, 1, 0.01)
    record = caplog.records[0]
    assert record.levelname == "WARNING"
    assert "cannot be used" in record.getMessage()
    assert_no_secret(record.getMessage())


async def test_a_client_without_its_redis(driver: Driver, server: Server) -> None:
    limiter = RedisRateLimiter(f"redis://:{QUOTED}@127.0.0.1:{refusing_port()}/0")
    async with driver.client(server.url, rate_limiter=limiter) as client:
        with pytest.raises(errors.TransportError) as caught:
            await client.list_email_identities()
    assert not caught.value.sent
    assert server.requests == []
    assert_no_secret("".join(traceback.format_exception(caught.value)))


# The URL


@KINDS
async def test_wrong_password(redis: RedisServer, kind: str) -> None:
    url = redis.url.replace(QUOTED, "other-p%40ssword")
    async with limiting(url) as limiter:
        with pytest.raises(errors.TransportError, match="cannot be used") as caught:
            await acquire(limiter, kind, 1, 1)
    shown = "".join(traceback.format_exception(caught.value))
    assert "other-p" not in shown
    assert "p@ssword" not in shown


@pytest.mark.parametrize(
    "url",
    [
        f"http://:{QUOTED}@host",
        f"redis+nonsense://:{QUOTED}@host",
        f"redis://:{QUOTED}@host:port",
        f"redis://:{QUOTED}@host:0",
        f"redis://user:1/{PASSWORD}@host",
        f"{QUOTED}@host",
        "redis://",
        "",
        None,
    ],
)
def test_wrong_url(url: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="must be as") as caught:
        RedisRateLimiter(url)
    assert_no_secret("".join(traceback.format_exception(caught.value)))


def test_text_shows_no_password() -> None:
    limiter = RedisRateLimiter(f"redis://user:{QUOTED}@cache.example.com:6380/2")
    assert repr(limiter) == "<RedisRateLimiter redis at cache.example.com:6380, tc3>"
    limiter = RedisRateLimiter(f"redis+unix://:{QUOTED}@/run/redis.sock")
    assert repr(limiter) == "<RedisRateLimiter redis at /run/redis.sock, tc3>"


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(errors.ConfigurationError, match=r"pip install tc3\[redis\]"):
        RedisRateLimiter("redis://127.0.0.1")


@pytest.mark.parametrize(
    "options", [{"on_unavailable": "ignore"}, {"burst": 2}, {"rates": {"A": 0}}]
)
def test_wrong_options(options: Any) -> None:
    with pytest.raises(errors.ConfigurationError):
        RedisRateLimiter("redis://127.0.0.1", **options)


@asynccontextmanager
async def limiting(url: str, **options: Any) -> AsyncIterator[RedisRateLimiter]:
    limiter = RedisRateLimiter(url, **options)
    yield limiter
    limiter.close()
    await limiter.aclose()


def assert_no_secret(text: str) -> None:
    assert PASSWORD not in text
    assert QUOTED not in text
