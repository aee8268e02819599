"""The progress of a bulk call."""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from ..model import Response
from ..outcomes.item import RefusedItem
from ..outcomes.refusal import raise_for

A = TypeVar("A", bound=Response)


@attrs.frozen(kw_only=True)
class BulkProgress(Generic[A]):
    """The progress of a bulk call."""

    next_row: int = 0
    """Rows from the first one on that are done with; `start` to go on from here."""

    sent: int = 0
    """Rows that were sent and answered."""

    repeats: int = 0
    """Rows that were dropped, as the same had been there before."""

    responses: tuple[A, ...] = ()
    """The responses of the service, one for each request."""

    refused: tuple[RefusedItem, ...] = ()
    """Rows that were sent and refused, where the responses tell: the first 1,000."""

    refused_count: int = 0
    """All rows that were sent and refused."""

    def raise_for_refused(self) -> None:
        """Raise an error that has those of the refused rows; none was refused otherwise.

        Raises:
            PartialFailure: The service refused at least one.
        """
        raise_for(self.refused, None, self.refused_count)

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The ids of the requests that were answered."""
        return tuple(response.request_id for response in self.responses)
