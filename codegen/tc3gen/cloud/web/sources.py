"""The data that the pages show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from aiohttp import web
from attrs import field, frozen

from tc3gen.cloud.call_log import CallLog
from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database
from tc3gen.cloud.ses import SesBackend
from tc3gen.cloud.sms import SmsBackend


class MorePages(Protocol):
    """Pages of another room, shown beside the cloud's own."""

    path: str
    """Where they are, below the cloud's pages: `explorer`."""
    label: str

    def add_routes(self, app: web.Application, cloud: Any) -> None:
        """Add them to the application of a cloud."""
        ...


@frozen
class Sources:
    """All that views read; they change nothing."""

    ses: SesBackend
    sms: SmsBackend
    calls: CallLog
    clock: Clock
    database: Database
    accounts: Mapping[str, str] = field(repr=False)
    more: tuple[MorePages, ...] = ()
    """Pages of other rooms, which the navigation leads to."""

    @property
    def url(self) -> str:
        """Address that clients of this cloud call."""
        return self.ses.base_url

    @property
    def pulse(self) -> str:
        """Is another one whenever a page may show something else."""
        offset = round(self.clock.offset)
        return f"{self.database.changes}.{self.calls.count}.{offset}"
