"""Times in the zone UTC+8, in which services read and write those that name no zone."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from functools import lru_cache

ZONE = timezone(timedelta(hours=8))
"""The zone of times that name none."""

DAY = 86400

_OFFSET = 8 * 3600


def local_time(seconds: float) -> str:
    """A time as services write it."""
    return datetime.fromtimestamp(seconds, ZONE).strftime("%Y-%m-%d %H:%M:%S")


def day_of(seconds: float) -> int:
    """The day of a time, counted since 1970 in this zone."""
    return int((seconds + _OFFSET) // DAY)


def begin_of(day: int) -> float:
    """The second at which a day begins."""
    return float(day * DAY - _OFFSET)


def day_number(text: str) -> int:
    """The number of a day that is written `2026-01-31`. Raises `ValueError`."""
    return day_of(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZONE).timestamp())


@lru_cache(64)
def day_text(day: int) -> str:
    """A day as it is written."""
    return local_time(begin_of(day))[:10]
