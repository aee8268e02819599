"""Messages to whole groups: those that run, wait, or are done."""

from __future__ import annotations

from aiohttp import web

from tc3gen.cloud.web.pages import Page
from tc3gen.cloud.web.paging import part_of
from tc3gen.cloud.web.sources import Sources

_KINDS = {1: "once, at once", 2: "once, at a time", 3: "again and again"}


def task_list(sources: Sources, request: web.Request) -> Page:
    """All tasks, newest first."""

    def find(offset: int, limit: int) -> list[object]:
        browser = sources.ses.browser
        return list(browser.tasks(offset=offset, limit=limit, newest_first=True))

    values = {"part": part_of(request, find), "kinds": _KINDS}
    return Page("tasks.html.jinja", "Tasks", values)
