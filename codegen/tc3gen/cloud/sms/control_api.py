"""Routes under `/_local/sms/`, by which tests control the message service.

POST    settings   {"account": "local", "number_per_day": 2, ...}
POST    reviews    {"template": 40001, "approved": false, "reason": "..."} or "signature"
POST    replies    {"account": "local", "number": "+12025550123", "text": "Thanks"}
POST    reports    {"serial": "...", "code": "UNDELIV"}
POST    packages   {"account": "local", "app": "1400000001", "amount": 1000}
GET     messages   ?text= &number= &account= &status= &after= &offset= &limit= &order=
DELETE  messages   likewise
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from aiohttp import web
from attrs import asdict

from tc3gen.cloud.http.json_handlers import (
    json_handler,
    nothing_more,
    refusal_response,
    take_member,
)
from tc3gen.cloud.http.queries import page_of

if TYPE_CHECKING:
    from tc3gen.cloud.sms import SmsBackend

Change = Callable[["SmsBackend", dict[str, Any]], Any]


def add_routes(app: web.Application, sms: SmsBackend) -> None:
    """Add these addresses to an application."""
    for name, change in (
        ("settings", _settings),
        ("reviews", _review),
        ("replies", _reply),
        ("reports", _report),
        ("packages", _package),
    ):
        handler = json_handler(partial(change, sms))
        app.router.add_post(f"/_local/sms/{name}", handler)

    async def show(request: web.Request) -> web.Response:
        from tc3gen.cloud.sms.views.message_json import filter_of, shown_message

        given = dict(request.query)
        try:
            offset, limit, newest_first = page_of(given)
            which = filter_of(given)
        except ValueError as error:
            return refusal_response(error)
        found = sms.messages.find(
            which, offset=offset, limit=limit, newest_first=newest_first
        )
        shown = [shown_message(message) for message in found]
        total = sms.messages.count(which)
        return web.json_response({"total": total, "messages": shown})

    async def clear(request: web.Request) -> web.Response:
        from tc3gen.cloud.sms.views.message_json import filter_of

        try:
            which = filter_of(dict(request.query))
        except ValueError as error:
            return refusal_response(error)
        return web.json_response({"removed": sms.messages.clear(which)})

    app.router.add_get("/_local/sms/messages", show)
    app.router.add_delete("/_local/sms/messages", clear)


def _settings(sms: SmsBackend, body: dict[str, Any]) -> dict[str, Any]:
    account = take_member(body, "account", str)
    return asdict(sms.configure(account, **body) if body else sms.settings(account))


def _review(sms: SmsBackend, body: dict[str, Any]) -> dict[str, Any]:
    if ("template" in body) == ("signature" in body):
        raise ValueError("say one of `template` and `signature`")
    is_template = "template" in body
    id = take_member(body, "template" if is_template else "signature", int)
    approved = take_member(body, "approved", bool)
    reason = take_member(body, "reason", str, "")
    nothing_more(body)
    review = sms.review_template if is_template else sms.review_signature
    return {"done": review(id, approved=approved, reason=reason)}


def _reply(sms: SmsBackend, body: dict[str, Any]) -> dict[str, Any]:
    account, number = (
        take_member(body, "account", str),
        take_member(body, "number", str),
    )
    text = take_member(body, "text", str)
    nothing_more(body)
    return {"done": sms.reply(number, text, account=account)}


def _report(sms: SmsBackend, body: dict[str, Any]) -> dict[str, Any]:
    serial, code = (
        take_member(body, "serial", str),
        take_member(body, "code", str, "DELIVRD"),
    )
    nothing_more(body)
    return {"done": sms.report(serial, code)}


def _package(sms: SmsBackend, body: dict[str, Any]) -> dict[str, Any]:
    account, app = take_member(body, "account", str), take_member(body, "app", str)
    amount, gift = (
        take_member(body, "amount", int),
        take_member(body, "gift", bool, False),
    )
    nothing_more(body)
    return {"id": sms.add_package(account, app, amount, gift=gift)}
