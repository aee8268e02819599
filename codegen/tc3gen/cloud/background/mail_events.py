"""The mail events that wait to be posted, and their bodies."""

from __future__ import annotations

import json
from collections.abc import Iterable
from email.header import Header
from functools import partial
from typing import Any

from tc3gen.cloud.background.callbacks import Posting
from tc3gen.cloud.database import Row
from tc3gen.cloud.ses.addresses import Mailbox
from tc3gen.cloud.ses.message.records import EVENT_IDS

ECHOED = "X-Tencentcloudses-Cb-"
"""Headers of a mail that begin so come back with its events."""


class MailEvents:
    """The queue of mail events."""

    table = "callback"
    key = "event"
    query = """
SELECT c.event, c.attempts, e.name, e.email, e.time, e.reason, e.bounce_type, e.link,
  e.useragent, m.account, m.message_id, m.header_id, m.sender, m.template, m.subject,
  m.task, m.sent, m.extra
FROM callback c JOIN event e ON e.id = c.event JOIN message m ON m.id = e.message
WHERE c.due <= ? ORDER BY c.due, c.event LIMIT ?
"""

    def postings(self, rows: Iterable[Row]) -> list[Posting]:
        """One request for each event."""
        return [
            Posting(
                keys=[row["event"]], attempts=row["attempts"], body=partial(_body, row)
            )
            for row in rows
        ]

    def problem(self, reply: bytes) -> str | None:
        """None: the status says all."""
        return None


def _body(row: Row) -> dict[str, Any]:
    """The body that the documentation describes; what does not apply is left out."""
    sender, subject = row["sender"], row["subject"]
    mailbox = Mailbox.parse(sender)
    body = {
        "event": row["name"],
        "email": row["email"],
        "link": row["link"],
        "bulkId": row["message_id"],
        "timestamp": int(row["time"]),
        "reason": row["reason"],
        "bounceType": row["bounce_type"],
        "username": row["account"],
        "from": mailbox.address if mailbox else sender,
        "fromDomain": mailbox.domain if mailbox else None,
        "templateId": row["template"],
        "useragent": row["useragent"],
        "subject": subject if subject.isascii() else Header(subject, "utf-8").encode(),
        "messageId": row["header_id"],
        "sentTimestamp": int(row["sent"]),
        "eventid": EVENT_IDS[row["name"]],
        "taskId": row["task"],
    }
    headers = json.loads(row["extra"] or "{}").get("headers", {})
    echoed = {key: value for key, value in headers.items() if _is_echoed(key)}
    return {key: value for key, value in body.items() if value is not None} | echoed


def _is_echoed(header: str) -> bool:
    return header.lower().startswith(ECHOED.lower())
