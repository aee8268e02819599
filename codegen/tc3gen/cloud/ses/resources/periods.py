"""Periods of days, as reports and lists ask for them."""

from __future__ import annotations

from attrs import frozen

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.state import DAY, day_number


@frozen
class Period:
    """Whole days in the service's zone, counted since 1970; the last one is included."""

    first: int
    last: int

    @property
    def begin(self) -> float:
        """The second at which it begins."""
        return begin_of(self.first)

    @property
    def end(self) -> float:
        """The second at which it is over."""
        return begin_of(self.last + 1)


def read_period(first: str, last: str) -> Period:
    """The period between two days. Raises `ApiFault` where it ends before it begins."""
    if last < first:
        message = f"The period ends on {last}, before it begins on {first}."
        raise ApiFault("InvalidParameterValue.WrongDate", message)
    return Period(day_number(first), day_number(last))


def begin_of(day: int) -> float:
    """The second at which a day begins."""
    return day * DAY - 8 * 3600.0
