"""What a mail says: a template and its values, or raw content."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.records import Attachment, Content
from tc3gen.cloud.ses.state import Account, Params
from tc3gen.cloud.ses.templates import add_content, approved_template, decode_content
from tc3gen.cloud.ses.text import fill, parse_object

ADVERTISING = "(AD)"
"""What `ADLocation` adds to the subject."""

ATTACHMENT_SIZE = 4 * 1024 * 1024
"""Bytes of all attachments of a mail together."""

CONTENT_SIZE = 2 * 1024 * 1024
"""Characters of HTML and text together, filled in. The documentation gives no number."""

ILLEGAL_LINK = "://illegal."
"""What is in a link that the service does not allow."""

EXECUTABLE = {
    "app", "bat", "chm", "cmd", "com", "cpl", "dll", "exe", "hta", "ins", "jar", "js",
    "jse", "lib", "lnk", "msc", "msi", "msp", "pif", "ps1", "reg", "scr", "sct", "shb",
    "sys", "vbe", "vbs", "vxd", "wsc", "wsf", "wsh",
}  # fmt: skip
"""Extensions of files that are not taken as attachments."""


@frozen
class ContentCodes:
    """The codes by which an action refuses content."""

    missing: str
    no_template: str
    no_permission: str
    """For raw content, where the account may send with templates only."""


@frozen
class Message:
    """What a call wants to send."""

    row: int | None
    """Where the content is kept, None where it is not yet."""
    content: Content
    template_id: int | None
    data: str
    """JSON text of the values, as it was sent."""
    values: Mapping[str, Any]

    def kept(self, account: Account) -> int:
        """The row of the content, which is kept from now on."""
        return add_content(account, self.content) if self.row is None else self.row


def read_message(account: Account, params: Params, codes: ContentCodes) -> Message:
    """The message of a call. Raises `ApiFault` where it cannot be sent."""
    template = params.get("Template")
    if template is not None:
        stored = approved_template(account, template["TemplateID"])
        if stored is None:
            text = f"There is no approved template {template['TemplateID']}."
            raise ApiFault(codes.no_template, text)
        data = template.get("TemplateData") or "{}"
        row, content = stored
        return Message(row, content, template["TemplateID"], data, parse_object(data))
    if params.get("Simple") is None:
        raise ApiFault(codes.missing, "`Template` is missing.")
    content = decode_content(
        params["Simple"],
        empty=codes.missing,
        wrong="InvalidParameterValue.EmailContentIsWrong",
    )
    if not account.settings.raw_content:
        text = "This account may send with templates only."
        raise ApiFault(codes.no_permission, text)
    return Message(None, content, None, "{}", {})


def check_size(message: Message) -> None:
    """Refuse a message that is too large once its variables are filled in."""
    html, text = message.content.html, message.content.text
    size = len(html) + len(text)
    # Filling takes time: it is only done where the values could make a difference.
    if size + len(message.data) * (html.count("{{") + text.count("{{")) > CONTENT_SIZE:
        size = len(fill(html, message.values)) + len(fill(text, message.values))
    if size > CONTENT_SIZE:
        reason = f"The mail has more than {CONTENT_SIZE:,} characters."
        raise ApiFault("FailedOperation.EmailContentToolarge", reason)


def check_links(account: Account, message: Message) -> None:
    """Refuse links that are not allowed, or all where the account may have none."""
    parts = (message.content.html, message.content.text, message.data)
    if any(ILLEGAL_LINK in part for part in parts):
        reason = "A host whose name begins with `illegal.` may not be linked to."
        raise ApiFault("FailedOperation.IllegalURL", reason)
    if not account.settings.links and any(
        scheme in part for part in parts for scheme in ("http://", "https://")
    ):
        raise ApiFault("FailedOperation.URLForbidden")


def read_attachments(account: Account, params: Params) -> tuple[Attachment, ...]:
    """The attachments of a call. Raises `ApiFault` for one that cannot be sent."""
    attachments = params.get("Attachments") or ()
    _check_permission(account, attachments)
    files = tuple(_attachment(each) for each in attachments)
    check_files(account, files)
    return files


def check_files(account: Account, files: Sequence[Attachment]) -> None:
    """Refuse attachments that cannot be sent."""
    _check_permission(account, files)
    for file in files:
        _check_name(file.name)
    if sum(len(file.content) for file in files) > ATTACHMENT_SIZE:
        reason = f"The attachments have more than {ATTACHMENT_SIZE:,} bytes together."
        raise ApiFault("FailedOperation.AttachContentToolarge", reason)


def _check_permission(account: Account, attachments: Sequence[object]) -> None:
    if attachments and not account.settings.attachments:
        raise ApiFault("FailedOperation.NoAttachPermission")


def _attachment(attachment: Mapping[str, Any]) -> Attachment:
    name: str = attachment["FileName"]
    if attachment.get("FileURL"):
        reason = f"`FileURL` of `{name}` cannot be opened: give `Content`."
        raise ApiFault("FailedOperation.FileURLNotExist", reason)
    return Attachment(name=name, content=b64decode(attachment.get("Content") or ""))


def _check_name(name: str) -> None:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    if extension in EXECUTABLE or not name.strip() or not name.isprintable():
        reason = "A file name is blank, not printable, or that of a program."
        raise ApiFault("FailedOperation.InvalidAttachName", reason)
    if "/" in name or "\\" in name:
        reason = f"The file name `{name}` must not have a path."
        raise ApiFault("FailedOperation.InvalidAttachName", reason)


def subject_of(params: Params) -> str:
    """The subject, with the mark of advertising, its variables not filled in."""
    subject: str = " ".join(params["Subject"].splitlines())
    location = params.get("ADLocation") or 0
    if location == 1:
        return f"{ADVERTISING} {subject}"
    return f"{subject} {ADVERTISING}" if location == 2 else subject
