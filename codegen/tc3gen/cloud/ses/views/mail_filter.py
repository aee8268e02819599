"""Which mails of the outbox somebody looks at."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from tc3gen.cloud.ses.message.records import STATUSES, Status

_MATCHES = """(
  instr(fold(m.subject), ?1) OR instr(fold(m.sender), ?1)
  OR instr(fold(m.message_id), ?1) OR instr(fold(m.data), ?1)
  OR EXISTS (SELECT 1 FROM delivery d
             WHERE d.message = m.id AND instr(fold(d.email), ?1))
  OR EXISTS (SELECT 1 FROM content c WHERE c.id = m.content
             AND (instr(fold(c.html), ?1) OR instr(fold(c.text), ?1))))"""
_STATUS_CODES = {status: code for code, status in STATUSES.items()}


@frozen(kw_only=True)
class MailFilter:
    """Which mails to look at; what is None does not matter."""

    text: str | None = None
    """Part of the subject, an address, an id, the content or a value, in any case."""
    account: str | None = None
    task_id: int | None = None
    status: Status | None = None
    recipient: str | None = None
    """The whole address of a recipient."""
    after: int | None = None
    """Only mails with a higher `id`."""
    before: int | None = None
    """Only mails with a lower `id`."""

    def where(self) -> tuple[str, list[Any]]:
        """The condition, and the values of its numbered parameters."""
        parts: list[str] = []
        values: list[Any] = [(self.text or "").casefold()]
        if self.text:
            parts.append(_MATCHES)
        for column, value in (
            ("m.account = ?", self.account),
            ("m.task = ?", self.task_id),
            ("m.id > ?", self.after),
            ("m.id < ?", self.before),
            (_of_recipient("d.email = ?"), self.recipient),
            (
                _of_recipient("d.deliver_status = ?"),
                _STATUS_CODES.get(self.status) if self.status else None,
            ),
        ):
            if value is not None:
                values.append(value)
                parts.append(column.replace("?", f"?{len(values)}"))
        # The first parameter has to occur, whether or not there is a text.
        first = ["?1 IS NOT NULL", "m.removed = 0"]
        return f" WHERE {' AND '.join([*first, *parts])}", values


def _of_recipient(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM delivery d WHERE d.message = m.id AND {condition})"
