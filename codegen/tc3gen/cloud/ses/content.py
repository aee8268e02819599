"""What a mail says: a template and its values, or raw content."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.state import Account, Content, Params
from tc3gen.cloud.ses.templates import decode_content
from tc3gen.cloud.ses.text import parse_object

ADVERTISING = "(AD)"
"""What `ADLocation` adds to the subject."""

ATTACHMENT_SIZE = 4 * 1024 * 1024
"""Bytes of all attachments of a mail together."""


@frozen
class ContentCodes:
    """The codes by which an action refuses content."""

    missing: str
    no_template: str
    no_permission: str
    """For raw content, where the account may send with templates only."""


@frozen
class Message:
    """Content, with the template it was made from."""

    content: Content
    template_id: int | None
    values: Mapping[str, Any]


def read_message(account: Account, params: Params, codes: ContentCodes) -> Message:
    """The message that a call wants to send."""
    template = params.get("Template")
    if template is not None:
        stored = account.templates.get(template["TemplateID"])
        if stored is None:
            message = f"There is no template {template['TemplateID']}."
            raise ApiFault(codes.no_template, message)
        content = Content(subject=_subject(params), html=stored.html, text=stored.text)
        return Message(
            content, stored.id, parse_object(template.get("TemplateData") or "")
        )
    if params.get("Simple") is None:
        raise ApiFault(codes.missing, "`Template` is missing.")
    html, text = decode_content(
        params["Simple"],
        empty=codes.missing,
        wrong="InvalidParameterValue.EmailContentIsWrong",
    )
    if not account.world.raw_content:
        message = "This account may send with templates only."
        raise ApiFault(codes.no_permission, message)
    return Message(Content(subject=_subject(params), html=html, text=text), None, {})


def read_attachments(params: Params) -> tuple[Mapping[str, Any], ...]:
    """The attachments of a call, as they stand on the wire."""
    attachments = tuple(params.get("Attachments") or ())
    size = sum(len(b64decode(each.get("Content") or "")) for each in attachments)
    if size > ATTACHMENT_SIZE:
        message = f"The attachments have more than {ATTACHMENT_SIZE:,} bytes together."
        raise ApiFault("FailedOperation.AttachContentToolarge", message)
    return attachments


def _subject(params: Params) -> str:
    subject: str = params["Subject"]
    location = params.get("ADLocation", 0)
    if location == 1:
        return f"{ADVERTISING} {subject}"
    return f"{subject} {ADVERTISING}" if location == 2 else subject
