"""Progress of a long run: a bar on a terminal, now and then a line elsewhere."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WITHOUT_CURSOR = ("dumb", "unknown")
"""Terminals that cannot draw over what they have shown."""

_FEW = 20
"""As many are done so fast that nothing need be said."""


@contextmanager
def progress(noun: str) -> Iterator[Callable[[int, int, str], None]]:
    """A function that takes how many are done, how many there are, and the last one."""
    if not sys.stderr.isatty() or os.environ.get("TERM") in _WITHOUT_CURSOR:
        yield lambda done, total, name: _line(noun, done, total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,  # no thread of its own: workers are forked
    )
    task = bar.add_task("", total=None)

    def advance(done: int, total: int, name: str) -> None:
        if total > _FEW:
            bar.start()
            bar.update(
                task, completed=done, total=total, description=name, refresh=True
            )

    try:
        yield advance
    finally:
        bar.stop()


def _line(noun: str, done: int, total: int) -> None:
    if total > _FEW and done * 10 // total > (done - 1) * 10 // total:
        print(f"{done} of {total} {noun}", file=sys.stderr, flush=True)
