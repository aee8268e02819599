"""Reading messages that came in as a whole, from anyone and in any condition.

The older of the two policies of `email` is used: it takes what is malformed as it is,
where the newer one raises all sorts of exceptions.
"""

from __future__ import annotations

import re
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message

from attrs import frozen

_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@frozen
class Parts:
    """Visible parts of a message."""

    html: str
    text: str
    files: tuple[tuple[str, bytes], ...]
    """The attachments: names and contents."""


def read_parts(raw: bytes) -> Parts:
    """The first HTML, the first text, and everything that is attached."""
    bodies: dict[str, str] = {}
    files: list[tuple[str, bytes]] = []
    for part in message_from_bytes(raw).walk():
        if part.is_multipart():
            continue
        kind, content = part.get_content_type(), part.get_payload(decode=True)
        content = content if isinstance(content, bytes) else b""
        name = _filename(part)
        attached = part.get_content_disposition() == "attachment" or name
        if not attached and kind.startswith("text/") and kind not in bodies:
            bodies[kind] = _decode_content(content, part)
        else:
            files.append((name or "unnamed", content))
    return Parts(
        bodies.get("text/html", ""), bodies.get("text/plain", ""), tuple(files)
    )


def read_headers(raw: bytes, *names: str) -> tuple[str, ...]:
    """Headers as plain text of one line; an empty one where there is none."""
    message = message_from_bytes(raw)
    return tuple(_plain(message.get(name)) for name in names)


def _filename(part: Message) -> str:
    try:
        return _plain(part.get_filename())
    except (ValueError, LookupError, TypeError):
        return "unnamed"


def _decode_content(content: bytes, part: Message) -> str:
    try:
        charset = part.get_content_charset("utf-8")
        return content.decode(charset, "replace")
    except (ValueError, LookupError, TypeError):
        return content.decode("utf-8", "replace")


def _plain(value: object) -> str:
    if value is None:
        return ""
    try:
        text = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError, MessageError):
        text = str(value)
    return _CONTROL.sub(" ", text).encode("utf-8", "replace").decode()
