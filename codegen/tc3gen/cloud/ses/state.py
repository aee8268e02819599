"""What an account of the local mail service holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import Any

from attrs import define, field, frozen

from tc3gen.cloud.ses.text import fill, variables_of

Params = Mapping[str, Any]
"""The parameters of a call, which fit the spec."""

Answer = dict[str, Any]
"""What a call answers, without the id of the request."""

ZONE = timezone(timedelta(hours=8))
"""The zone in which the service reads and writes times that name none."""

TO_UPLOAD, UPLOADING, UPLOADED = 1, 2, 3
"""Values of `ReceiversStatus`."""

WAITING, DONE = 1, 10
"""Values of `TaskStatus`."""


def local_time(seconds: float) -> str:
    """A time as the service writes it."""
    return datetime.fromtimestamp(seconds, ZONE).strftime("%Y-%m-%d %H:%M:%S")


@define(kw_only=True)
class Identity:
    """A sender domain."""

    domain: str
    dkim_option: int
    tags: list[Any]
    verified: bool = False
    senders: set[str] = field(factory=set)
    """The addresses of this domain."""


@frozen(kw_only=True)
class Sender:
    """A sender address."""

    address: str
    name: str
    created: float


@frozen(kw_only=True)
class Content:
    """A message before the variables are filled in."""

    subject: str
    html: str
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """The variables of the body; those of a subject may stay unfilled."""
        return variables_of(self.html) | variables_of(self.text)


@frozen(kw_only=True)
class Template:
    """A stored message body. Approved as soon as it exists."""

    id: int
    name: str
    html: str
    text: str
    created: float


@frozen(kw_only=True)
class Recipient:
    """An address of a group."""

    id: int
    email: str
    template_data: str
    """JSON text as uploaded, empty where none was."""
    valid: bool
    created: float


@define(kw_only=True)
class Group:
    """A recipient group."""

    id: int
    name: str
    description: str
    created: float
    recipients: dict[str, Recipient] = field(factory=dict)
    valid_count: int = 0
    variables: frozenset[str] | None = None
    """Those that every recipient has; None before the first upload."""
    ready: float = 0
    """When the last upload is through."""

    def status(self, now: float) -> int:
        if now < self.ready:
            return UPLOADING
        return UPLOADED if self.recipients else TO_UPLOAD

    def add(self, recipient: Recipient) -> None:
        self.recipients[recipient.email] = recipient
        self.valid_count += recipient.valid


@frozen(kw_only=True)
class Task:
    """A message to a whole group."""

    id: int
    type: int
    status: int
    from_address: str
    group_id: int
    group_name: str
    subject: str
    template: Mapping[str, Any] | None
    timed: Mapping[str, Any] | None
    cycle: Mapping[str, Any] | None
    requested: int
    sent: int
    created: float


@frozen(kw_only=True)
class Mail:
    """A message that the real service would have sent.

    The variables are filled in when the message is looked at: fifty thousand of them
    share one `content`.
    """

    message_id: str
    account: str
    task_id: int | None
    from_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: str | None = None
    content: Content = field(repr=False)
    attachments: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    template_id: int | None = None
    template_data: Mapping[str, Any] = field(factory=dict)
    unsubscribe: str | None = None
    sent_at: float

    @property
    def subject(self) -> str:
        return fill(self.content.subject, self.template_data)

    @property
    def html(self) -> str:
        return fill(self.content.html, self.template_data)

    @property
    def text(self) -> str:
        return fill(self.content.text, self.template_data)


@define(kw_only=True)
class World:
    """What all accounts share: the time, the outbox, the numbers, who owns a domain."""

    outbox: list[Mail]
    clock: Callable[[], float]
    upload_seconds: float
    raw_content: bool
    """Whether mail may be sent without a template."""
    owners: dict[str, str] = field(factory=dict)
    """The account that has created each domain."""
    group_ids: Iterator[int] = field(factory=lambda: count(1001))
    recipient_ids: Iterator[int] = field(factory=lambda: count(500001))
    task_ids: Iterator[int] = field(factory=lambda: count(3001))
    template_ids: Iterator[int] = field(factory=lambda: count(10001))
    message_numbers: Iterator[int] = field(factory=lambda: count(1))


@define(kw_only=True)
class Account:
    """Everything that one account has created."""

    id: str
    world: World
    identities: dict[str, Identity] = field(factory=dict)
    senders: dict[str, Sender] = field(factory=dict)
    templates: dict[int, Template] = field(factory=dict)
    groups: dict[int, Group] = field(factory=dict)
    group_names: set[str] = field(factory=set)
    tasks: list[Task] = field(factory=list)
    mails: dict[str, list[Mail]] = field(factory=dict)
    """What was sent on each day, in the service's zone."""

    @property
    def now(self) -> float:
        return self.world.clock()
