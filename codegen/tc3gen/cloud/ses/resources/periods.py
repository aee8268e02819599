"""Periods of days, as reports and lists ask for them."""

from __future__ import annotations

from attrs import frozen

from tc3gen.cloud.china_time import begin_of, day_number
from tc3gen.cloud.protocol.api_error import ApiErrorResponse


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
    """The period between two days. Raises `ApiErrorResponse` where it ends before it begins."""
    if last < first:
        message = f"The period ends on {last}, before it begins on {first}."
        raise ApiErrorResponse("InvalidParameterValue.WrongDate", message)
    return Period(day_number(first), day_number(last))
