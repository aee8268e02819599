"""Processes that share work, and end with the one that started them, however that ends."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress

_PR_SET_PDEATHSIG = 1
"""Of `prctl`: the signal that this process gets when its parent ends."""


@contextmanager
def process_pool(processes: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes; if what uses it fails or is interrupted, they end at once."""
    others = multiprocessing.active_children()
    context = multiprocessing.get_context(_method())
    pool = ProcessPoolExecutor(
        processes, mp_context=context, initializer=_ignore_interrupts
    )
    try:
        yield pool
    except BaseException:
        for process in multiprocessing.active_children():
            if process not in others:
                process.terminate()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _method() -> str:
    """A fork takes no time, but only a process with one thread may do it."""
    if sys.platform.startswith("linux") and threading.active_count() == 1:
        return "fork"
    return "spawn"


def _ignore_interrupts() -> None:
    """Ctrl-C is for the parent, which ends its workers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with_parent()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _die_with_parent() -> None:
    """Have Linux kill this process at once when its parent ends: a thread takes a moment."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_with_parent() -> None:
    """A parent that is killed cannot end its workers, which would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
