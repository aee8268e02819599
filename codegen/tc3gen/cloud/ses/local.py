"""What a test in any language may ask of the mail service, under `/_local/ses/`.

    POST settings   {"account": "local", "balance": 0}
    POST reviews    {"template": 10001, "approved": false, "reason": "Spam"}
    POST events     {"message_id": "qcloudses-...", "event": "open", "email": "..."}

Bodies are JSON and must say so, which a form of some web page cannot.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web
from attrs import asdict

if TYPE_CHECKING:
    from tc3gen.cloud.ses import Ses

Change = Callable[["Ses", dict[str, Any]], Any]

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


def add_routes(app: web.Application, ses: Ses) -> None:
    """Add these addresses to an application."""
    for name, change in (
        ("settings", _settings),
        ("reviews", _review),
        ("events", _event),
    ):
        app.router.add_post(f"/_local/ses/{name}", _json_handler(ses, change))

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


def _json_handler(
    ses: Ses, change: Change
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        try:
            return web.json_response(change(ses, await _object(request)))
        except (ValueError, TypeError, OverflowError) as error:
            return web.json_response({"error": str(error)}, status=400)

    return handle


async def _object(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise ValueError("the content type must be application/json")
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise ValueError("the body is not JSON") from None
    if not isinstance(body, dict):
        raise TypeError("the body is not a JSON object")
    return body


def _settings(ses: Ses, body: dict[str, Any]) -> dict[str, Any]:
    account = _take(body, "account", str)
    return asdict(ses.configure(account, **body) if body else ses.settings(account))


def _review(ses: Ses, body: dict[str, Any]) -> dict[str, Any]:
    template = _take(body, "template", int)
    approved = _take(body, "approved", bool)
    reason = _take(body, "reason", str, "")
    _nothing_more(body)
    return {"done": ses.review(template, approved=approved, reason=reason)}


def _event(ses: Ses, body: dict[str, Any]) -> dict[str, Any]:
    message_id, event = _take(body, "message_id", str), _take(body, "event", str)
    email = _take(body, "email", str, "") or None
    reason = _take(body, "reason", str, "")
    link = _take(body, "link", str, "") or None
    _nothing_more(body)
    number = ses.happen(message_id, event, email, reason=reason, link=link)
    return {"recipients": number}


def _take(body: dict[str, Any], name: str, kind: type, default: Any = None) -> Any:
    value = body.pop(name, default)
    if not isinstance(value, kind):
        raise TypeError(f"`{name}` must be of the type {kind.__name__}")
    return value


def _nothing_more(body: dict[str, Any]) -> None:
    if body:
        raise ValueError(f"there is no `{min(body)}` here")
