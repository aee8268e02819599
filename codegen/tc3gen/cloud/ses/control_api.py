"""Routes under `/_local/ses/`, by which tests in any language control the mail service.

    POST settings   {"account": "local", "balance": 0}
    POST reviews    {"template": 10001, "approved": false, "reason": "Spam"}
    POST events     {"message_id": "qcloudses-...", "event": "open", "email": "..."}

Bodies are JSON and must say so, which a form of some web page cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web
from attrs import asdict

from tc3gen.cloud.http.json_handlers import json_handler, nothing_more, take_member

if TYPE_CHECKING:
    from tc3gen.cloud.ses import SesBackend

Change = Callable[["SesBackend", dict[str, Any]], Any]

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Unsubscribe</title>
<body>
{}
"""
_FORM = """<form method="post">
<p>No more mail from this sender?</p>
<button>Unsubscribe</button>
</form>"""
_POLICY = {"Content-Security-Policy": "default-src 'none'; form-action 'self'"}


def add_routes(app: web.Application, ses: SesBackend) -> None:
    """Add these addresses to an application."""
    for name, change in (
        ("settings", _settings),
        ("reviews", _review),
        ("events", _event),
    ):
        handler = json_handler(partial(change, ses))
        app.router.add_post(f"/_local/ses/{name}", handler)

    async def ask(_request: web.Request) -> web.Response:
        return _page(_FORM)

    async def unsubscribe(request: web.Request) -> web.Response:
        if not ses.happen(request.match_info["message_id"], "unsubscribe"):
            raise web.HTTPNotFound
        return _page("<p>You get no more mail from this sender.</p>")

    # What the footer of a mail links to.
    app.router.add_get("/_local/unsubscribe/{message_id}", ask)
    app.router.add_post("/_local/unsubscribe/{message_id}", unsubscribe)


def _page(content: str) -> web.Response:
    return web.Response(
        text=_PAGE.format(content), content_type="text/html", headers=_POLICY
    )


def _settings(ses: SesBackend, body: dict[str, Any]) -> dict[str, Any]:
    account = take_member(body, "account", str)
    return asdict(ses.configure(account, **body) if body else ses.settings(account))


def _review(ses: SesBackend, body: dict[str, Any]) -> dict[str, Any]:
    template = take_member(body, "template", int)
    approved = take_member(body, "approved", bool)
    reason = take_member(body, "reason", str, "")
    nothing_more(body)
    return {"done": ses.review(template, approved=approved, reason=reason)}


def _event(ses: SesBackend, body: dict[str, Any]) -> dict[str, Any]:
    message_id, event = (
        take_member(body, "message_id", str),
        take_member(body, "event", str),
    )
    email = take_member(body, "email", str, "") or None
    reason = take_member(body, "reason", str, "")
    link = take_member(body, "link", str, "") or None
    nothing_more(body)
    number = ses.happen(message_id, event, email, reason=reason, link=link)
    return {"recipients": number}
