"""Mail that comes in as a whole message, as over SMTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from email.utils import parseaddr

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.content import Message, check_files, check_links, check_size
from tc3gen.cloud.ses.delivery import Sending
from tc3gen.cloud.ses.permits import charge, check_allowance, refusal_of
from tc3gen.cloud.ses.received import read_headers, read_parts
from tc3gen.cloud.ses.records import Attachment, Content
from tc3gen.cloud.ses.sending import BCC, CC, TO, read_sender
from tc3gen.cloud.ses.state import Account, Draft
from tc3gen.cloud.ses.text import Mailbox

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
        check_recipient(account, mailbox, email)
    shown, subject, id, to, cc = read_headers(
        raw, "From", "Subject", "Message-ID", "To", "Cc"
    )
    _check_headers(mailbox, {"From": shown, "Subject": subject, "To": to})
    _check_content(account, raw)
    check_allowance(account, len(recipients), account.now)
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


def check_recipient(account: Account, sender: Mailbox, email: str) -> None:
    """Raise `ApiFault` where a recipient of an envelope gets no mail."""
    refusal = refusal_of(account, sender.domain, email, account.now)
    if refusal is not None:
        raise ApiFault(refusal.code, f"{refusal.reason}: `{email}`.")


def _check_headers(sender: Mailbox, headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not value.strip():
            raise ApiFault("MissingParameter", f"The header `{name}` is missing.")
    address = parseaddr(headers["From"])[1]
    if address.lower() != sender.address.lower():
        reason = f"The header `From` must name the sender, {sender.address}."
        raise ApiFault("FailedOperation.IncorrectSender", reason)


def _check_content(account: Account, raw: bytes) -> None:
    parts = read_parts(raw)
    message = Message(None, Content(html=parts.html, text=parts.text), None, "{}", {})
    check_size(message)
    check_links(account, message)
    files = [Attachment(name=name, content=content) for name, content in parts.files]
    check_files(account, files)
