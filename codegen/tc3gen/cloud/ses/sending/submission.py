"""Mail that comes in as a whole message, as over SMTP."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import Mailbox
from tc3gen.cloud.ses.message.incoming import read_headers, read_parts
from tc3gen.cloud.ses.message.records import Attachment, Content
from tc3gen.cloud.ses.sending.attachments import SMTP_SIZES, check_files
from tc3gen.cloud.ses.sending.content import Message, check_links, check_size
from tc3gen.cloud.ses.sending.delivery import Sending
from tc3gen.cloud.ses.sending.message_form import check_form
from tc3gen.cloud.ses.sending.permissions import charge, check_allowance, refusal_of
from tc3gen.cloud.ses.sending.send_email import BCC, TO, read_sender
from tc3gen.cloud.ses.store.state import Account, Draft

SUBMITTED = 0
"""The row of the content of a mail that has none of its own."""

MAX_RECIPIENTS = 50
"""Recipients of a mail: those of `Destination`, as there is neither `Cc` nor `Bcc`."""

_FROM = re.compile(r"[^<>]*[^<>\s]\s+<([^<>]*)>|([^<>]*)")
"""`Name <address>` or `address`: neither `Name<address>` nor `<address>`."""


def submit_message(
    account: Account, sender: str, recipients: Sequence[str], raw: bytes
) -> str:
    """Send a whole message from a sender address to the recipients of its envelope.

    Returns:
        The id of the message, which `SendEmail` would return.

    Raises:
        ApiErrorResponse: it may not be sent, for the reasons for which `SendEmail` refuses
            mail, or because its form is not that which SMTP demands.
    """
    check_form(raw)
    shown, subject, id, to = read_headers(raw, "From", "Subject", "Message-ID", "To")
    mailbox = read_sender(account, sender)
    _check_from(shown, mailbox)
    _check_recipients(account, mailbox, recipients)
    _check_content(account, raw)
    check_allowance(account, mailbox.domain, len(recipients), account.now)
    id = id.strip("<> ")
    draft = Draft(
        sender=shown,
        domain=mailbox.domain,
        subject=subject,
        content=SUBMITTED,
        extra={"message_id": id} if id else {},
    )
    named = to.lower()
    kinds = [(TO if email.lower() in named else BCC, email) for email in recipients]
    sending = Sending(account, draft, account.now)
    row, message_id = sending.mail(kinds, values={}, data="{}")
    sending.flush()
    account.database.run(
        "INSERT INTO submitted (message, raw) VALUES (?, ?)", (row, raw)
    )
    charge(account, len(recipients))
    return message_id


def _check_from(shown: str, sender: Mailbox) -> None:
    """Refuse a `From` of another address, or one without the blank before the bracket."""
    found = _FROM.fullmatch(shown.strip())
    address = (found[1] or found[2]).strip() if found else ""
    if address.lower() != sender.address.lower():
        reason = (
            f"The header `From` must be `{sender.address}` or, with a blank,"
            f" `Name <{sender.address}>`."
        )
        raise ApiErrorResponse("FailedOperation.NotAuthenticatedSender", reason)


def _check_recipients(
    account: Account, sender: Mailbox, recipients: Sequence[str]
) -> None:
    if len(recipients) > MAX_RECIPIENTS:
        reason = (
            f"The mail has {len(recipients)} recipients: {MAX_RECIPIENTS} are the most."
        )
        raise ApiErrorResponse("FailedOperation.TooManyRecipients", reason)
    for email in recipients:
        refusal = refusal_of(account, sender.domain, email, account.now)
        if refusal is not None:
            raise ApiErrorResponse(refusal.code, f"{refusal.reason}: `{email}`.")


def _check_content(account: Account, raw: bytes) -> None:
    parts = read_parts(raw)
    if not parts.html.strip() and not parts.text.strip():
        raise ApiErrorResponse("FailedOperation", "The mail has neither text nor HTML.")
    message = Message(None, Content(html=parts.html, text=parts.text), None, "{}", {})
    check_size(message, code="FailedOperation")
    check_links(account, message)
    files = [Attachment(name=name, content=content) for name, content in parts.files]
    check_files(account, files, SMTP_SIZES)
