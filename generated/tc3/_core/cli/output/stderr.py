"""Standard error: progress, warnings and errors. What fails here is not told."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from .. import terminal

quiet = False
"""True if neither progress nor warnings are wanted."""


def write_line(text: str) -> None:
    """Write a text and a line end."""
    stream = sys.stderr
    if stream is None:
        return
    if not terminal.encodes(stream, text):
        encoding = stream.encoding or "ascii"
        text = text.encode(encoding, "backslashreplace").decode(encoding)
    try:
        stream.write(text + "\n")
        stream.flush()
    except (OSError, ValueError):
        pass


def write_warning(text: str) -> None:
    """Write a warning."""
    if not quiet:
        head = terminal.style_text("Warning:", "yellow", sys.stderr)
        write_line(f"{head} {terminal.harmless(text)}")


def write_note(text: str) -> None:
    """Write a line about what goes on."""
    if not quiet:
        write_line(terminal.harmless(text))


def show_warnings() -> None:
    """Have Python's warnings look like those of the command line.

    What the SDK logs is shown with `--debug` only, not by the log's last resort.
    """
    import logging

    log = logging.getLogger("tc3")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    warnings.simplefilter("ignore")
    warnings.filterwarnings(
        "always", category=DeprecationWarning, message=".*deprecated"
    )
    warnings.filterwarnings(
        "once", category=UserWarning, message=".* may be written by any user"
    )

    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        write_warning(str(message))

    warnings.showwarning = show
