"""Mail that comes in as a whole message, as over SMTP."""

from __future__ import annotations

from collections.abc import Sequence
from email import message_from_bytes
from email.policy import SMTP

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.delivery import CONTROL, Sending
from tc3gen.cloud.ses.permits import charge, check_allowance, refusal_of
from tc3gen.cloud.ses.sending import BCC, CC, TO, read_sender
from tc3gen.cloud.ses.state import Account, Draft


def submit(account: Account, sender: str, recipients: Sequence[str], raw: bytes) -> str:
    """Send a whole message from a sender address to the recipients of its envelope.

    Returns:
        The id of the message, as `SendEmail` would answer it.

    Raises:
        ApiFault: it may not be sent, for the reasons for which `SendEmail` refuses mail.
    """
    mailbox = read_sender(account, sender)
    for email in recipients:
        refusal = refusal_of(account, mailbox.domain, email, account.now)
        if refusal is not None:
            raise ApiFault(refusal.code, f"{refusal.reason}: `{email}`.")
    check_allowance(account, len(recipients), account.now)
    headers = message_from_bytes(raw, policy=SMTP)
    header_id = _header(headers.get("Message-ID")).strip("<> ")
    draft = Draft(
        sender=_header(headers.get("From")) or sender,
        domain=mailbox.domain,
        subject=_header(headers.get("Subject")).replace("{{", "{ {"),
        content=0,
        extra={"message_id": header_id} if header_id else {},
    )
    seen = {
        TO: _header(headers.get("To")).lower(),
        CC: _header(headers.get("Cc")).lower(),
    }
    kinds = [
        (next((kind for kind in seen if email.lower() in seen[kind]), BCC), email)
        for email in recipients
    ]
    sending = Sending(account, draft, account.now)
    row, message_id = sending.mail(kinds, values={}, data="{}")
    sending.flush()
    account.database.run(
        "INSERT INTO submitted (message, raw) VALUES (?, ?)", (row, raw)
    )
    charge(account, len(recipients))
    return message_id


def _header(value: object) -> str:
    """A header as plain text: what cannot be read as such loses what is odd in it."""
    text = CONTROL.sub(" ", str(value or ""))
    return text.encode("utf-8", "replace").decode()
