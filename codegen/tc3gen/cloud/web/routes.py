"""The addresses of the pages."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from aiohttp import web

from tc3gen.cloud.web import policies
from tc3gen.cloud.web.news import News
from tc3gen.cloud.web.sources import Sources

if TYPE_CHECKING:
    from tc3gen.cloud.web.pages import Page

Shown: TypeAlias = "Page | web.Response"
View: TypeAlias = "Callable[[Sources, web.Request], Shown | Awaitable[Shown]]"

ROOT = "/_local/"

_STATIC = {path.name: path for path in (Path(__file__).parent / "static").iterdir()}

logger = logging.getLogger("tc3gen.cloud")


def add_routes(app: web.Application, sources: Sources) -> None:
    """Add the pages to an application."""
    get = app.router.add_get
    get(ROOT.rstrip("/"), _to_the_page)
    get(f"{ROOT}static/{{name}}", _static)

    async def pulse(_request: web.Request) -> web.Response:
        return web.Response(text=sources.pulse, headers=policies.PAGE)

    get(f"{ROOT}pulse", pulse)
    news = News(sources)
    get(f"{ROOT}news", news.stream, allow_head=False)
    app.on_shutdown.append(news.end_all)
    for path, view in _VIEWS.items():
        get(f"{ROOT}{path}", _handler(sources, view))
    for path, change in _CHANGES.items():
        app.router.add_post(f"{ROOT}{path}", _handler(sources, change))


def _view(module: str, name: str) -> View:
    """A view that is imported, with the templates' engine, when somebody looks."""

    def view(sources: Sources, request: web.Request) -> Shown | Awaitable[Shown]:
        from importlib import import_module

        found: View = getattr(import_module(f"tc3gen.cloud.web.{module}"), name)
        return found(sources, request)

    return view


_VIEWS: Mapping[str, View] = {
    "": _view("mail", "mail_list"),
    "mail/{id}": _view("mail", "message"),
    "mail/{id}/html": _view("frame", "html"),
    "mail/{id}/raw": _view("downloads", "source"),
    "mail/{id}/files/{number}": _view("downloads", "attachment"),
    "sms": _view("messages", "conversation_list"),
    "sms/with/{number}": _view("messages", "conversation"),
    "groups": _view("groups", "group_list"),
    "groups/{id}": _view("groups", "group"),
    "tasks": _view("tasks", "task_list"),
    "calls": _view("calls", "call_list"),
    "calls/{id}": _view("calls", "call_page"),
}


_CHANGES: Mapping[str, View] = {
    "mail/{id}/remove": _view("mail", "remove_mail"),
    "clear": _view("mail", "clear_outbox"),
    "sms/clear": _view("messages", "clear_conversations"),
    "sms/with/{number}/reply": _view("messages", "reply"),
}
"""Actions of buttons. `http.local_only` lets only pages of this cloud use them."""


def _handler(
    sources: Sources, view: View
) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handle(request: web.Request) -> web.Response:
        from tc3gen.cloud.web.pages import BROKEN, MISSING, Missing, page_response

        try:
            shown = view(sources, request)
            if isawaitable(shown):
                shown = await shown
            if isinstance(shown, web.Response):
                return shown
            return page_response(shown, sources)
        except Missing:
            return page_response(MISSING, sources)
        except Exception:
            logger.exception("A page cannot be shown")
            return page_response(BROKEN, sources)

    return handle


async def _to_the_page(_request: web.Request) -> web.Response:
    return web.Response(status=308, headers={**policies.PAGE, "Location": ROOT})


async def _static(request: web.Request) -> web.Response:
    path = _STATIC.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    kind = guess_type(path.name)[0] or "text/plain"
    return web.Response(
        body=path.read_bytes(),
        content_type=kind,
        charset="utf-8",
        headers=policies.PAGE,
    )
