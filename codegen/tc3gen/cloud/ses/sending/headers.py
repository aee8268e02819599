"""The headers of a mail that its caller may set."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import Mailbox
from tc3gen.cloud.ses.message.footer import language_of
from tc3gen.cloud.ses.resources.senders import sender_name
from tc3gen.cloud.ses.store.state import Account, Params

HEADER_SIZE = 998
"""Most characters of a header, the line length of the mail protocol."""

_NAME = re.compile(r"[!-9;-~]{1,76}")  # what is printable in ASCII, but for the colon
_ID_PART = r"[!-;=?A-~]+"  # what is printable in ASCII, but for `<`, `>` and `@`
_MESSAGE_ID = re.compile(rf"<({_ID_PART}@{_ID_PART})>")
_RESERVED = {
    "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id",
    "mime-version", "sender", "content-type", "content-transfer-encoding",
    "content-disposition",
}  # fmt: skip


def extra_headers(account: Account, params: Params, sender: Mailbox) -> dict[str, Any]:
    """Headers beyond the usual ones, in the form in which `Mail.extra` keeps them."""
    extra: dict[str, Any] = {}
    shown = params.get("HeaderFrom")
    if shown:
        if Mailbox.parse(shown) is None:
            reason = "`HeaderFrom` must be `user@domain` or `Name <user@domain>`."
            raise ApiErrorResponse("FailedOperation.IncorrectSender", reason)
        extra["from"] = shown
    elif not sender.name and (name := sender_name(account, sender.address)):
        extra["from"] = f"{name} <{sender.address}>"
    if params.get("SmtpMessageId"):
        extra["message_id"] = _message_id(params["SmtpMessageId"])
    if params.get("SmtpHeaders"):
        extra["headers"] = _headers(params["SmtpHeaders"])
    if params.get("TriggerType"):
        extra["trigger"] = params["TriggerType"]
    return extra


def reply_address(params: Params) -> str | None:
    """Address for replies. Raises `ApiErrorResponse` if it is not an address."""
    reply: str | None = params.get("ReplyToAddresses") or None
    if reply is not None and Mailbox.parse(reply) is None:
        reason = f"`ReplyToAddresses` is `{reply}`, which is not an address."
        raise ApiErrorResponse("FailedOperation.IncorrectEmail", reason)
    return reply


def footer_of(
    account: Account, params: Params, sender: Mailbox
) -> tuple[str | None, str | None]:
    """The unsubscribe value of a mail, and the language that it means.

    A call that has none takes the setting of the sender address.
    """
    value: str | None = params.get("Unsubscribe")
    if value is None:
        value = account.database.value(
            "SELECT language FROM unsubscribe_config"
            " WHERE account = ? AND key = ? AND status = 1",
            (account.id, sender.address.lower()),
        )
    assert account.service is not None
    return value, language_of(value, account.service, account.site)


def _message_id(text: str) -> str:
    found = _MESSAGE_ID.fullmatch(text.strip())
    if found is None or len(text) > HEADER_SIZE:
        raise _header_error(
            "`SmtpMessageId` must look like `<id@example.com>`, in ASCII without blanks."
        )
    return found[1]


def _headers(text: str) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for name, value in json.loads(text).items():
        if not _NAME.fullmatch(name) or name.lower() in _RESERVED:
            raise _header_error("`SmtpHeaders` names a header that cannot be set.")
        if not isinstance(value, str) or not value.isprintable():
            raise _header_error("A value in `SmtpHeaders` is not text of one line.")
        if len(value) > HEADER_SIZE:
            raise _header_error(
                f"A value in `SmtpHeaders` exceeds {HEADER_SIZE} characters."
            )
        headers[name] = value
    return headers


def _header_error(reason: str) -> ApiErrorResponse:
    return ApiErrorResponse("FailedOperation.ProtocolCheckErr", reason)
