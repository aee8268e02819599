"""The addresses of the Explorer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from mimetypes import guess_type
from pathlib import Path

from aiohttp import web

from tc3gen.cloud import web as cloud_web
from tc3gen.cloud.web import policies
from tc3gen.explorer.catalog import UnknownService
from tc3gen.explorer.explorer import Explorer
from tc3gen.explorer.web.api import Api
from tc3gen.explorer.web.markdown import MarkdownViews
from tc3gen.explorer.web.pages import Frame, Page, markdown, page_response
from tc3gen.explorer.web.views import BROKEN, MISSING, Missing, Views

MAX_BODY = 16 * 1024 * 1024
"""Bytes of the largest body that is read: the largest request, as base64, in JSON."""

MAX_HITS = 50
"""Hits that a program can ask for at most."""

logger = logging.getLogger("tc3gen.explorer")

_STATIC = {
    path.name: path
    for home in (Path(cloud_web.__file__).parent, Path(__file__).parent)
    for path in (home / "static").iterdir()
}
"""Style and scripts: those of the local cloud's pages, and our own."""

_VERSION = "/{service}/{version}"
_PAGES = {
    _VERSION: "version",
    f"{_VERSION}/types/{{name}}": "type",
    f"{_VERSION}/errors/{{name}}": "error",
    f"{_VERSION}/{{name}}": "action",
}
_DIFF = "/{service}/diff/{old}/{new}"


def add_routes(app: web.Application, explorer: Explorer, frame: Frame) -> None:
    """Add the Explorer to an application, below `frame.root`."""
    pages = _Pages(Views(explorer), MarkdownViews(explorer), frame)
    api, root = Api(explorer), frame.root
    get, post = app.router.add_get, app.router.add_post
    if root:
        get(root, pages.to_the_root)
    get(f"{root}/", pages.search)
    get(f"{root}/search", pages.search)
    get(f"{root}/llms.txt", pages.llms)
    get(f"{root}/static/{{name}}", _static)
    get(f"{root}/samples", api.languages)
    post(f"{root}/check", api.handler(api.check))
    post(f"{root}/samples", api.handler(api.samples))
    post(f"{root}/sign", api.handler(api.sign))
    post(f"{root}/send", api.handler(api.send))
    get(f"{root}/{{service}}", pages.to_the_newest)
    get(f"{root}{_DIFF}", pages.handler("diff", ("service", "old", "new")))
    for path, view in _PAGES.items():
        names = ("service", "version", "name")[: path.count("{")]
        get(f"{root}{path}", pages.handler(view, names))


class _Pages:
    """The handlers of pages."""

    def __init__(self, views: Views, text: MarkdownViews, frame: Frame) -> None:
        self._views = views
        self._text = text
        self._frame = frame

    def handler(
        self, view: str, names: tuple[str, ...]
    ) -> Callable[[web.Request], Awaitable[web.Response]]:
        """The handler of a page, and of its Markdown behind `.md`."""

        async def handle(request: web.Request) -> web.Response:
            parts = [request.match_info[name] for name in names]
            as_text = parts[-1].endswith(".md")
            if as_text:
                parts[-1] = parts[-1].removesuffix(".md")
            source = self._text if as_text else self._views
            return await self._respond(lambda: getattr(source, view)(*parts))

        return handle

    async def search(self, request: web.Request) -> web.Response:
        """The search: a page, or a list for programs."""
        query = request.query.get("q", "").strip()
        if "application/json" in request.headers.get("Accept", ""):
            catalog = self._views.explorer.catalog
            limit = _limit(request.query.get("limit", ""))
            hits = await asyncio.to_thread(catalog.search, query, limit)
            found = [
                {
                    "kind": hit.kind,
                    "name": hit.name,
                    "title": hit.title,
                    "owner": hit.owner,
                    "url": f"{self._frame.root}/{hit.path}",
                }
                for hit in hits
            ]
            return web.json_response(found, headers={"Cache-Control": "no-store"})
        return await self._respond(lambda: self._views.home(query))

    async def llms(self, _request: web.Request) -> web.Response:
        """All products and actions as one list, for language models."""
        return await self._respond(lambda: self._text.llms(self._frame.root))

    async def to_the_root(self, _request: web.Request) -> web.Response:
        """A redirect to the address with the slash."""
        return _redirect(f"{self._frame.root}/")

    async def to_the_newest(self, request: web.Request) -> web.Response:
        """A redirect from a product to its newest version."""
        try:
            path = self._views.newest(request.match_info["service"])
        except Missing:
            return page_response(MISSING, self._frame)
        return _redirect(f"{self._frame.root}/{path}")

    async def _respond(self, show: Callable[[], Page | str]) -> web.Response:
        return await asyncio.to_thread(self._shown, show)

    def _shown(self, show: Callable[[], Page | str]) -> web.Response:
        try:
            page = show()
            if isinstance(page, str):
                return markdown(page)
            return page_response(page, self._frame)
        except (Missing, UnknownService, KeyError):
            return page_response(MISSING, self._frame)
        except Exception:
            logger.exception("A page cannot be shown")
            return page_response(BROKEN, self._frame)


def _limit(text: str) -> int:
    number = int(text[:4]) if text.isascii() and text.isdigit() else 30
    return min(max(number, 1), MAX_HITS)


def _redirect(path: str) -> web.Response:
    return web.Response(status=307, headers={**policies.PAGE, "Location": path})


async def _static(request: web.Request) -> web.Response:
    path = _STATIC.get(request.match_info["name"])
    if path is None:
        raise web.HTTPNotFound
    return web.Response(
        body=path.read_bytes(),
        content_type=guess_type(path.name)[0] or "text/plain",
        charset="utf-8",
        headers=policies.PAGE,
    )
