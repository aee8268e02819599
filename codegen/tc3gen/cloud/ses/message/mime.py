"""A mail as it would go over the wire."""

from __future__ import annotations

from datetime import datetime, timezone
from email import policy
from email.headerregistry import Address, HeaderRegistry
from email.message import EmailMessage
from email.utils import format_datetime
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from tc3gen.cloud.ses.addresses import Mailbox
from tc3gen.cloud.ses.message.footer import with_html, with_text
from tc3gen.cloud.ses.message.records import Mail

_STRUCTURED = {
    "from", "to", "cc", "reply-to", "date", "mime-version", "content-type",
    "content-disposition", "content-transfer-encoding",
}  # fmt: skip
"""Headers that are written here, in a form that can be parsed."""


class _Headers(HeaderRegistry):
    """Takes all other headers, which a caller may choose, as plain text.

    The parsers of structured headers raise all sorts of exceptions for malformed ones.
    """

    def __getitem__(self, name: str) -> Any:
        return super().__getitem__(name if name.lower() in _STRUCTURED else "subject")


_POLICY = policy.SMTP.clone(max_line_length=78, header_factory=_Headers())


def render_mail(mail: Mail) -> bytes:
    """The whole message. The same mail gives the same bytes."""
    message = EmailMessage(policy=_POLICY)
    _add_headers(message, mail)
    _add_bodies(message, mail)
    for attachment in mail.files:
        guessed, encoding = guess_type(attachment.name)
        kind = "application/octet-stream" if encoding or not guessed else guessed
        main, _, sub = kind.partition("/")
        if main in ("message", "multipart"):  # would be taken apart, not attached
            main, sub = "application", "octet-stream"
        message.add_attachment(
            attachment.content,
            maintype=main,
            subtype=sub,
            filename=_one_line(attachment.name),
        )
    _set_boundaries(message, mail)
    return message.as_bytes()


def unsubscribe_link(mail: Mail) -> str:
    """URL by which the recipient gets no more mail of the sender's domain."""
    return f"{mail.base_url}/_local/unsubscribe/{quote(mail.message_id, safe='')}"


def _add_headers(message: EmailMessage, mail: Mail) -> None:
    extra = mail.extra
    message["From"] = _address(extra.get("from") or mail.from_address)
    if mail.to:
        message["To"] = [_address(each) for each in mail.to]
    if mail.cc:
        message["Cc"] = [_address(each) for each in mail.cc]
    if mail.reply_to:
        message["Reply-To"] = _address(mail.reply_to)
    message["Subject"] = _one_line(mail.subject)
    sent = datetime.fromtimestamp(mail.sent_at, timezone.utc)
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = _one_line(f"<{mail.header_id}>")
    if mail.footer:
        message["List-Unsubscribe"] = f"<{unsubscribe_link(mail)}>"
    for name, value in extra.get("headers", {}).items():
        if name.lower() not in message:
            message[name] = _one_line(value)


def bodies(mail: Mail) -> tuple[str, str]:
    """HTML and text as the recipient gets them; one of the two may be empty."""
    html, text = mail.html, mail.text
    if mail.footer:
        link = unsubscribe_link(mail)
        html = with_html(html, mail.footer, link) if html else ""
        text = with_text(text, mail.footer, link) if text or not html else ""
    return html, text


def _add_bodies(message: EmailMessage, mail: Mail) -> None:
    html, text = (_encodable(each) for each in bodies(mail))
    if text or not html:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")


def _address(text: str) -> Address:
    """An address; where there is none in the text, a name without one."""
    text = _one_line(text)
    mailbox = Mailbox.parse(text)
    if mailbox is None:
        return Address(text)
    return Address(mailbox.name, addr_spec=mailbox.address)


def _one_line(text: str) -> str:
    """A text that any header can have: also one that an older state file kept."""
    return " ".join(_encodable(text).splitlines())


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _set_boundaries(message: EmailMessage, mail: Mail) -> None:
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=_{mail.message_id[-12:]}_{number}_{mail.id}")
