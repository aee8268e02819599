"""Tells if anybody reads the log `tc3`, without loading `logging` to find out.

What sets a log up has loaded it. A process that makes one call and ends mostly has not, and
is not to wait for it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from logging import Logger

DEBUG = 10
INFO = 20

_log: Logger | None = None


def is_logged(level: int) -> bool:
    """Tell if messages of a level are read."""
    global _log
    if _log is None:
        if "logging" not in sys.modules:
            return False
        from logging import getLogger

        _log = getLogger("tc3")
    return _log.isEnabledFor(level)
