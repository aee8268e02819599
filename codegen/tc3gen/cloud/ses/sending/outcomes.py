"""Outcome of a mail, by the address it goes to.

The part of an address before `@`, up to a `+`, may be one of these words; so
`bounce+42@example.com` bounces. Mail to any other address is delivered.
"""

from __future__ import annotations

from attrs import frozen

QUEUED, DELIVERED, DROPPED, REJECTED, DEFERRED = 0, 1, 2, 3, 8
"""Values of `DeliverStatus`."""

DEFER_SECONDS = 600
"""After which a mail that was put off is delivered."""

PAUSE_SECONDS = 600
"""For which a recipient domain takes no mail after `block@...` got one."""

USERAGENT = "tc3gen local cloud"
LINK = "https://www.example.com/"
"""Link that is followed, where the mail has none."""


@frozen(kw_only=True)
class MailOutcome:
    """Fate of a mail to one recipient."""

    status: int = DELIVERED
    events: tuple[str, ...] = ("delivered",)
    """Names of the events, in their order."""
    reason: str = ""
    bounce_type: str | None = None


@frozen
class Refusal:
    """Why a mail to one recipient is not taken."""

    code: str
    """The error code of `SendEmail`."""
    send_status: int
    """The `SendStatus` of the mail in a batch task."""
    reason: str


DELIVERY = MailOutcome()

OUTCOMES: dict[str, MailOutcome] = {
    "bounce": MailOutcome(
        status=REJECTED,
        events=("bounce",),
        reason="550 5.1.1 No such user",
        bounce_type="hard_bounce",
    ),
    "softbounce": MailOutcome(
        status=REJECTED,
        events=("bounce",),
        reason="452 4.2.2 The mailbox is full",
        bounce_type="soft_bounce",
    ),
    "defer": MailOutcome(
        status=DEFERRED, events=("deferred",), reason="451 4.7.1 Try again later"
    ),
    "block": MailOutcome(
        status=DEFERRED,
        events=("deferred",),
        reason="421 4.7.0 Too much mail from you; wait 10 minutes",
    ),
    "drop": MailOutcome(
        status=DROPPED, events=("dropped",), reason="The platform gave it up"
    ),
    "queue": MailOutcome(status=QUEUED, events=()),
    "open": MailOutcome(events=("delivered", "open")),
    "click": MailOutcome(events=("delivered", "open", "click")),
    "complaint": MailOutcome(events=("delivered", "open", "spamreport")),
    "unsubscribe": MailOutcome(events=("delivered", "open", "unsubscribe")),
}

REFUSALS: dict[str, Refusal] = {
    "reject": Refusal(
        "FailedOperation.RejectedByRecipients", 1008, "The recipient refused the mail"
    ),
    "error": Refusal("FailedOperation.SendEmailErr", 1001, "Internal error"),
}
"""Addresses that mail is not even taken for."""

UNSUPPORTED = "@unsupported."
"""Recipient domains that begin so have mailboxes of an unsupported type."""


def word_of(email: str) -> str:
    """The part of an address that says what becomes of mail to it."""
    return email.partition("@")[0].partition("+")[0].lower()


def outcome_of(email: str) -> MailOutcome:
    """Fate of a mail to an address."""
    return OUTCOMES.get(word_of(email), DELIVERY)
