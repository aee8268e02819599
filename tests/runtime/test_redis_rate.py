"""One quota for many processes, in a real Redis."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tc3 import RedisRateLimiter, errors
from tc3._core import redis_rate

from .driver import Driver
from .rate_process import RATES
from .redis_server import PASSWORD, QUOTED, RedisServer, redis_server
from .servers import Received, Server, ok
from .test_rate import KEY, acquire, most_in_a_second

TESTS = Path(__file__).parents[1]
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


async def test_eight_processes(redis: RedisServer, server: Server) -> None:
    """Half of them asynchronous: at the server they keep to the limit and use it."""
    times: list[float] = []

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        if request.action != "Warm":
            times.append(time.monotonic())
        return await ok()(writer, request)

    server.plays(play)
    (limit,) = RATES.values()
    processes = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "runtime.rate_process", server.url, redis.url, kind),
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
    codes = await asyncio.gather(*(_finished(process, end) for process in processes))
    assert codes == [0] * 8
    assert most_in_a_second(times) <= limit
    print(len(times) / (times[-1] - times[0]))
    assert 0.9 * limit <= len(times) / (times[-1] - times[0]) <= limit


async def _finished(process: asyncio.subprocess.Process, line: bytes) -> int | None:
    await process.communicate(line)
    return process.returncode
