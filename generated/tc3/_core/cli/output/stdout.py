"""Standard output: what is written there arrives, or the command fails."""

from __future__ import annotations

import os
import sys
from typing import Any

from .. import terminal
from ..exits import CLOSED_PIPE, OutputLost, stop_command


def check_open() -> None:
    """Refuse to call a service whose response could not be shown."""
    if sys.stdout is None:
        raise OutputLost("standard output is closed; nothing was sent")


def write_text(text: str) -> None:
    """Write a text; characters that the output cannot hold are escaped.

    Raises:
        OutputLost: The disk is full, or there is no standard output.
        Stop: The reader has gone.
    """
    stream: Any = sys.stdout
    if stream is None:
        raise OutputLost("standard output is closed")
    if not terminal.encodes(stream, text):
        encoding = stream.encoding or "ascii"
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(text)
    except (OSError, ValueError) as error:
        _note_loss(error)


def flush_output() -> None:
    """Have all that was written arrive. Raises what `write` does."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        _note_loss(error)


def _note_loss(error: Exception) -> None:
    abandon()
    if isinstance(error, BrokenPipeError):
        stop_command(CLOSED_PIPE)
    reason = getattr(error, "strerror", None) or "it is closed"
    raise OutputLost(f"the output could not be written: {reason}") from None


def abandon() -> None:
    """Have nothing more written there, also not when the process ends."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
        os.close(null)
    except (OSError, ValueError, AttributeError):
        pass
