"""Time limits that share one timer."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from time import monotonic

import pytest

from tc3._core.transport.asynchronous.deadlines import Deadlines, TaskDeadline


@pytest.fixture
async def deadlines() -> AsyncIterator[Deadlines]:
    made = Deadlines(asyncio.get_running_loop())
    yield made
    made.close()


async def late(deadlines: Deadlines, seconds: float, silence: float = 60) -> float:
    """Waits until interrupted, and tells how long that took."""
    begin = monotonic()
    with pytest.raises(asyncio.TimeoutError), TaskDeadline(deadlines, seconds, silence):
        await asyncio.sleep(5)
    return monotonic() - begin


async def test_time_is_up(deadlines: Deadlines) -> None:
    assert 0.04 < await late(deadlines, 0.05) < 1
    assert deadlines.limits == set()


async def test_in_time(deadlines: Deadlines) -> None:
    with TaskDeadline(deadlines, 0.05, 60):
        await asyncio.sleep(0)
    await asyncio.sleep(0.1)  # the timer rings, for nobody


async def test_many_end_in_their_own_order(deadlines: Deadlines) -> None:
    ended: list[float] = []

    async def wait(seconds: float) -> None:
        await late(deadlines, seconds)
        ended.append(seconds)

    times = [0.3, 0.05, 0.2, 0.1]
    await asyncio.gather(*(wait(seconds) for seconds in times))
    assert ended == sorted(times)


async def listen(limit: TaskDeadline, first: float, times: int, pause: float) -> None:
    with limit:
        await asyncio.sleep(first)
        for _ in range(times):
            limit.heard()
            await asyncio.sleep(pause)
        await asyncio.sleep(5)


async def test_silence_counts_from_what_was_heard(deadlines: Deadlines) -> None:
    begin = monotonic()
    with pytest.raises(asyncio.TimeoutError):
        await listen(TaskDeadline(deadlines, 60, 0.1), first=0.2, times=4, pause=0.05)
    assert 0.4 < monotonic() - begin < 2


async def test_hearing_does_not_move_the_end(deadlines: Deadlines) -> None:
    begin = monotonic()
    with pytest.raises(asyncio.TimeoutError):
        await listen(TaskDeadline(deadlines, 0.1, 60), first=0, times=100, pause=0.02)
    assert monotonic() - begin < 1


async def test_who_else_cancels_has_precedence(deadlines: Deadlines) -> None:
    task = asyncio.create_task(late(deadlines, 60))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert deadlines.limits == set()


@pytest.mark.skipif(sys.version_info < (3, 11), reason="3.10 does not count cancels")
async def test_cancelled_when_time_is_up(deadlines: Deadlines) -> None:
    task = asyncio.create_task(late(deadlines, 60))
    await asyncio.sleep(0)
    (limit,) = deadlines.limits
    limit.interrupt()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_task_goes_on_as_if_never_cancelled(deadlines: Deadlines) -> None:
    await late(deadlines, 0.01)
    await asyncio.sleep(0)
    task = asyncio.current_task()
    assert task is not None
    if sys.version_info >= (3, 11):
        assert task.cancelling() == 0


async def test_an_error_inside_rises(deadlines: Deadlines) -> None:
    with pytest.raises(KeyError), TaskDeadline(deadlines, 60, 60):
        raise KeyError
    assert deadlines.limits == set()
