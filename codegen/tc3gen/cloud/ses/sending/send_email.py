"""Single messages."""

from __future__ import annotations

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.content import (
    ContentCodes,
    check_links,
    check_size,
    read_attachments,
    read_message,
    subject_of,
)
from tc3gen.cloud.ses.delivery import Sending
from tc3gen.cloud.ses.headers import extra_headers, footer_of, reply_address
from tc3gen.cloud.ses.identities import find_identity
from tc3gen.cloud.ses.permits import charge, check_allowance, refusal_of
from tc3gen.cloud.ses.senders import sender_name
from tc3gen.cloud.ses.state import Account, Answer, Draft, Params
from tc3gen.cloud.ses.text import Mailbox

TO, CC, BCC = 0, 1, 2

_CODES = ContentCodes(
    missing="FailedOperation.MissingEmailContent",
    no_template="FailedOperation.InvalidTemplateID",
    no_permission="FailedOperation.WithOutPermission",
)


def send_email(account: Account, params: Params) -> Answer:
    sender = read_sender(account, params["FromEmailAddress"])
    recipients = _recipients(account, params, sender)
    message = read_message(account, params, _CODES)
    check_size(message)
    check_links(account, message)
    files = read_attachments(account, params)
    unsubscribe, footer = footer_of(account, params, sender)
    draft = Draft(
        sender=params["FromEmailAddress"],
        domain=sender.domain,
        subject=subject_of(params),
        reply_to=reply_address(params),
        content=message.kept(account),
        template=message.template_id,
        unsubscribe=unsubscribe,
        footer=footer,
        extra=extra_headers(account, params, sender),
    )
    check_allowance(account, len(recipients), account.now)
    sending = Sending(account, draft, account.now)
    row, message_id = sending.mail(
        recipients, values=message.values, data=message.data, attached=bool(files)
    )
    sending.flush()
    if files:
        account.database.run_many(
            "INSERT INTO attachment (message, name, content) VALUES (?, ?, ?)",
            [(row, file.name, file.content) for file in files],
        )
    charge(account, len(recipients))
    return {"MessageId": message_id}


HANDLERS = {"SendEmail": send_email}


def read_sender(account: Account, text: str) -> Mailbox:
    """The sender of a single mail. Raises `ApiFault` where it may not send."""
    mailbox = Mailbox.parse(text)
    if mailbox is None or ":" in mailbox.name:
        message = "The sender must be `user@domain` or `Name <user@domain>`."
        raise ApiFault("FailedOperation.IncorrectSender", message)
    if sender_name(account, mailbox.address) is None:
        if find_identity(account, mailbox.domain) is None:
            message = f"This account has no domain `{mailbox.domain}`."
            raise ApiFault("InvalidParameterValue.InvalidEmailIdentity", message)
        message = f"{mailbox.address} is not a verified sender address of this account."
        raise ApiFault("FailedOperation.NotAuthenticatedSender", message)
    return mailbox


def _recipients(
    account: Account, params: Params, sender: Mailbox
) -> list[tuple[int, str]]:
    """The addresses in `Destination`, `Cc` and `Bcc`, all of which may get mail."""
    found = [
        (kind, address)
        for kind, name in ((TO, "Destination"), (CC, "Cc"), (BCC, "Bcc"))
        for address in params.get(name) or ()
    ]
    if not found:
        message = "One of `Destination`, `Cc` and `Bcc` must name a recipient."
        raise ApiFault("InvalidParameterValue.EmailAddressIsNULL", message)
    for _, address in found:
        refusal = refusal_of(account, sender.domain, address, account.now)
        if refusal is not None:
            raise ApiFault(refusal.code, f"{refusal.reason}: `{address}`.")
    unseen = {address for kind, address in found if kind == BCC}
    twice = unseen.intersection(address for kind, address in found if kind == TO)
    if twice:
        message = f"{min(twice)} is in both `Destination` and `Bcc`."
        raise ApiFault("InvalidParameterValue", message)
    return found
