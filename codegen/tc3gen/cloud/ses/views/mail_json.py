"""Mails as JSON, and which of them a query asks for."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from attrs import asdict

from tc3gen.cloud.http.queries import number_in
from tc3gen.cloud.ses.message.records import STATUSES, Event, Mail
from tc3gen.cloud.ses.views.mail_filter import MailFilter


def filter_of(query: dict[str, str]) -> MailFilter:
    """The filter that a query stands for. Raises `ValueError`."""
    status = query.pop("status", None)
    if status is not None and status not in STATUSES.values():
        raise ValueError(f"`status` must be one of {', '.join(STATUSES.values())}")
    which = MailFilter(
        text=query.pop("text", None),
        account=query.pop("account", None),
        task_id=number_in(query, "task"),
        status=next((known for known in STATUSES.values() if known == status), None),
        recipient=query.pop("recipient", None),
        after=number_in(query, "after"),
    )
    if query:
        raise ValueError(f"there is no `{min(query)}` here")
    return which


def shown_summary(mail: Mail) -> dict[str, Any]:
    """A mail without what is in it."""
    return {
        "id": mail.id,
        "message_id": mail.message_id,
        "account": mail.account,
        "task": mail.task_id,
        "from": mail.from_address,
        "to": mail.to,
        "cc": mail.cc,
        "bcc": mail.bcc,
        "subject": mail.subject,
        "status": mail.status,
        "sent_at": mail.sent_at,
        "template": mail.template_id,
        "attachments": [
            {"name": each.name, "size": len(each.content)} for each in mail.attachments
        ],
    }


def shown_mail(mail: Mail, events: Iterable[Event]) -> dict[str, Any]:
    """A mail with all that there is to know of it; bytes in base64."""
    return {
        **shown_summary(mail),
        "reply_to": mail.reply_to,
        "template_data": dict(mail.template_data),
        "unsubscribe": mail.unsubscribe,
        "html": mail.html,
        "text": mail.text,
        "raw": b64encode(mail.raw).decode(),
        "attachments": [
            {
                "name": each.name,
                "size": len(each.content),
                "content": b64encode(each.content).decode(),
            }
            for each in mail.attachments
        ],
        "deliveries": [asdict(delivery) for delivery in mail.deliveries],
        "events": [asdict(event) for event in events],
    }
