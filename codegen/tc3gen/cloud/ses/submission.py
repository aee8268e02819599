"""Mail that comes in as a whole message, as over SMTP."""

from __future__ import annotations

from collections.abc import Sequence

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.delivery import Sending
from tc3gen.cloud.ses.permits import charge, check_allowance, refusal_of
from tc3gen.cloud.ses.received import read_headers
from tc3gen.cloud.ses.sending import BCC, CC, TO, read_sender
from tc3gen.cloud.ses.state import Account, Draft

SUBMITTED = 0
"""The row of the content of a mail that has none of its own."""


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
    shown, subject, id, to, cc = read_headers(
        raw, "From", "Subject", "Message-ID", "To", "Cc"
    )
    id = id.strip("<> ")
    draft = Draft(
        sender=shown or sender,
        domain=mailbox.domain,
        subject=subject,
        content=SUBMITTED,
        extra={"message_id": id} if id else {},
    )
    seen = {TO: to.lower(), CC: cc.lower()}
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
