"""Form of a whole message, as the service's SMTP endpoint demands it.

The rules and the code `FailedOperation` are from the provider's page on errors of SMTP
(2026-03-09); what it calls unsupported without an error, such as `Cc`, is refused too, so
that nobody relies on it.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from email import message_from_bytes
from email.message import Message

from tc3gen.cloud.protocol.api_error import ApiErrorResponse

MAX_LINE_BYTES = 2000
"""Bytes of the longest line of a message, its end not counted."""

MAX_HEADER_BYTES = 64 * 1024
"""Bytes of a header with all its lines: 50 recipients with their names have half of that."""

MAX_TYPE_BYTES = 4 * 1024
"""Bytes of a header about a part, whose parameters take time by the square of them."""

MAX_MULTIPARTS = 10
"""Parts that hold others: three are usual. Each line of a mail is held against the ends of
all that are open, and each takes some of Python's stack."""

_TEXTS = ("text/plain", "text/html")
_MULTIPARTS = ("multipart/mixed", "multipart/related", "multipart/alternative")
_CODE = "FailedOperation"
_LINE_END = re.compile(rb"\r\n|\n|\r")
_BLANKS = re.compile(r"\s+")
_REST = rb":[^\r\n]*(?:(?:\r\n|\n|\r)[ \t][^\r\n]*)*"
_HEADER = re.compile(rb"^([!-9;-~]+)" + _REST, re.MULTILINE)
_ABOUT_A_PART = re.compile(
    rb"^(content-[!-9;-~]+)" + _REST, re.MULTILINE | re.IGNORECASE
)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n|\r\r")
_MULTIPART = re.compile(rb"content-type\s*:\s*multipart/", re.IGNORECASE)


def check_form(raw: bytes) -> None:
    """Raise `ApiErrorResponse` for a message that has not the form that SMTP demands."""
    _check_bounds(raw)
    message = message_from_bytes(raw)
    for name in ("From", "To", "Subject"):
        if not str(message.get(name) or "").strip():
            raise ApiErrorResponse(_CODE, f"The header `{name}` is missing.")
    for name in ("Cc", "Bcc"):
        if message.get(name) is not None:
            reason = f"The header `{name}` is not supported: name recipients in `To`."
            raise ApiErrorResponse(_CODE, reason)
    version = str(message.get("MIME-Version", "1.0")).strip()
    if version != "1.0":
        reason = f"`MIME-Version` must be 1.0 or left out, not `{version}`."
        raise ApiErrorResponse(_CODE, reason)
    _check_type(message)
    for part in message.walk():
        if not part.is_multipart():
            _check_part(part)


def _check_bounds(raw: bytes) -> None:
    """Refuse what would take long to take apart, before anything is."""
    head = _END_OF_HEAD.split(raw, 1)[0]
    abouts = list(_ABOUT_A_PART.finditer(raw))
    for found, most in (
        (_HEADER.finditer(head), MAX_HEADER_BYTES),
        (abouts, MAX_TYPE_BYTES),
    ):
        for header in found:
            size = len(header[0])
            if size > most:
                name = header[1][:40].decode()
                reason = f"The header `{name}` has {size:,} bytes: {most:,} at most."
                raise ApiErrorResponse(_CODE, reason)
    if (
        sum(len(header[0]) for header in abouts) > MAX_HEADER_BYTES
        or len(_MULTIPART.findall(raw)) > MAX_MULTIPARTS
    ):
        raise ApiErrorResponse(_CODE, "The mail has too many parts.")


def check_line_lengths(raw: bytes) -> None:
    """Raise `ValueError` for a message with a line that is too long."""
    longest = max(map(len, _LINE_END.split(raw)))
    if longest > MAX_LINE_BYTES:
        raise ValueError(f"a line has {longest:,} bytes: {MAX_LINE_BYTES:,} at most")


def _check_type(message: Message) -> None:
    kind = message.get_content_type() if message.get("Content-Type") else "nothing"
    if kind in _MULTIPARTS:
        return
    charset = message.get_param("charset")
    if kind in _TEXTS and str(charset).lower() == "utf-8":
        return
    allowed = ", ".join(_MULTIPARTS)
    reason = (
        f"`Content-Type` must be text/plain or text/html with charset=UTF-8, or one of"
        f" {allowed}; it is {kind}."
    )
    raise ApiErrorResponse(_CODE, reason)


def _check_part(part: Message) -> None:
    disposition = part.get_content_disposition()
    if disposition is None and part.get_content_type() in _TEXTS:
        return
    if disposition != "attachment":
        reason = "`Content-Disposition` of what is not the text must be `attachment`."
        raise ApiErrorResponse(_CODE, reason)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding != "base64":
        reason = "`Content-Transfer-Encoding` of an attachment must be `base64`."
        raise ApiErrorResponse(_CODE, reason)
    try:
        b64decode(_BLANKS.sub("", str(part.get_payload())), validate=True)
    except (binascii.Error, ValueError):
        reason = "The content of an attachment is not base64."
        raise ApiErrorResponse(_CODE, reason) from None
