"""Recipient groups: a list, and one group with its addresses."""

from __future__ import annotations

from aiohttp import web

from tc3gen.cloud.web.pages import Missing, Page, number_of
from tc3gen.cloud.web.paging import part_of
from tc3gen.cloud.web.sources import Sources


def group_list(sources: Sources, request: web.Request) -> Page:
    """All groups, newest first."""
    browser = sources.ses.browser

    def find(offset: int, limit: int) -> list[object]:
        return list(browser.groups(offset=offset, limit=limit, newest_first=True))

    part = part_of(request, find)
    return Page("groups_list.html.jinja", "Recipient groups", {"part": part})


def group(sources: Sources, request: web.Request) -> Page:
    """One group and its addresses, in the order of their upload."""
    browser = sources.ses.browser
    id = number_of(request, "id")
    found = browser.group(id)
    if found is None:
        raise Missing

    def find(offset: int, limit: int) -> list[object]:
        return list(browser.recipients(id, offset=offset, limit=limit))

    values = {"group": found, "part": part_of(request, find)}
    return Page("groups_group.html.jinja", found.name, values)
