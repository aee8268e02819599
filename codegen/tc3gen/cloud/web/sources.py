"""What the pages show."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from tc3gen.cloud.calls import CallLog
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database
from tc3gen.cloud.ses import Ses


@frozen
class Sources:
    """All that views read; they change nothing."""

    ses: Ses
    calls: CallLog
    clock: Clock
    database: Database
    accounts: Mapping[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """Where clients of this cloud call."""
        return self.ses.base_url

    @property
    def pulse(self) -> str:
        """Is another one whenever a page may show something else."""
        offset = round(self.clock.offset)
        return f"{self.database.changes}.{self.calls.count}.{offset}"
