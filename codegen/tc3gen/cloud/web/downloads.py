"""Attachments of a mail, and the mail itself, as files to save."""

from __future__ import annotations

import re
from urllib.parse import quote

from aiohttp import web

from tc3gen.cloud.web import policies
from tc3gen.cloud.web.mail import mail_of
from tc3gen.cloud.web.pages import Missing, number_of
from tc3gen.cloud.web.sources import Sources

_UNFIT = re.compile(
    r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]'
)


def attachment(sources: Sources, request: web.Request) -> web.Response:
    """A file of a mail, by its place from 0."""
    files = mail_of(sources, request).attachments
    number = number_of(request, "number")
    if number >= len(files):
        raise Missing
    return _download(files[number].name, files[number].content)


def source(sources: Sources, request: web.Request) -> web.Response:
    """The whole message, as mail programs open it."""
    mail = mail_of(sources, request)
    return _download(f"{mail.subject or mail.message_id}.eml", mail.raw)


def _download(name: str, content: bytes) -> web.Response:
    return web.Response(
        body=content,
        content_type="application/octet-stream",
        headers={
            **policies.DOWNLOAD,
            "Content-Disposition": f"attachment; filename*=UTF-8''{_quote_name(name)}",
        },
    )


def _quote_name(name: str) -> str:
    """A name without what changes where a file goes, or how its name reads."""
    plain = _UNFIT.sub("_", name).strip(". ")[-150:] or "unnamed"
    return quote(plain.encode("utf-8", "replace"), safe="")
