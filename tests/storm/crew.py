"""Playing many scenarios: at once in a process, and in several processes."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import nullcontext
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from . import scenario as scenarios
from .callers.calls import impatient
from .callers.hooks import LOGGERS, calling_handler
from .judge import Finding
from .play import Played, Stage, play
from .scenario import Scenario
from .server.contexts import Contexts

AT_ONCE = 32
"""Scenarios under way in a process."""
_CHUNK = 1000
"""Scenarios that a process is given together, at most."""
_LAG, _TRIES = 0.015, 40
"""Seconds by which the event loop may be late when a scenario begins; how often that is looked
at."""
_SLOW = ("late", "leaked")
"""What a busy machine may look like."""
_AGAIN, _MOST_AGAIN = 2, 5
"""How often such a scenario is played again, alone, before it counts; and for how many of a
part that is done, where a connection was left: so many that leak are no accident."""


class Storm(NamedTuple):
    """Which scenarios: all that follows from it is the same each time, but for timing."""

    seed: str
    only: str | None = None


def play_all(
    storm: Storm, indices: Sequence[int], processes: int = 2
) -> Iterator[Played]:
    """Plays scenarios in processes; gives each when its part of them is done."""
    parts = _parts(storm, indices, processes)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        for done in as_completed(pool.submit(play_part, storm, p) for p in parts):
            yield from done.result()


def _parts(storm: Storm, indices: Sequence[int], processes: int) -> list[list[int]]:
    """Scenarios in parts; those that turn on the log of their process go together."""
    loud: list[int] = []
    quiet: list[int] = []
    for index in indices:
        drawn = scenarios.draw(storm.seed, index, storm.only)
        (loud if _is_loud(drawn) else quiet).append(index)
    size = min(_CHUNK, -(-len(quiet) // (2 * processes)) or 1)
    return [
        each[i : i + size] for each in (quiet, loud) for i in range(0, len(each), size)
    ]


def _is_loud(scenario: Scenario) -> bool:
    return scenario.setting.extra == "calling log handler"


def play_part(storm: Storm, indices: Iterable[int]) -> list[Played]:
    """Plays scenarios in this process."""
    sys.setswitchinterval(0.001)  # threads wait for one another all the time here
    warnings.simplefilter("ignore")
    for name in (*LOGGERS, "asyncio"):
        logging.getLogger(name).addHandler(logging.NullHandler())
        logging.getLogger(name).propagate = False
    before = threading.active_count()
    with tempfile.TemporaryDirectory() as folder, impatient():
        played = asyncio.run(_play_part(storm, indices, Path(folder)))
    left = _threads_left(before)
    if left and played:
        played[-1].findings.append(Finding("leaked", f"threads: {left}"))
    return played


async def _play_part(
    storm: Storm, indices: Iterable[int], folder: Path
) -> list[Played]:
    stage = Stage(Contexts(folder))
    drawn = [scenarios.draw(storm.seed, index, storm.only) for index in indices]
    with calling_handler() if any(map(_is_loud, drawn)) else nullcontext():
        played = await _play_many(drawn, stage)
    if stage.broken:
        raise stage.broken[0]
    return played


async def _play_many(drawn: list[Scenario], stage: Stage) -> list[Played]:
    played: list[Played] = []
    waiting = iter(drawn)

    async def work() -> None:
        for each in waiting:
            await _calm()
            played.append(await play(each, stage))

    await asyncio.gather(*(work() for _ in range(AT_ONCE)))
    by_index = {each.number: each for each in drawn}
    late = [each for each in played if "late" in _doubtful(each)]
    leaked = [each for each in played if _doubtful(each) == {"leaked"}]
    for made in [*late, *leaked[:_MOST_AGAIN]]:
        await _again(made, by_index[made.index], stage)
    return played


async def _calm() -> None:
    """Waits while the process cannot keep up: time-outs are to come from faults."""
    for _ in range(_TRIES):
        begin = monotonic()
        await asyncio.sleep(0.005)
        if monotonic() - begin < _LAG:
            return


async def _again(made: Played, scenario: Scenario, stage: Stage) -> None:
    """Plays what was slow again, alone: the machine may have been busy."""
    for _ in range(_AGAIN):
        doubtful = _doubtful(await play(scenario, stage))
        made.findings = [
            found
            for found in made.findings
            if found.kind not in _SLOW or found.kind in doubtful
        ]
        if not _doubtful(made):
            return


def _doubtful(played: Played) -> set[str]:
    return {found.kind for found in played.findings if found.kind in _SLOW}


def _threads_left(before: int) -> int:
    """Threads that do not end within a second."""
    end = monotonic() + 1
    while threading.active_count() > before and monotonic() < end:
        threading.Event().wait(0.01)
    return max(threading.active_count() - before, 0)


def some_seed() -> str:
    """A seed that nobody has used."""
    return os.urandom(4).hex()
