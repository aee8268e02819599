"""Single messages."""

from __future__ import annotations

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import Mailbox
from tc3gen.cloud.ses.resources.identities import find_identity
from tc3gen.cloud.ses.resources.senders import sender_name
from tc3gen.cloud.ses.sending.attachments import read_attachments
from tc3gen.cloud.ses.sending.content import (
    ContentCodes,
    check_links,
    check_size,
    read_message,
    subject_of,
)
from tc3gen.cloud.ses.sending.delivery import Sending
from tc3gen.cloud.ses.sending.headers import extra_headers, footer_of, reply_address
from tc3gen.cloud.ses.sending.permissions import charge, check_allowance, refusal_of
from tc3gen.cloud.ses.store.state import Account, Draft, Params, Response

TO, CC, BCC = 0, 1, 2

_CODES = ContentCodes(
    missing="FailedOperation.MissingEmailContent",
    no_template="FailedOperation.InvalidTemplateID",
    no_permission="FailedOperation.WithOutPermission",
)


def send_email(account: Account, params: Params) -> Response:
    sender = read_sender(account, params["FromEmailAddress"])
    recipients = _recipients(account, params, sender)
    message = read_message(account, params, _CODES)
    files = read_attachments(account, params)
    check_size(message, files=sum(len(file.content) for file in files))
    check_links(account, message)
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
    check_allowance(account, sender.domain, len(recipients), account.now)
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
    """The sender of a single mail. Raises `ApiErrorResponse` where it may not send."""
    mailbox = Mailbox.parse(text)
    if mailbox is None or ":" in mailbox.name:
        message = "The sender must be `user@domain` or `Name <user@domain>`."
        raise ApiErrorResponse("FailedOperation.IncorrectSender", message)
    if sender_name(account, mailbox.address) is None:
        if find_identity(account, mailbox.domain) is None:
            message = f"This account has no domain `{mailbox.domain}`."
            raise ApiErrorResponse(
                "InvalidParameterValue.InvalidEmailIdentity", message
            )
        message = f"{mailbox.address} is not a verified sender address of this account."
        raise ApiErrorResponse("FailedOperation.NotAuthenticatedSender", message)
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
        raise ApiErrorResponse("InvalidParameterValue.EmailAddressIsNULL", message)
    for _, address in found:
        refusal = refusal_of(account, sender.domain, address, account.now)
        if refusal is not None:
            raise ApiErrorResponse(refusal.code, f"{refusal.reason}: `{address}`.")
    unseen = {address for kind, address in found if kind == BCC}
    twice = unseen.intersection(address for kind, address in found if kind == TO)
    if twice:
        message = f"{min(twice)} is in both `Destination` and `Bcc`."
        raise ApiErrorResponse("InvalidParameterValue", message)
    return found
