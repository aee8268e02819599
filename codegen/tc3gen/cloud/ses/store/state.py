"""What the actions of the mail service work on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from functools import lru_cache
from itertools import count
from typing import Any

from attrs import define, field, frozen

from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database
from tc3gen.cloud.ses.settings import AllSettings, Settings
from tc3gen.spec.vocabulary import Service

Params = Mapping[str, Any]
"""The parameters of a call, which fit the spec."""

Answer = dict[str, Any]
"""What a call answers, without the id of the request."""

ZONE = timezone(timedelta(hours=8))
"""The zone in which the service reads and writes times that name none."""

DAY = 86400


def local_time(seconds: float) -> str:
    """A time as the service writes it."""
    return datetime.fromtimestamp(seconds, ZONE).strftime("%Y-%m-%d %H:%M:%S")


def day_of(seconds: float) -> int:
    """The day of a time, counted since 1970 in the service's zone."""
    return int((seconds + 8 * 3600) // DAY)


def day_number(text: str) -> int:
    """The number of a day that is written `2026-01-31`. Raises `ValueError`."""
    return day_of(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=ZONE).timestamp())


@lru_cache(64)
def day_text(day: int) -> str:
    """A day as it is written."""
    return local_time(day * DAY - 8 * 3600)[:10]


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
class World:
    """What all accounts share."""

    database: Database
    clock: Clock
    settings: AllSettings
    upload_seconds: float
    """How long a recipient group is busy after an upload."""
    review_seconds: float
    """How long a template waits for its review."""
    numbers: Numbers
    next_due: float | None = None
    """When there is scheduled work to do, None for never."""
    callbacks: bool = False
    """Whether events are queued for a callback."""

    def note_due(self, when: float) -> None:
        """Remember that there is something to do at a time."""
        if self.next_due is None or when < self.next_due:
            self.next_due = when


@frozen(kw_only=True)
class Account:
    """The account that calls, at the moment of its call."""

    id: str
    world: World
    database: Database
    now: float
    service: Service | None = None
    """None for what is done later, when nobody calls."""
    site: str = "international"

    @property
    def settings(self) -> Settings:
        return self.world.settings.of(self.id)


@frozen(kw_only=True)
class Draft:
    """What all mails of one sending share. It is kept as JSON with a task."""

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
