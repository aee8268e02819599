"""Routes under `/_local/`, by which tests in any language control the cloud.

GET, POST, DELETE  faults         {"kind": "drop", "action": "SendEmail", "when": "after"}
DELETE             faults/ID
POST               reset          {}
GET, POST          clock          {"advance": 3600} or {"set": 1767225600} or {"reset": true}
GET                outbox         ?text= &account= &task= &status= &recipient= &after= ...
DELETE             outbox         likewise
GET, DELETE        outbox/ID
GET                outbox/ID/raw, health
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tc3gen.cloud.clock import Clock
from tc3gen.cloud.fault_injection.faults import KINDS, InjectedFaults
from tc3gen.cloud.http.json_handlers import (
    Body,
    json_handler,
    nothing_more,
    refusal_response,
    take_member,
)
from tc3gen.cloud.http.queries import page_of

if TYPE_CHECKING:
    from tc3gen.cloud.ses import SesBackend


def add_routes(
    app: web.Application,
    faults: InjectedFaults,
    clock: Clock,
    ses: SesBackend,
    reset: Callable[[], None],
    services: Sequence[str],
) -> None:
    """Add the routes of the control API to an application.

    Args:
        app: the application to add them to.
        faults: what `/_local/faults` shows and changes.
        clock: what `/_local/clock` moves.
        ses: the mail service whose outbox `/_local/outbox` shows.
        reset: forgets all state of the cloud.
        services: the names and versions that `/_local/health` lists.
    """
    _add_faults(app, faults)
    _add_clock(app, clock)
    _add_outbox(app, ses)

    def reset_all(body: Body) -> Body:
        nothing_more(body)
        reset()
        return {"done": True}

    async def health(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "services": services})

    app.router.add_post("/_local/reset", json_handler(reset_all))
    app.router.add_get("/_local/health", health)


def _add_faults(app: web.Application, faults: InjectedFaults) -> None:
    def add(body: Body) -> Any:
        kind = body.pop("kind", None)
        if kind not in KINDS:
            raise ValueError(f"`kind` must be one of {', '.join(KINDS)}")
        fault = faults.add(kind, **body)
        return next(each for each in faults.listed() if each["id"] == fault.id)

    async def show(_request: web.Request) -> web.Response:
        return web.json_response({"faults": faults.listed()})

    async def clear(request: web.Request) -> web.Response:
        text = request.match_info.get("id")
        id = None if text is None else int(text)
        return web.json_response({"cleared": faults.clear(id)})

    app.router.add_get("/_local/faults", show)
    app.router.add_post("/_local/faults", json_handler(add))
    app.router.add_delete("/_local/faults", clear)
    app.router.add_delete(r"/_local/faults/{id:\d{1,9}}", clear)


def _add_clock(app: web.Application, clock: Clock) -> None:
    def state() -> Body:
        now = clock.now()
        text = datetime.fromtimestamp(now, timezone.utc).isoformat()
        return {"now": now, "utc": text, "offset": clock.offset}

    def move(body: Body) -> Body:
        if len(body) != 1:
            raise ValueError("say one of `advance`, `set` and `reset`")
        if "advance" in body:
            clock.advance(_number(body, "advance"))
        elif "set" in body:
            clock.set(_moment(body))
        else:
            if not take_member(body, "reset", bool, False):
                raise ValueError("say one of `advance`, `set` and `reset: true`")
            clock.reset()
        return state()

    async def show(_request: web.Request) -> web.Response:
        return web.json_response(state())

    app.router.add_get("/_local/clock", show)
    app.router.add_post("/_local/clock", json_handler(move, in_thread=True))


def _number(body: Body, name: str) -> float:
    value = body.pop(name)
    if type(value) not in (int, float):
        raise TypeError(f"`{name}` must be a number")
    return float(value)


def _moment(body: Body) -> float:
    """Seconds since 1970, or a time in ISO 8601; one without a zone is in UTC."""
    value = body["set"]
    if not isinstance(value, str):
        return _number(body, "set")
    try:
        moment = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        raise ValueError("`set` must be like 2026-01-31T08:00:00Z") from None
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    return zoned.timestamp()


def _add_outbox(app: web.Application, ses: SesBackend) -> None:
    async def show(request: web.Request) -> web.Response:
        from tc3gen.cloud.ses.views.mail_json import filter_of, shown_summary

        outbox = ses.outbox
        try:
            given = dict(request.query)
            offset, limit, newest_first = page_of(given)
            which = filter_of(given)
            mails = outbox.find(
                which, offset=offset, limit=limit, newest_first=newest_first
            )
            total = outbox.count(which)
        except (ValueError, OverflowError) as error:
            return refusal_response(error)
        found = [shown_summary(mail) for mail in mails]
        return web.json_response({"total": total, "mails": found})

    async def show_one(request: web.Request) -> web.Response:
        from tc3gen.cloud.ses.views.mail_json import shown_mail

        outbox = ses.outbox
        mail = outbox.get(request.match_info["message_id"])
        if mail is None:
            raise web.HTTPNotFound
        return web.json_response(shown_mail(mail, outbox.events(mail.message_id)))

    async def show_raw(request: web.Request) -> web.Response:
        mail = ses.outbox.get(request.match_info["message_id"])
        if mail is None:
            raise web.HTTPNotFound
        # For a browser it is a file: it must not be taken for a page of this server.
        headers = {"Content-Disposition": 'attachment; filename="message.eml"'}
        return web.Response(
            body=mail.raw, content_type="message/rfc822", headers=headers
        )

    async def clear(request: web.Request) -> web.Response:
        from tc3gen.cloud.ses.views.mail_json import filter_of

        try:
            removed = ses.outbox.clear(filter_of(dict(request.query)))
        except (ValueError, OverflowError) as error:
            return refusal_response(error)
        return web.json_response({"removed": removed})

    async def remove(request: web.Request) -> web.Response:
        if not ses.outbox.remove(request.match_info["message_id"]):
            raise web.HTTPNotFound
        return web.json_response({"removed": 1})

    app.router.add_get("/_local/outbox", show)
    app.router.add_delete("/_local/outbox", clear)
    app.router.add_delete("/_local/outbox/{message_id}", remove)
    app.router.add_get("/_local/outbox/{message_id}", show_one)
    app.router.add_get("/_local/outbox/{message_id}/raw", show_raw)
