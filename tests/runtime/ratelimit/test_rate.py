"""Rate control within a process: the schedule, and the lines of calls that wait."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Sequence
from operator import sub
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tc3 import LocalRateLimiter, errors
from tc3._core.ratelimit.wait_queue import SPAN, Pacer, Ticket, WaitQueue

from .rates import KEY, acquire, most_in_a_second


def run(pace: Pacer, arrivals: Sequence[tuple[float, float]]) -> list[float]:
    """When calls go that come after a gap each, and wake so much later than told."""
    now, gone = 0.0, list[float]()
    for gap, late in arrivals:
        now += gap
        while (wait := pace.wait(now)) > 0:
            now += wait + late
        pace.go(now)
        gone.append(now)
    return gone


# The schedule

GAPS = st.one_of(st.just(0.0), st.floats(0, 0.1), st.floats(0, 3))
LATE = st.one_of(st.just(0.0), st.floats(0, 0.02), st.floats(0, 1))


@settings(deadline=None)
@given(
    rate=st.integers(1, 30),
    burst=st.sampled_from([0.0, 0.1, 1.0]),
    arrivals=st.lists(st.tuples(GAPS, LATE), max_size=150),
)
def test_never_more_than_the_limit(
    rate: int, burst: float, arrivals: list[tuple[float, float]]
) -> None:
    assert most_in_a_second(run(Pacer(rate, burst), arrivals)) <= rate


@settings(deadline=None)
@given(
    rate=st.integers(1, 300),
    burst=st.sampled_from([0.1, 1.0]),
    late=st.floats(0, 0.02),
)
def test_calls_that_queue_reach_the_limit(rate: int, burst: float, late: float) -> None:
    """Timers that are late do not slow it down."""
    gone = run(Pacer(rate, burst), [(0, late)] * (5 * rate + 1))
    assert 5 * rate / (gone[-1] - gone[0]) >= 0.9 * rate


@pytest.mark.parametrize("rate", [1, 2, 20])
def test_a_burst_then_evenly(rate: int) -> None:
    gone = run(Pacer(rate, 1.0), [(0, 0)] * 3 * rate)
    step = SPAN / rate
    assert gone[:rate] == [0.0] * rate
    assert gone[rate:] == pytest.approx([SPAN + n * step for n in range(2 * rate)])


def test_evenly_from_the_beginning() -> None:
    gone = run(Pacer(20, 0.0), [(0, 0)] * 60)
    assert gone == pytest.approx([n * SPAN / 20 for n in range(60)], abs=0.021)
    assert min(map(sub, gone[1:], gone)) > 0.03


def test_a_quiet_time_earns_a_burst() -> None:
    gone = run(Pacer(10, 0.5), [(0, 0)] * 5 + [(9, 0)] + [(0, 0)] * 5)
    assert [n for n in gone if n == gone[5]] == gone[5:10]
    assert gone[10] > gone[9]


def test_wait_behind_others() -> None:
    pace = Pacer(10, 0.0)
    pace.go(5.0)
    assert pace.wait(5.0) == pytest.approx(SPAN / 10, abs=0.021)
    assert pace.wait(5.0, ahead=3) == pytest.approx(4 * SPAN / 10, abs=0.021)
    assert pace.wait(7.0) == 0


# Waiting


async def test_first_come_first_served() -> None:
    limiter = LocalRateLimiter(burst=0)
    order: list[int] = []

    async def call(number: int) -> None:
        await limiter.acquire_async(KEY, 200, 10)
        order.append(number)

    await asyncio.gather(*map(call, range(60)))
    assert order == [*range(60)]


async def test_a_cancelled_wait_gives_its_place_back() -> None:
    limiter = LocalRateLimiter(burst=0)
    limiter.acquire(KEY, 4, 1)
    began = time.monotonic()
    tasks = [asyncio.create_task(limiter.acquire_async(KEY, 4, 60)) for _ in range(40)]
    await asyncio.sleep(0.01)
    for task in tasks[:-1]:  # the first of the line among them
        task.cancel()
    await tasks[-1]
    assert 0.2 <= time.monotonic() - began < 1
    assert all(task.cancelled() for task in tasks[:-1])


async def test_an_interrupt_just_after_joining_the_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Ctrl-C comes at any point; who it stops holds up nobody."""
    limiter = LocalRateLimiter(burst=0)
    limiter.acquire(KEY, 20, 1)
    enter = WaitQueue.enter

    def interrupted(self: WaitQueue, turn: Ticket, timeout: float) -> None:
        enter(self, turn, timeout)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(WaitQueue, "enter", interrupted)
        with pytest.raises(KeyboardInterrupt):
            limiter.acquire(KEY, 20, 1)
        with pytest.raises(KeyboardInterrupt):
            await limiter.acquire_async(KEY, 20, 1)
    limiter.acquire(KEY, 20, 1)
    await limiter.acquire_async(KEY, 20, 1)


async def test_cancelled_while_it_is_woken() -> None:
    limiter = LocalRateLimiter(burst=0)
    limiter.acquire(KEY, 20, 1)
    tasks = [asyncio.create_task(limiter.acquire_async(KEY, 20, 9)) for _ in range(3)]
    await asyncio.sleep(0)
    tasks[0].add_done_callback(lambda _: tasks[1].cancel())
    await asyncio.wait_for(tasks[2], 5)
    assert tasks[1].cancelled()


async def test_threads_and_event_loops_share_a_limiter() -> None:
    limiter = LocalRateLimiter()
    gone: list[float] = []

    def in_thread() -> None:
        for _ in range(4):
            limiter.acquire(KEY, 100, 10)
            gone.append(time.monotonic())

    async def in_task() -> None:
        for _ in range(4):
            await limiter.acquire_async(KEY, 100, 10)
            gone.append(time.monotonic())

    async def tasks() -> None:
        await asyncio.gather(*(in_task() for _ in range(10)))

    work = [threading.Thread(target=in_thread) for _ in range(20)]
    work += [threading.Thread(target=asyncio.run, args=(tasks(),)) for _ in range(2)]
    for thread in work:
        thread.start()
    await tasks()
    for thread in work:
        await asyncio.to_thread(thread.join)
    assert len(gone) == 200
    # The first hundred goes at once, the second one evenly over a second.
    assert 1.9 < max(gone) - min(gone) < 10


async def test_an_action_has_its_own_quota() -> None:
    limiter = LocalRateLimiter({"GetThing": 1})
    began = time.monotonic()
    for action in ("A", "B", "C"):
        limiter.acquire(f"host:{action}", 1, 0.01)
    for _ in range(100):
        await limiter.acquire_async("host:Unknown", None, 0.01)
    limiter.acquire("host:GetThing", None, 0.01)
    limiter.acquire("other:GetThing", 100, 0.01)
    with pytest.raises(errors.CallTimeout):
        limiter.acquire("other:GetThing", 100, 0.01)
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_wait_beyond_the_time_out_fails_at_once(kind: str) -> None:
    limiter = LocalRateLimiter()
    limiter.acquire(KEY, 1, 1)
    began = time.monotonic()
    with pytest.raises(errors.CallTimeout) as caught:
        await acquire(limiter, kind, 1, 0.5)
    assert time.monotonic() - began < 0.45
    assert not caught.value.sent
    assert f"{KEY} is limited to 1 calls a second: the wait of " in str(caught.value)


async def test_the_line_counts_as_wait() -> None:
    limiter = LocalRateLimiter(burst=0)
    limiter.acquire(KEY, 10, 1)
    tasks = [asyncio.create_task(limiter.acquire_async(KEY, 10, 9)) for _ in range(20)]
    await asyncio.sleep(0)
    with pytest.raises(errors.CallTimeout):
        limiter.acquire(KEY, 10, 1.9)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    limiter.acquire(KEY, 10, 1.9)


def test_a_closed_event_loop_holds_up_nobody() -> None:
    line, woken = WaitQueue(KEY, 5, 1.0), list[str]()

    def closed() -> None:
        raise RuntimeError("Event loop is closed")

    first, lost, last = (
        Ticket(lambda: None),
        Ticket(closed),
        Ticket(lambda: woken.append("last")),
    )
    for turn in (first, lost, last):
        line.enter(turn, 9)
    line.leave(first)
    assert woken == ["last"]
    assert line.look(last) is None
    line.leave(lost)
    line.leave(last)
    assert line.skip()


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["enter", "leave", "look"])))
)
def test_a_line_is_in_order(steps: list[tuple[int, str]]) -> None:
    """Whatever calls do, one is first, and looking again tells who."""
    line = WaitQueue(KEY, 100, 0.0)
    turns = [Ticket(lambda: None) for _ in range(6)]
    order: list[int] = []
    for number, step in steps:
        if step == "enter" and number not in order:
            line.enter(turns[number], 99)
            order.append(number)
        elif step == "leave":
            line.leave(turns[number])
            order = [other for other in order if other != number]
        elif step == "look" and number in order and order[0] == number:
            line.expect(turns[number], 99)
            assert line.look(turns[number]) is None


def test_after_a_fork_nobody_waits_for_threads_of_the_parent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limiter = LocalRateLimiter()
    line = limiter._line(KEY, 5)
    assert line is not None
    line.enter(Ticket(lambda: None), 9)
    monkeypatch.setattr(os, "getpid", lambda: -1)
    limiter.acquire(KEY, 5, 0.01)


@pytest.mark.parametrize(
    ("rates", "burst"),
    [({"A": 0}, 1.0), ({"A": 1.5}, 1.0), ({"A": "1"}, 1.0), ({}, -0.1), ({}, 1.1)],
)
def test_wrong_options(rates: Any, burst: float) -> None:
    with pytest.raises(errors.ConfigurationError):
        LocalRateLimiter(rates, burst=burst)
