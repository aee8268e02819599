"""Ctrl-C: at once, without a traceback, wherever the command is.

Before and after calls the process just ends. During calls Python's own handler raises
`KeyboardInterrupt`, so that it can be said what became of the call.
"""

from __future__ import annotations

import os
import signal

from .exits import INTERRUPTED


def _quit(*_: object) -> None:
    os._exit(INTERRUPTED)


def quit_at_once() -> None:
    """From now on Ctrl-C ends the process."""
    try:
        if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
            signal.signal(signal.SIGINT, _quit)
    except ValueError:  # not in the main thread: somebody else handles signals
        pass


class interruptible:
    """For a `with` in which Ctrl-C raises `KeyboardInterrupt`."""

    def __enter__(self) -> None:
        try:
            if signal.getsignal(signal.SIGINT) is _quit:
                signal.signal(signal.SIGINT, signal.default_int_handler)
        except ValueError:
            pass

    def __exit__(self, *_: object) -> None:
        quit_at_once()
