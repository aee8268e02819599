"""State of a service that all accounts share, and when there is work to do."""

from __future__ import annotations

from typing import Generic

from attrs import define

from tc3gen.cloud.account_settings import AccountSettings, S
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database


@define(kw_only=True)
class ServiceState(Generic[S]):
    """State that every service has which does some of its work later."""

    database: Database
    clock: Clock
    settings: AccountSettings[S]
    review_seconds: float
    """Seconds for which what is applied for waits for its review."""
    next_due: float | None = None
    """When there is scheduled work to do, None for never."""
    callbacks: bool = False
    """True if events are queued for a callback."""

    def note_due(self, when: float) -> None:
        """Remember that there is something to do at a time."""
        if self.next_due is None or when < self.next_due:
            self.next_due = when
