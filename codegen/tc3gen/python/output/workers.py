"""Making many parts at a time, each in a process of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, as_completed

from tc3gen.python.output.build_part import Built, Job, build_part
from tc3gen.python.output.refused import OutputRefused
from tc3gen.util.process_pool import process_pool

Progress = Callable[[int, int, str], object]
"""Told how many parts are done, how many there are, and which one was last."""

_WORTH_A_PROCESS = 1024 * 1024
"""Bytes of specs that take longer than starting a process."""


def build_all(
    jobs: Sequence[Job], processes: int | None, progress: Progress | None
) -> list[Built]:
    """Makes all parts, the largest first; with one process, in this one."""
    sizes = {job.part: sum(path.stat().st_size for path in job.specs) for job in jobs}
    jobs = sorted(jobs, key=lambda job: (-sizes[job.part], job.part))
    if processes is None:
        worth = sum(sizes.values()) // _WORTH_A_PROCESS
        processes = min(os.cpu_count() or 1, worth)
    processes = max(1, min(processes, len(jobs)))
    done: list[Built] = []
    for built in (
        map(build_part, jobs) if processes == 1 else _at_a_time(jobs, processes)
    ):
        done.append(built)
        if progress is not None:
            progress(len(done), len(jobs), built.part)
    return sorted(done, key=lambda built: built.part)


def _at_a_time(jobs: Iterable[Job], processes: int) -> Iterator[Built]:
    try:
        with process_pool(processes) as pool:
            for done in as_completed([pool.submit(build_part, job) for job in jobs]):
                yield done.result()
    except BrokenExecutor:
        raise OutputRefused(
            "a process was ended from outside, perhaps for want of memory; nothing was "
            "changed: run it again with --jobs 1"
        ) from None
