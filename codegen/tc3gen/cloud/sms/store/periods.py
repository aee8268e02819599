"""Periods of time that reports ask for."""

from __future__ import annotations

from datetime import datetime

from tc3gen.cloud.china_time import DAY, ZONE
from tc3gen.cloud.sms.store.state import Caller, Params

BAD_BEGIN = "InvalidParameterValue.BeginTimeVerifyFail"
BAD_END = "InvalidParameterValue.EndTimeVerifyFail"
_BACKWARDS = "InvalidParameterValue.InvalidStartTime"

HOUR = 3600

CLOCK_SLIP = 300
"""Seconds by which the clock of a caller may be ahead, as with signatures."""


def read_hours(
    caller: Caller, first: str, last: str, *, most_days: int | None = None
) -> tuple[float, float]:
    """The seconds between two hours that are written `yyyymmddhh`; the last is included."""
    begin = _hour(caller, first, BAD_BEGIN, _BACKWARDS)
    end = _hour(caller, last, BAD_END, _BACKWARDS)
    if end < begin:
        message = f"The period ends at {last}, before it begins at {first}."
        raise caller.refusal(_BACKWARDS, BAD_END, message=message)
    if most_days is not None and end - begin > most_days * DAY:
        message = f"The period has more than {most_days} days."
        raise caller.refusal(BAD_END, _BACKWARDS, message=message)
    return begin, end + HOUR


def read_seconds(
    caller: Caller, params: Params, *, most_seconds: int
) -> tuple[float, float]:
    """The seconds between two Unix times, of which the later may be left out."""
    begin, end = params["BeginTime"], params.get("EndTime", int(caller.now) + 1)
    if not caller.now - most_seconds <= begin <= caller.now:
        hours = most_seconds // HOUR
        message = f"The period must begin in the last {hours} hours."
        raise caller.refusal(BAD_BEGIN, message=message)
    if end < begin:
        message = "The period ends before it begins."
        raise caller.refusal(_BACKWARDS, BAD_END, message=message)
    if "EndTime" in params and end > caller.now + CLOCK_SLIP:
        message = "The period ends in the future."
        raise caller.refusal(BAD_END, message=message)
    return float(begin), float(end)


def _hour(caller: Caller, text: str, *codes: str) -> float:
    try:
        if len(text) != 10:
            raise ValueError
        return datetime.strptime(text, "%Y%m%d%H").replace(tzinfo=ZONE).timestamp()
    except ValueError:
        message = f"`{text[:20]}` is not an hour like 2024013108."
        raise caller.refusal(*codes, message=message) from None
