"""Codes of delivery reports, as the documentation of the console lists them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from attrs import frozen

Counter = Literal[
    "InternalErrorCount",
    "InvalidNumberCount",
    "ShutdownErrorCount",
    "BlackListCount",
    "FrequencyLimitCount",
]

DELIVERED = "DELIVRD"


@frozen
class Report:
    """Meaning of a code."""

    description: str
    counter: Counter | None = None
    """Member of the statistics that counts it, for a failure."""


REPORTS: Mapping[str, Report] = {
    DELIVERED: Report("The phone got the message"),
    "UNDELIV": Report("The phone is off or out of reach", "ShutdownErrorCount"),
    "EXPIRED": Report("The phone could not be found in time", "ShutdownErrorCount"),
    "REJECTD": Report("The carrier refused the text or the sender"),
    "DELETED": Report("The message was deleted on its way"),
    "SUBFAIL": Report("The carrier does not know the number", "InvalidNumberCount"),
    "UNKNOWN": Report("The carrier gives no reason"),
    "COMFAIL": Report("The carrier could not be reached", "InternalErrorCount"),
    "WTNFAIL": Report("The carrier's network was disturbed", "InternalErrorCount"),
    # The statistics count these two, but no code for either is documented.
    "BLACKLIST": Report("The carrier has the number on a list", "BlackListCount"),
    "FREQUENCY": Report("The carrier's limits are reached", "FrequencyLimitCount"),
}


def code_meaning(code: str) -> str:
    """Meaning of a code in words."""
    known = REPORTS.get(code)
    return "The carrier's own code" if known is None else known.description
