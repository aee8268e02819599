"""The HTML of a mail, for a frame in which nothing of it can run."""

from __future__ import annotations

import re

from aiohttp import web

from tc3gen.cloud.web import policies
from tc3gen.cloud.web.mail import mail_of, shown_bodies
from tc3gen.cloud.web.sources import Sources

_DOCTYPE = re.compile(r"\s*<!doctype[^>]*>", re.I)
_CONNECTS = re.compile(r"<(?=(?:link|i?frame|object|embed|fencedframe)[\s/>])", re.I)
"""Elements for which a browser opens connections before it asks what is allowed. None of
them could show anything."""

_BASE = '<base target="_blank">'
"""Links open in a new tab, as the frame may not lead anywhere."""


def html(sources: Sources, request: web.Request) -> web.Response:
    """The document of the frame. Its headers, not its text, are what keeps it harmless."""
    text, _ = shown_bodies(mail_of(sources, request))
    headers = policies.MAIL_WITH_IMAGES if "images" in request.query else policies.MAIL
    return web.Response(
        body=_frame_text(text).encode("utf-8", "replace"),
        content_type="text/html",
        charset="utf-8",
        headers=headers,
    )


def _frame_text(text: str) -> str:
    text = _CONNECTS.sub("<x-", text)
    doctype = _DOCTYPE.match(text)
    end = doctype.end() if doctype else 0
    return f"{text[:end]}{_BASE}{text[end:]}"
