"""The clocks that the runtime reads, in one place for tests to replace.

The time of day may be frozen by libraries such as freezegun, so that signatures and keys are
those of that day. What is waited for takes real time, though: a clock that stands still would
never end it. So the other clock is read in a way that they leave alone.
"""

from __future__ import annotations

import sys
from time import time

if sys.platform == "win32":
    from time import monotonic
else:
    from time import CLOCK_MONOTONIC, clock_gettime

    def monotonic() -> float:
        """Seconds of a clock that only goes forward, and never stands still."""
        return clock_gettime(CLOCK_MONOTONIC)


__all__ = ["monotonic", "time"]
