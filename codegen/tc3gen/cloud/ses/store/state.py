"""State that the actions of the mail service work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from attrs import define, field, frozen

from tc3gen.cloud.database import Database
from tc3gen.cloud.service_state import ServiceState
from tc3gen.cloud.ses.store.settings import SesSettings
from tc3gen.spec.model import Service

Params = Mapping[str, Any]
"""The parameters of a call, which fit the spec."""

Response = dict[str, Any]
"""The response to a call, without the id of the request."""


@define(kw_only=True)
class Numbers:
    """The next ids of what is written in bulk."""

    messages: Iterator[int]
    deliveries: Iterator[int]
    events: Iterator[int]

    @classmethod
    def read(cls, database: Database) -> Numbers:
        def after(table: str) -> Iterator[int]:
            return count(1 + (database.value(f"SELECT max(id) FROM {table}") or 0))

        return cls(
            messages=after("message"),
            deliveries=after("delivery"),
            events=after("event"),
        )


@define(kw_only=True)
class SharedState(ServiceState[SesSettings]):
    """State that all accounts share."""

    upload_seconds: float
    """Seconds for which a recipient group is busy after an upload."""
    numbers: Numbers


@frozen(kw_only=True)
class Account:
    """The account that calls, at the moment of its call."""

    id: str
    shared: SharedState
    database: Database
    now: float
    service: Service | None = None
    """None for what is done later, when nobody calls."""
    site: str = "international"

    @property
    def settings(self) -> SesSettings:
        return self.shared.settings.of(self.id)


@frozen(kw_only=True)
class Draft:
    """Data that all mails of one sending share. It is kept as JSON with a task."""

    sender: str
    """As the caller wrote it."""
    domain: str
    """The domain of the sender."""
    subject: str
    """With the mark of advertising, its variables not filled in."""
    content: int
    """The row of the content."""
    template: int | None = None
    values: Mapping[str, Any] = field(factory=dict)
    reply_to: str | None = None
    unsubscribe: str | None = None
    footer: str | None = None
    extra: Mapping[str, Any] = field(factory=dict)
