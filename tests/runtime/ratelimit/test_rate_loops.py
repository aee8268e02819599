"""Rate control where event loops are blocked, or have ended, with calls in the line."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event
from typing import Any

import pytest

from tc3 import LocalRateLimiter
from tc3._core.ratelimit.wait_queue import SPAN

from .rates import KEY, acquire, most_in_a_second


@asynccontextmanager
async def blocked_loop(limiter: LocalRateLimiter, calls: int) -> AsyncIterator[Event]:
    """An event loop whose tasks wait in a line, and which stands still until told."""
    waiting, go = Event(), Event()

    async def work() -> None:
        tasks = [
            asyncio.create_task(limiter.acquire_async(KEY, 4, 60)) for _ in range(calls)
        ]
        await asyncio.sleep(0)
        waiting.set()
        go.wait(20)
        await asyncio.gather(*tasks)

    thread = threading.Thread(target=asyncio.run, args=(work(),))
    thread.start()
    await asyncio.to_thread(waiting.wait)
    try:
        yield go
    finally:
        go.set()
        await asyncio.to_thread(thread.join)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("calls", [1, 8])
async def test_a_blocked_event_loop_holds_up_nobody(kind: str, calls: int) -> None:
    """Those behind go past its calls, as fast as the rate lets them, and no faster."""
    limiter = LocalRateLimiter(burst=0)
    gone: list[float] = []
    limiter.acquire(KEY, 4, 1)
    async with blocked_loop(limiter, calls) as go:
        began = time.monotonic()

        async def call() -> None:
            await acquire(limiter, kind, 4, 60)
            gone.append(time.monotonic() - began)

        await asyncio.gather(*(call() for _ in range(5)))
        assert not go.is_set()
        assert 4 * SPAN / 4 <= gone[-1] < 4 * SPAN / 4 + 2
    assert most_in_a_second(gone) <= 4


async def test_its_calls_get_their_places_back() -> None:
    limiter = LocalRateLimiter(burst=0)
    limiter.acquire(KEY, 4, 1)
    async with blocked_loop(limiter, 3) as go:
        thread_calls = [
            asyncio.create_task(asyncio.to_thread(limiter.acquire, KEY, 4, 60))
            for _ in range(8)
        ]
        await asyncio.wait(thread_calls, return_when=asyncio.FIRST_COMPLETED)
        go.set()
    # All three have gone, before those that came after them.
    assert sum(call.done() for call in thread_calls) <= 5
    await asyncio.gather(*thread_calls)


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("how", ["stopped", "closed"])
async def test_an_event_loop_that_ended_holds_up_nobody(kind: str, how: str) -> None:
    limiter = LocalRateLimiter(burst=0)
    limiter.acquire(KEY, 4, 1)
    tasks: list[asyncio.Task[None]] = []

    def end() -> asyncio.AbstractEventLoop:
        async def work() -> None:
            for _ in range(400):  # the wait for them would take too long
                tasks.append(asyncio.create_task(limiter.acquire_async(KEY, 4, 999)))
            await asyncio.sleep(0)

        loop = asyncio.new_event_loop()
        loop.run_until_complete(work())
        if how == "closed":
            loop.set_exception_handler(lambda *_: None)  # of tasks that never end
            loop.close()
        return loop

    loop = await asyncio.to_thread(end)
    began = time.monotonic()
    await acquire(limiter, kind, 4, 30)
    assert time.monotonic() - began < 20
    await acquire(limiter, kind, 4, 30)
    if how == "stopped":

        def go_on() -> None:
            for task in tasks[3:]:
                task.cancel()
            loop.run_until_complete(asyncio.wait(tasks))
            loop.close()

        await asyncio.to_thread(go_on)
        assert [task.cancelled() for task in tasks] == [False] * 3 + [True] * 397


async def test_those_who_wait_already_go_on_when_an_event_loop_ends() -> None:
    limiter = LocalRateLimiter(burst=0)
    limiter.acquire(KEY, 4, 1)
    waiting, end = Event(), Event()

    def run() -> None:
        async def work() -> None:
            task = asyncio.create_task(limiter.acquire_async(KEY, 4, 999))
            await asyncio.sleep(0)
            waiting.set()
            await asyncio.to_thread(end.wait)
            tasks.append(task)

        loop = asyncio.new_event_loop()
        loop.run_until_complete(work())
        loops.append(loop)

    tasks: list[Any] = []
    loops: list[Any] = []
    limiter.acquire(KEY, 1, 1)
    thread = threading.Thread(target=run)
    thread.start()
    await asyncio.to_thread(waiting.wait)
    behind = [
        asyncio.create_task(asyncio.to_thread(limiter.acquire, KEY, 4, 60))
        for _ in range(2)
    ]
    end.set()
    await asyncio.wait_for(asyncio.gather(*behind), 20)
    await asyncio.to_thread(thread.join)
    await asyncio.to_thread(loops[0].run_until_complete, tasks[0])
    loops[0].close()
