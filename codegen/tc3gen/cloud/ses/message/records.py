"""Records of the mail service, as its readers get them: each shows one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import cached_property
from typing import Any, Literal

from attrs import define, field, frozen

from tc3gen.cloud.ses.addresses import fill_variables, variables_of
from tc3gen.cloud.ses.message.incoming import Parts, read_parts

Kind = Literal["to", "cc", "bcc"]
KINDS: tuple[Kind, ...] = ("to", "cc", "bcc")

Status = Literal["queued", "delivered", "dropped", "bounced", "deferred"]
STATUSES: Mapping[int, Status] = {
    0: "queued",
    1: "delivered",
    2: "dropped",
    3: "bounced",
    8: "deferred",
}
"""Meaning of the values of `DeliverStatus`."""

_WORST_FIRST: tuple[Status, ...] = ("bounced", "dropped", "deferred", "queued")

EVENT_IDS: Mapping[str, int] = {
    "delivered": 1,
    "dropped": 2,
    "bounce": 3,
    "open": 4,
    "click": 5,
    "spamreport": 6,
    "unsubscribe": 7,
    "deferred": 8,
}
"""The number of each event, by its name."""

GroupStatus = Literal["empty", "uploading", "ready"]
TaskStatus = Literal["waiting", "sending", "paused", "failed", "finished"]


def worst_of(statuses: Iterable[Status]) -> Status:
    """The one to worry about most."""
    found = set(statuses)
    for status in _WORST_FIRST:
        if status in found:
            return status
    return "delivered"


@frozen(kw_only=True)
class Content:
    """A message before the variables are filled in."""

    html: str
    text: str

    @property
    def variables(self) -> frozenset[str]:
        """The variables of the body; those of a subject may stay unfilled."""
        return variables_of(self.html) | variables_of(self.text)


@frozen(kw_only=True)
class Event:
    """Something that became of a mail to one recipient."""

    id: int
    message_id: str
    account: str
    email: str
    name: str
    """A key of `EVENT_IDS`, as the callback names it."""
    time: float
    reason: str | None = None
    bounce_type: str | None = None
    link: str | None = None
    useragent: str | None = None


@frozen(kw_only=True)
class Delivery:
    """Delivery of a mail to one recipient."""

    email: str
    kind: Kind
    status: Status
    send_status: int
    """A value of `SendStatus`; 0 where the platform accepted the mail."""
    reason: str
    delivered_at: float
    """0 where it was not."""
    opened: int
    """Number of times."""
    clicked: int
    """Number of times."""
    unsubscribed: bool
    complained: bool


@frozen(kw_only=True)
class Attachment:
    """A file that came with a mail."""

    name: str
    content: bytes = field(repr=False)


@frozen(kw_only=True)
class Heading:
    """As much of a mail as a list shows."""

    message_id: str
    account: str
    from_address: str
    subject: str
    attached: bool
    """True if files came with it."""
    sent_at: float
    recipients: tuple[str, ...]
    status: Status
    """Status of the mail: the worst one, where recipients fared differently."""


@define(kw_only=True, slots=False, eq=False)
class Mail:
    """A message that the real service would have sent.

    The content is that of the moment of sending; variables are filled in, and the
    message is put together, when somebody looks.
    """

    id: int
    """Counts the messages of all accounts."""
    message_id: str
    """ID that `SendEmail` returned: `bulkId` of the events."""
    header_id: str
    """The `Message-ID` header: `messageId` of the events."""
    account: str
    task_id: int | None
    from_address: str
    """As the sender wrote it, with or without a name."""
    reply_to: str | None
    subject: str
    content: Content = field(repr=False)
    files: tuple[Attachment, ...] = field(repr=False)
    template_id: int | None
    template_data: Mapping[str, Any]
    unsubscribe: str | None
    """The value that was asked for, by the call or by the setting of the sender."""
    footer: str | None
    """The language of the unsubscribe footer, None where there is none."""
    extra: Mapping[str, Any] = field(repr=False)
    """More headers: `from`, `message_id`, `headers`, `trigger`."""
    sent_at: float
    deliveries: tuple[Delivery, ...]
    events: tuple[Event, ...] = field(default=(), repr=False)
    """Its events, in the order in which they happened."""
    submitted: bytes | None = field(default=None, repr=False)
    """The whole message, where it came in as one."""
    base_url: str = field(default="http://127.0.0.1:8808", repr=False)
    """URL that links to this cloud lead to."""
    _render: Callable[[Mail], bytes] = field(alias="render", repr=False)
    """Put the whole message together; called once, for a mail that was not submitted."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mail) and self.message_id == other.message_id

    def __hash__(self) -> int:
        return hash(self.message_id)

    @property
    def to(self) -> tuple[str, ...]:
        return self._addresses("to")

    @property
    def cc(self) -> tuple[str, ...]:
        return self._addresses("cc")

    @property
    def bcc(self) -> tuple[str, ...]:
        return self._addresses("bcc")

    @property
    def recipients(self) -> tuple[str, ...]:
        """All of them, in the order of `to`, `cc` and `bcc`."""
        return (*self.to, *self.cc, *self.bcc)

    @property
    def html(self) -> str:
        """The HTML with its variables filled in, without the unsubscribe footer."""
        if self._parts is not None:
            return self._parts.html
        return fill_variables(self.content.html, self.template_data)

    @property
    def text(self) -> str:
        """The text with its variables filled in, without the unsubscribe footer."""
        if self._parts is not None:
            return self._parts.text
        return fill_variables(self.content.text, self.template_data)

    @cached_property
    def raw(self) -> bytes:
        """The whole message as it would go out: MIME, with CRLF at the line ends."""
        if self.submitted is not None:
            return self.submitted
        return self._render(self)

    @property
    def message(self) -> EmailMessage:
        """The whole message, taken apart: `message.get_body(("html",))`, `iter_attachments()`."""
        return message_from_bytes(self.raw, policy=SMTP)

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        if self._parts is None:
            return self.files
        return tuple(Attachment(name=n, content=c) for n, c in self._parts.files)

    @property
    def status(self) -> Status:
        """Status of the mail: the worst one, where recipients fared differently."""
        return worst_of(delivery.status for delivery in self.deliveries)

    def _addresses(self, kind: Kind) -> tuple[str, ...]:
        return tuple(each.email for each in self.deliveries if each.kind == kind)

    @cached_property
    def _parts(self) -> Parts | None:
        return None if self.submitted is None else read_parts(self.submitted)


@frozen(kw_only=True)
class Group:
    """A recipient group."""

    id: int
    account: str
    name: str
    description: str
    status: GroupStatus
    count: int
    valid_count: int
    created: float

    @property
    def invalid_count(self) -> int:
        return self.count - self.valid_count


@frozen(kw_only=True)
class Recipient:
    """An address of a group."""

    id: int
    email: str
    template_data: str
    """JSON text as uploaded, empty where none was."""
    valid: bool
    created: float


@frozen(kw_only=True)
class Task:
    """A message to a whole group."""

    id: int
    account: str
    type: int
    """A value of `TaskType`."""
    status: TaskStatus
    from_address: str
    subject: str
    group_id: int
    group_name: str
    template_id: int | None
    requested: int
    sent: int
    due: float | None
    """When it runs next."""
    created: float
    updated: float
    error: str


@frozen(kw_only=True)
class Template:
    """A stored message body."""

    id: int
    account: str
    name: str
    status: Literal["approved", "pending", "rejected"]
    reason: str
    created: float
    content: Content = field(repr=False)
