"""Content of a mail: a template and its values, or raw content."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import filled_size, parse_object
from tc3gen.cloud.ses.message.records import Content
from tc3gen.cloud.ses.resources.templates import (
    add_content,
    approved_template,
    decode_content,
)
from tc3gen.cloud.ses.store.state import Account, Params

ADVERTISING = "(AD)"
"""Mark that `ADLocation` adds to the subject."""

CONTENT_SIZE = 1024 * 1024
"""Bytes of HTML and text together, filled in. The page on SMTP errors gives the number and
says that the same is checked as by `SendEmail`."""

MAIL_SIZE = 4 * 1024 * 1024
"""Bytes of a mail with all its attachments, from the page on sending limits."""

_TOO_LARGE = "FailedOperation.EmailContentToolarge"

ILLEGAL_LINK = "://illegal."
"""Part of a link that the service does not allow."""


@frozen
class ContentCodes:
    """The codes by which an action refuses content."""

    missing: str
    no_template: str
    no_permission: str
    """For raw content, where the account may send with templates only."""


@frozen
class Message:
    """Content that a call asks to send."""

    row: int | None
    """Row of the content, None where it is not stored yet."""
    content: Content
    template_id: int | None
    data: str
    """JSON text of the values, as it was sent."""
    values: Mapping[str, Any]

    def kept(self, account: Account) -> int:
        """The row of the content, which is kept from now on."""
        return add_content(account, self.content) if self.row is None else self.row


def read_message(account: Account, params: Params, codes: ContentCodes) -> Message:
    """The message of a call. Raises `ApiErrorResponse` where it cannot be sent."""
    template = params.get("Template")
    if template is not None:
        stored = approved_template(account, template["TemplateID"])
        if stored is None:
            text = f"There is no approved template {template['TemplateID']}."
            raise ApiErrorResponse(codes.no_template, text)
        data = template.get("TemplateData") or "{}"
        row, content = stored
        return Message(row, content, template["TemplateID"], data, parse_object(data))
    if params.get("Simple") is None:
        raise ApiErrorResponse(codes.missing, "`Template` is missing.")
    content = decode_content(
        params["Simple"],
        empty=codes.missing,
        wrong="InvalidParameterValue.EmailContentIsWrong",
    )
    if not account.settings.raw_content:
        text = "This account may send with templates only."
        raise ApiErrorResponse(codes.no_permission, text)
    return Message(None, content, None, "{}", {})


def check_size(message: Message, *, files: int = 0, code: str = _TOO_LARGE) -> None:
    """Refuse a message that is too large once its variables are filled in.

    `files` are the bytes of its attachments.
    """
    content, values = message.content, message.values
    size = filled_size(content.html, values) + filled_size(content.text, values)
    if size > CONTENT_SIZE:
        reason = f"The mail has {size:,} bytes of text and HTML: {CONTENT_SIZE:,} are the most."
        raise ApiErrorResponse(code, reason)
    if size + files > MAIL_SIZE:
        reason = f"The mail and its attachments have more than {MAIL_SIZE:,} bytes."
        raise ApiErrorResponse(code, reason)


def check_links(account: Account, message: Message) -> None:
    """Refuse links that are not allowed, or all where the account may have none."""
    parts = (message.content.html, message.content.text, message.data)
    if any(ILLEGAL_LINK in part for part in parts):
        reason = "A host whose name begins with `illegal.` may not be linked to."
        raise ApiErrorResponse("FailedOperation.IllegalURL", reason)
    if not account.settings.links and any(
        scheme in part for part in parts for scheme in ("http://", "https://")
    ):
        raise ApiErrorResponse("FailedOperation.URLForbidden")


def subject_of(params: Params) -> str:
    """The subject, with the mark of advertising, its variables not filled in."""
    subject: str = " ".join(params["Subject"].splitlines())
    location = params.get("ADLocation") or 0
    if location == 1:
        return f"{ADVERTISING} {subject}"
    return f"{subject} {ADVERTISING}" if location == 2 else subject
