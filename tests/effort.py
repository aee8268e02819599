"""How much a test tries: enough to notice a mistake by day, ten times as much by night."""

from __future__ import annotations

import os

BY_NIGHT = os.environ.get("TC3_TESTS") == "nightly"
"""Set by `make test-nightly`, which runs what is marked `thorough` once more."""


def many(by_night: int, *, by_day: int | None = None) -> int:
    """The number of examples; by day a tenth of it unless told otherwise."""
    if BY_NIGHT:
        return by_night
    return by_night // 10 if by_day is None else by_day
