"""Attachments of a mail: their names, types and sizes."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.message.records import Attachment
from tc3gen.cloud.ses.store.state import Account, Params

MEGABYTE = 1024 * 1024

PERMITTED = frozenset(
    [
        "bmp", "cgm", "css", "csv", "doc", "docm", "docx", "eps", "ez", "gif", "htm",
        "html", "ics", "jpeg", "jpg", "m4a", "mobi", "mp3", "msg", "ods", "odt", "pdf",
        "png", "ppt", "pptx", "pub", "rtf", "shtml", "tar", "tif", "tiff", "txt", "xls",
        "xlsx", "xml", "zip",
    ]
)  # fmt: skip
"""Extensions of files that can be attached, from the page on types of attachments.

The page says that an attachment must be of one of these types. Below them it lists types
that cannot be sent, such as `exe` and `mp4`; what is in neither list is refused too.
"""

FORBIDDEN_IN_NAMES = frozenset('?\\*|"<>:/ ')
"""Characters that the same page excludes from names of files."""


@frozen
class SizeLimits:
    """Bytes that files may have, and the code by which more are refused."""

    each: int
    together: int
    code: str


API_SIZES = SizeLimits(
    each=4 * MEGABYTE,
    together=4 * MEGABYTE,
    code="FailedOperation.AttachContentToolarge",
)
"""Limits of `SendEmail`, from its page."""

SMTP_SIZES = SizeLimits(
    each=5 * MEGABYTE, together=10 * MEGABYTE, code="FailedOperation"
)
"""Limits of SMTP, from its page of errors, which also says that they may change."""

MAX_FILES = 10
"""Attachments of a mail: the number in the text of `TooManyAttachments`."""


def read_attachments(account: Account, params: Params) -> tuple[Attachment, ...]:
    """Attachments of a call. Raises `ApiErrorResponse` for one that cannot be sent."""
    attachments = params.get("Attachments") or ()
    _check_permission(account, attachments)
    files = tuple(_attachment(each) for each in attachments)
    check_files(account, files, API_SIZES)
    return files


def check_files(
    account: Account, files: Sequence[Attachment], limits: SizeLimits
) -> None:
    """Refuse attachments that cannot be sent."""
    _check_permission(account, files)
    if len(files) > MAX_FILES:
        reason = f"The mail has {len(files)} attachments: {MAX_FILES} are the most."
        raise ApiErrorResponse("FailedOperation.TooManyAttachments", reason)
    for file in files:
        _check_name(file.name)
    sizes = [len(file.content) for file in files]
    if max(sizes, default=0) > limits.each or sum(sizes) > limits.together:
        reason = (
            f"A file may have {limits.each:,} bytes, all together {limits.together:,}."
        )
        raise ApiErrorResponse(limits.code, reason)


def _check_permission(account: Account, attachments: Sequence[object]) -> None:
    if attachments and not account.settings.attachments:
        raise ApiErrorResponse("FailedOperation.NoAttachPermission")


def _attachment(attachment: Mapping[str, Any]) -> Attachment:
    name: str = attachment["FileName"]
    if attachment.get("FileURL"):
        reason = f"`FileURL` of `{name}` cannot be opened: give `Content`."
        raise ApiErrorResponse("FailedOperation.FileURLNotExist", reason)
    return Attachment(name=name, content=b64decode(attachment.get("Content") or ""))


def _check_name(name: str) -> None:
    if not name.isprintable() or FORBIDDEN_IN_NAMES.intersection(name):
        reason = f'The file name `{name}` has a blank, a path, or one of ?*|"<>:.'
    elif "." not in name or name.rpartition(".")[2].lower() not in PERMITTED:
        reason = f"The type of the file `{name}` cannot be sent: PDF or ZIP can."
    else:
        return
    raise ApiErrorResponse("FailedOperation.InvalidAttachName", reason)
