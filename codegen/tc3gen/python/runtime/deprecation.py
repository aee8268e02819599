"""Warnings about what the service is giving up."""

from __future__ import annotations

import warnings
from types import FrameType

_PACKAGE = __name__.rpartition(".")[0].rpartition(".")[0]


def warn_deprecated(message: str) -> None:
    """Warns at the line of the caller's code that led here."""
    warnings.warn(message, DeprecationWarning, stacklevel=_depth())


def _depth() -> int:
    from inspect import currentframe  # takes 10 ms, which an import of tc3 need not

    depth = 0
    frame = currentframe()
    while frame is not None and _is_ours(frame):
        frame = frame.f_back
        depth += 1
    return depth


def _is_ours(frame: FrameType) -> bool:
    name = frame.f_globals.get("__name__", "")
    return bool(name == _PACKAGE or name.startswith(f"{_PACKAGE}."))
