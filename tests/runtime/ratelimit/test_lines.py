"""Lines of calls by a clock of the test's own: some of the calls stand still for a while."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from tc3._core import clock
from tc3._core.ratelimit.wait_queue import SPAN, Ticket, WaitQueue

from .rates import KEY, most_in_a_second

GRACE = 0.1


class Loop:
    """An event loop that stands still from one time to another."""

    def __init__(self, begin: float, end: float) -> None:
        self._begin = begin
        self._end = end

    def is_running(self) -> bool:
        return True

    def runs_at(self, when: float) -> float:
        """When something happens in it that ought to happen then."""
        return self._end if self._begin <= when < self._end else when


class Crowd:
    """Calls of several event loops in one line; `gone` tells which went, and when."""

    def __init__(self, rate: int, loops: Sequence[Loop], calls: Sequence[int]) -> None:
        self.now = 0.0
        self.gone: list[tuple[float, int]] = []
        self._line = WaitQueue(KEY, rate, 0.0)
        self._events: list[tuple[float, int, int]] = []
        self._count = 0
        with patch.object(clock, "monotonic", lambda: self.now):
            self._turns = [self._turn(n, loops[loop]) for n, loop in enumerate(calls)]
            for number, turn in enumerate(self._turns):
                self._line.enter(turn, 10**6)
                self._at(number, 0.0)
            self._run()

    def _turn(self, number: int, loop: Any) -> Ticket:
        return Ticket(lambda: self._at(number, 0.0), loop)

    def _at(self, number: int, seconds: float) -> None:
        loop: Any = self._turns[number].home
        self._count += 1
        when = loop.runs_at(self.now + seconds)
        heappush(self._events, (when, self._count, number))

    def _run(self) -> None:
        left = set(range(len(self._turns)))
        while self._events:
            self.now, _, number = heappop(self._events)
            if number not in left:
                continue
            turn = self._turns[number]
            wait = self._line.look(turn)
            if wait is None:
                wait = self._line.take()
                if wait == 0:
                    left.discard(number)
                    self.gone.append((self.now, number))
                    self._line.leave(turn)
                    continue
                self._line.expect(turn, wait)
            self._at(number, wait)
        assert not left


RATES = st.sampled_from([1, 3, 10, 40])
CALLS = st.lists(st.integers(0, 3), min_size=1, max_size=40)


@settings(deadline=None, max_examples=60)
@given(RATES, CALLS)
def test_where_nobody_stands_still(rate: int, calls: list[int]) -> None:
    """First come, first served, at the rate."""
    crowd = Crowd(rate, [Loop(0, 0)] * 4, calls)
    assert [number for _, number in crowd.gone] == [*range(len(calls))]
    assert crowd.gone[-1][0] <= len(calls) * SPAN / rate
    assert most_in_a_second([when for when, _ in crowd.gone]) <= rate


@settings(deadline=None, max_examples=200)
@given(
    RATES,
    CALLS,
    st.lists(st.tuples(st.floats(0, 5), st.floats(0, 9)), min_size=3, max_size=3),
)
def test_where_some_stand_still(
    rate: int, calls: list[int], stalls: list[tuple[float, float]]
) -> None:
    """The rate holds, and a loop that runs is not held up by those that do not.

    It waits at most for its share, and a moment for each time that another stands still.
    """
    loops = [Loop(0, 0), *(Loop(begin, begin + long) for begin, long in stalls)]
    crowd = Crowd(rate, loops, calls)
    assert most_in_a_second([when for when, _ in crowd.gone]) <= rate
    step = SPAN / rate
    for when, number in crowd.gone:
        if calls[number] == 0:
            assert when <= (len(calls) + 3) * (step + 0.001) + 3 * (4 * GRACE + step)
    for home in range(4):
        order = [number for _, number in crowd.gone if calls[number] == home]
        assert order == sorted(order)
