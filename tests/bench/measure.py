"""Taking times: contestants take turns, so that what disturbs one disturbs them all."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from time import perf_counter, process_time

from attrs import field, frozen


@frozen
class Sample:
    """Seconds for one unit of work, in one round."""

    cpu: float
    wall: float


@frozen
class Contest:
    """The samples of the contestants, one a round."""

    samples: dict[str, list[Sample]] = field(factory=dict)

    @contextmanager
    def stopwatch(self, name: str, units: int) -> Iterator[None]:
        """Times the `units` of work done inside, as this round's sample of `name`."""
        gc.collect()
        wall, cpu = perf_counter(), process_time()
        yield
        cpu, wall = process_time() - cpu, perf_counter() - wall
        self.samples.setdefault(name, []).append(Sample(cpu / units, wall / units))

    def cpu(self, name: str) -> float:
        return median(sample.cpu for sample in self.samples[name])

    def wall(self, name: str) -> float:
        return median(sample.wall for sample in self.samples[name])

    def cpu_ratio(self, over: str, under: str) -> float:
        """The median of the rounds' ratios: steadier than the ratio of the medians."""
        pairs = zip(self.samples[over], self.samples[under], strict=True)
        return median(one.cpu / other.cpu for one, other in pairs)


def run(arguments: Sequence[str]) -> Sample:
    """What an interpreter with these arguments takes, from its start to its end."""
    command = [sys.executable, *arguments]
    begin = perf_counter()
    pid = os.posix_spawn(sys.executable, command, _CACHING, file_actions=_QUIET)
    _, status, usage = os.wait4(pid, 0)
    wall = perf_counter() - begin
    if status:
        raise RuntimeError(f"{command} ended with status {status}")
    return Sample(usage.ru_utime + usage.ru_stime, wall)


_CACHING = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
"""Where compiled modules are not kept, one would measure the compiler."""

_QUIET = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]


def turns(names: Iterable[str], rounds: int) -> Iterator[str]:
    """Who is next. Every other round is run backwards: a drift then hits all alike."""
    order: Sequence[str] = tuple(names)
    for _ in range(rounds):
        yield from order
        order = order[::-1]
