"""The errors of calls for many rows.

BulkError      a bulk call stopped half-way
  InvalidRow   at a row that breaks the spec (which is a ValidationError, too)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import Tc3Error, ValidationError
from ..lazy_imports import Later

if TYPE_CHECKING:
    from . import progress as bulk_progress

if not TYPE_CHECKING:  # which loads attrs, and is needed by nobody but who resolves
    bulk_progress = Later(f"{__package__}.progress")


class BulkError(Tc3Error):
    """A call for many rows stopped half-way. Its `__cause__` tells why.

    `progress` is how far it came. `uncertain` are the numbers of the rows that were under
    way: they may or may not have arrived. All rows before them have, and none behind.
    """

    def __init__(
        self,
        bulk: str,
        progress: bulk_progress.BulkProgress[Any],
        reason: str,
        uncertain: range = range(0),
    ) -> None:
        Tc3Error.__init__(self, bulk, progress, reason, uncertain)
        self.bulk = bulk
        self.progress = progress
        self.reason = reason
        self.uncertain = uncertain
        self.sent = bool(uncertain) or progress.sent > 0

    @property
    def next_row(self) -> int:
        """The first row that is not known to have arrived; `start` to go on from there."""
        return self.progress.next_row

    def __str__(self) -> str:
        text = f"{self.bulk} stopped, {self.next_row} rows are done"
        if self.uncertain:
            text += f", rows {self.uncertain.start} to {self.uncertain[-1]} may have arrived"
        return f"{text}: {self.reason}"


class InvalidRow(BulkError, ValidationError):
    """A row breaks the spec. It was not sent, nor were those before it from `next_row` on.

    `index` is the number of the row, from 0; `field` is the path of the member at fault, as
    `rows[1204].template_data`.
    """

    def __init__(
        self,
        bulk: str,
        progress: bulk_progress.BulkProgress[Any],
        index: int,
        member: str,
        reason: str,
        action: str | None = None,
    ) -> None:
        BulkError.__init__(self, bulk, progress, reason)
        self.args = (bulk, progress, index, member, reason, action)
        self.index = index
        self.field = ".".join(part for part in (f"rows[{index}]", member) if part)
        self.action = action

    def __str__(self) -> str:
        done = f"{self.bulk} stopped, {self.next_row} rows are done"
        return f"{done}: {self.field}: {self.reason}"
