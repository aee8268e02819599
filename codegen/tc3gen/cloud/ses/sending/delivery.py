"""Sending what has passed all checks, and what becomes of it."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from attrs import define, field

from tc3gen.cloud.china_time import ZONE, day_of
from tc3gen.cloud.ses.addresses import domain_of, fill_variables
from tc3gen.cloud.ses.resources.reputation import add_volume
from tc3gen.cloud.ses.sending.outcomes import (
    DEFER_SECONDS,
    DEFERRED,
    DELIVERED,
    DROPPED,
    LINK,
    PAUSE_SECONDS,
    USERAGENT,
    MailOutcome,
    Refusal,
    outcome_of,
    word_of,
)
from tc3gen.cloud.ses.store.state import Account, Draft, SharedState

_LINK = re.compile(r"""href\s*=\s*["']?(https?://[^"'\s>]+)""", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@define
class Sending:
    """Mails that are on their way into the database, all of one account and moment.

    Rows are written together by `flush`: a batch task has a hundred thousand of them.
    """

    account: Account
    draft: Draft
    when: float
    task: int | None = None
    _messages: list[Sequence[Any]] = field(factory=list)
    _deliveries: list[Sequence[Any]] = field(factory=list)
    _events: list[Sequence[Any]] = field(factory=list)

    def mail(
        self,
        recipients: Iterable[tuple[int, str]],
        *,
        values: Mapping[str, Any],
        data: str,
        refusal: Refusal | None = None,
        attached: bool = False,
    ) -> tuple[int, str]:
        """Send to recipients, each a kind and an address: the row and the id.

        `data` is the JSON text of `values`. A `refusal` is for all recipients.
        """
        draft, numbers = self.draft, self.account.shared.numbers
        row = next(numbers.messages)
        message_id = _message_id(row, self.when)
        header_id = (
            draft.extra.get("message_id") or f"{secrets.token_hex(8)}@{draft.domain}"
        )
        subject = draft.subject
        if values and "{{" in subject:
            subject = _CONTROL.sub(" ", fill_variables(subject, values))
        self._messages.append(
            (
                row, self.account.id, message_id, header_id, self.task, draft.sender,
                draft.reply_to, subject, draft.content, draft.template, data,
                draft.unsubscribe, draft.footer,
                json.dumps(draft.extra) if draft.extra else None, attached, self.when,
            )
        )  # fmt: skip
        for kind, email in recipients:
            self._deliver(row, kind, email, refusal)
        return row, message_id

    def flush(self) -> None:
        """Write what was sent since the last time."""
        database = self.account.database
        database.run_many(_INSERT_MESSAGE, self._messages)
        database.run_many(_INSERT_DELIVERY, self._deliveries)
        database.run_many(_INSERT_EVENT, self._events)
        accepted = sum(row[_SEND_STATUS] == 0 for row in self._deliveries)
        add_volume(self.account, self.draft.domain, self.when, sent=accepted)
        if self.account.shared.callbacks:
            _queue(self.account.shared, (event[0] for event in self._events))
        for rows in (self._messages, self._deliveries, self._events):
            rows.clear()

    def _deliver(
        self, message: int, kind: int, email: str, refusal: Refusal | None
    ) -> None:
        delivery = next(self.account.shared.numbers.deliveries)
        outcome = outcome_of(email)
        if refusal is not None:
            outcome = MailOutcome(
                status=DROPPED, events=("dropped",), reason=refusal.reason
            )
        events = outcome.events
        self._deliveries.append(
            (
                delivery, message, self.account.id, day_of(self.when), kind, email,
                self.draft.domain, refusal.send_status if refusal else 0, outcome.status,
                outcome.reason, self.when if outcome.status == DELIVERED else 0.0,
                "bounce" in events, "open" in events, "click" in events,
                "unsubscribe" in events, "spamreport" in events,
            )
        )  # fmt: skip
        for name in events:
            link = useragent = None
            if name in ("open", "click"):
                useragent = USERAGENT
            if name == "click":
                link = self._link()
            self._events.append(
                (
                    next(self.account.shared.numbers.events), delivery, message,
                    self.account.id, email, name, self.when, outcome.reason or None,
                    outcome.bounce_type, link, useragent,
                )
            )  # fmt: skip
        if refusal is None and events != ("delivered",):
            self._remember(delivery, email, outcome)

    def _remember(self, delivery: int, email: str, outcome: MailOutcome) -> None:
        """Note what a recipient's reaction means for later mail."""
        for name in outcome.events:
            react(self.account, self.draft.domain, email, name, outcome, self.when)
        if outcome.status == DEFERRED:
            due = self.when + DEFER_SECONDS
            self.account.database.run(
                "INSERT INTO later (due, delivery) VALUES (?, ?)", (due, delivery)
            )
            self.account.shared.note_due(due)
        if word_of(email) == "block":
            self.account.database.run(
                "INSERT OR REPLACE INTO paused (account, domain, until) VALUES (?, ?, ?)",
                (self.account.id, domain_of(email), self.when + PAUSE_SECONDS),
            )

    def _link(self) -> str:
        html = self.account.database.value(
            "SELECT html FROM content WHERE id = ?", (self.draft.content,)
        )
        found = _LINK.search(html or "")
        return found[1] if found else LINK


def react(
    account: Account,
    sender_domain: str,
    email: str,
    event: str,
    outcome: MailOutcome,
    when: float,
) -> None:
    """Note who must not get mail any more, and what it does to the domain's reputation."""
    email = email.lower()
    if event == "spamreport":
        add_volume(account, sender_domain, when, complained=1)
    elif event == "bounce" and outcome.bounce_type == "hard_bounce":
        add_volume(account, sender_domain, when, invalid=1)
        account.database.run(
            "INSERT OR REPLACE INTO black (account, email, time, reason)"
            " VALUES (?, ?, ?, ?)",
            (account.id, email, when, outcome.reason),
        )
    elif event == "unsubscribe":
        account.database.run(
            "INSERT OR REPLACE INTO unsubscribed (account, domain, email, time)"
            " VALUES (?, ?, ?, ?)",
            (account.id, sender_domain, email, when),
        )


def deliver_due(shared: SharedState, now: float, most: int) -> int:
    """Deliver mails that were put off long enough. Returns the number, `most` at most."""
    rows = shared.database.rows(
        "SELECT l.id, l.due, d.id AS delivery, d.message, d.account, d.email FROM later l"
        " JOIN delivery d ON d.id = l.delivery WHERE l.due <= ?"
        " ORDER BY l.due, l.id LIMIT ?",
        (now, most),
    )
    for _, due, delivery, message, account, email in rows:
        shared.database.run(
            "UPDATE delivery SET deliver_status = ?, reason = '', delivered = ?"
            " WHERE id = ?",
            (DELIVERED, due, delivery),
        )
        add_event(shared, delivery, message, account, email, "delivered", due)
    shared.database.run_many(
        "DELETE FROM later WHERE id = ?", [(row["id"],) for row in rows]
    )
    return len(rows)


def add_event(
    shared: SharedState,
    delivery: int,
    message: int,
    account: str,
    email: str,
    name: str,
    when: float,
    **more: str | None,
) -> int:
    """Note one more thing that happened to a mail that was sent before."""
    id = next(shared.numbers.events)
    details = (more.get(key) for key in ("reason", "bounce_type", "link", "useragent"))
    shared.database.run(
        _INSERT_EVENT, (id, delivery, message, account, email, name, when, *details)
    )
    if shared.callbacks:
        _queue(shared, [id])
    return id


def _queue(shared: SharedState, events: Iterable[int]) -> None:
    shared.database.run_many(
        "INSERT INTO callback (event, due) VALUES (?, 0)",
        ((event,) for event in events),
    )


def _message_id(number: int, when: float) -> str:
    """An id that looks like those of the service."""
    return f"qcloudses-30-{number:010}-date-{_digits(int(when))}-{secrets.token_hex(6)}"


@lru_cache(64)
def _digits(second: int) -> str:
    return datetime.fromtimestamp(second, ZONE).strftime("%Y%m%d%H%M%S")


_INSERT_MESSAGE = (
    "INSERT INTO message (id, account, message_id, header_id, task, sender, reply_to,"
    " subject, content, template, data, unsubscribe, footer, extra, attached, sent)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_SEND_STATUS = 7
"""The place of `send_status` in the next statement."""

_INSERT_DELIVERY = (
    "INSERT INTO delivery (id, message, account, day, kind, email, sender_domain,"
    " send_status, deliver_status, reason, delivered, bounced, opened, clicked,"
    " unsubscribed, complained) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_INSERT_EVENT = (
    "INSERT INTO event (id, delivery, message, account, email, name, time, reason,"
    " bounce_type, link, useragent) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
