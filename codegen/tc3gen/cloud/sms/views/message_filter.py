"""Which messages somebody looks at."""

from __future__ import annotations

from typing import Any

from attrs import frozen

STATUS_VALUES = {"refused": 1, "delivered": 2, "sending": 3, "failed": 4}
"""Values of `SendRecordStatus`, by the words for them."""

_MATCHES = """(
  instr(fold(m.text), ?1) OR instr(m.number, ?1) OR instr(fold(m.signature), ?1)
  OR instr(fold(m.serial), ?1) OR instr(fold(m.code), ?1) OR instr(fold(m.session), ?1)
  OR EXISTS (SELECT 1 FROM sms_reply r
             WHERE r.message = m.id AND r.removed = 0 AND instr(fold(r.text), ?1)))"""


@frozen(kw_only=True)
class MessageFilter:
    """Which messages to look at; what is None does not matter."""

    text: str | None = None
    """Part of the text, of a reply, the number, the signature, an id or a code, in any case."""
    number: str | None = None
    """The whole number in E.164 form."""
    account: str | None = None
    status: str | None = None
    """A key of `STATUS_VALUES`."""
    after: int | None = None
    """Only messages with a higher `id`."""

    def where(self) -> tuple[str, list[Any]]:
        """The condition on a table `m`, and the values of its numbered parameters."""
        parts = ["?1 IS NOT NULL", "m.removed = 0"]
        values: list[Any] = [(self.text or "").casefold()]
        if self.text:
            parts.append(_MATCHES)
        status = STATUS_VALUES[self.status] if self.status else None
        for column, value in (
            ("m.number = ", self.number),
            ("m.account = ", self.account),
            ("m.status = ", status),
            ("m.id > ", self.after),
        ):
            if value is not None:
                values.append(value)
                parts.append(f"{column}?{len(values)}")
        return f" WHERE {' AND '.join(parts)}", values
