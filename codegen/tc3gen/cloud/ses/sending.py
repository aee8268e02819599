"""Single messages, and what became of all that were sent."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.content import ContentCodes, read_attachments, read_message
from tc3gen.cloud.ses.paging import page
from tc3gen.cloud.ses.state import ZONE, Account, Answer, Mail, Params, local_time
from tc3gen.cloud.ses.text import Mailbox, is_address

KEPT_DAYS = 90
"""Days for which the service remembers what it sent."""

ACCEPTED = 0
DELIVERED = 1

_CODES = ContentCodes(
    missing="FailedOperation.MissingEmailContent",
    no_template="FailedOperation.InvalidTemplateID",
    no_permission="FailedOperation.WithOutPermission",
)


def send_email(account: Account, params: Params) -> Answer:
    _check_sender(account, params["FromEmailAddress"])
    to, cc, bcc = _recipients(params)
    message = read_message(account, params, _CODES)
    mail = Mail(
        message_id=new_message_id(account),
        account=account.id,
        task_id=None,
        from_address=params["FromEmailAddress"],
        to=to,
        cc=cc,
        bcc=bcc,
        reply_to=params.get("ReplyToAddresses"),
        content=message.content,
        attachments=read_attachments(params),
        template_id=message.template_id,
        template_data=message.values,
        unsubscribe=params.get("Unsubscribe"),
        sent_at=account.now,
    )
    deliver(account, mail)
    return {"MessageId": mail.message_id}


def get_send_email_status(account: Account, params: Params) -> Answer:
    day = params["RequestDate"]
    _check_day(account, day)
    message_id, address = params.get("MessageId"), params.get("ToEmailAddress")
    found = [
        (mail, recipient)
        for mail, recipient in _sent_on(account, day)
        if message_id in (None, "", mail.message_id)
        and address in (None, "", recipient)
    ]
    return {"EmailStatusList": [_status_row(*each) for each in page(found, params)]}


HANDLERS = {
    "SendEmail": send_email,
    "GetSendEmailStatus": get_send_email_status,
}


def deliver(account: Account, mail: Mail) -> None:
    """Put a mail where sent ones lie."""
    account.world.outbox.append(mail)
    account.mails.setdefault(local_time(mail.sent_at)[:10], []).append(mail)


def new_message_id(account: Account) -> str:
    """An id that looks like those of the service."""
    number = next(account.world.message_numbers)
    time = datetime.fromtimestamp(account.now, ZONE).strftime("%Y%m%d%H%M%S")
    return f"qcloudses-30-{number:010}-date-{time}-{secrets.token_hex(6)}"


def is_known_sender(account: Account, mailbox: Mailbox) -> bool:
    """Whether an address exists and its domain may send."""
    address = mailbox.address.lower()
    domain = account.identities.get(mailbox.domain)
    return address in account.senders and domain is not None and domain.verified


def _check_sender(account: Account, text: str) -> None:
    mailbox = Mailbox.parse(text)
    if mailbox is None or ":" in mailbox.name:
        message = "The sender must be `user@domain` or `Name <user@domain>`."
        raise ApiFault("FailedOperation.IncorrectSender", message)
    if not is_known_sender(account, mailbox):
        message = f"{mailbox.address} is not a verified sender address of this account."
        raise ApiFault("FailedOperation.NotAuthenticatedSender", message)


def _recipients(
    params: Params,
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The addresses in `Destination`, `Cc` and `Bcc`."""
    to, cc, bcc = (tuple(params.get(n) or ()) for n in ("Destination", "Cc", "Bcc"))
    if not (to or cc or bcc):
        message = "One of `Destination`, `Cc` and `Bcc` must name a recipient."
        raise ApiFault("InvalidParameterValue.EmailAddressIsNULL", message)
    for address in (*to, *cc, *bcc):
        if not is_address(address):
            message = f"`{address}` is not an address."
            raise ApiFault("InvalidParameterValue.ReceiverEmailInvalid", message)
    twice = set(to).intersection(bcc)
    if twice:
        message = f"{min(twice)} is in both `Destination` and `Bcc`."
        raise ApiFault("InvalidParameterValue", message)
    return to, cc, bcc


def _check_day(account: Account, day: str) -> None:
    oldest = datetime.fromtimestamp(account.now, ZONE) - timedelta(days=KEPT_DAYS)
    if day < oldest.strftime("%Y-%m-%d"):
        message = f"What was sent is remembered for {KEPT_DAYS} days."
        raise ApiFault("FailedOperation.NotSupportDate", message)


def _sent_on(account: Account, day: str) -> Iterator[tuple[Mail, str]]:
    for mail in account.mails.get(day, ()):
        for recipient in (*mail.to, *mail.cc, *mail.bcc):
            yield mail, recipient


def _status_row(mail: Mail, recipient: str) -> Answer:
    return {
        "MessageId": mail.message_id,
        "ToEmailAddress": recipient,
        "FromEmailAddress": mail.from_address,
        "SendStatus": ACCEPTED,
        "DeliverStatus": DELIVERED,
        "DeliverMessage": "",
        "RequestTime": int(mail.sent_at),
        "DeliverTime": int(mail.sent_at),
        "UserOpened": False,
        "UserClicked": False,
        "UserUnsubscribed": False,
        "UserComplainted": False,
        "UserComplained": False,
    }
