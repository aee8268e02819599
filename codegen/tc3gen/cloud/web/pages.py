"""A page: its template, what is in it, and how that becomes a response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web
from attrs import field, frozen
from jinja2 import Environment, PackageLoader, StrictUndefined

from tc3gen.cloud.web import policies
from tc3gen.cloud.web.sources import Sources

SECTIONS = (
    ("mail", "", "Mail"),
    ("sms", "sms", "SMS"),
    ("groups", "groups", "Groups"),
    ("tasks", "tasks", "Tasks"),
    ("calls", "calls", "Calls"),
)
"""The sections of the local cloud's pages: name, path and label. The Explorer leads to them too."""

_NUMBER_END = 2**53


class Missing(Exception):
    """There is no such thing to show."""


@frozen
class Page:
    """The values that a view has found, and the template that shows them."""

    template: str
    title: str
    values: Mapping[str, Any] = field(factory=dict)
    status: int = 200


MISSING = Page("missing.html.jinja", "Not found", status=404)
BROKEN = Page("broken.html.jinja", "Something is wrong", status=500)


def page_response(page: Page, sources: Sources) -> web.Response:
    """The response that shows a page."""
    section = page.template.partition(".")[0].partition("_")[0]
    text = (
        _environment()
        .get_template(page.template)
        .render(
            **page.values,
            title=page.title,
            section=section,
            more=sources.more,
            pulse=sources.pulse,
            url=sources.url,
            account=next(iter(sources.accounts), "local"),
            now=sources.clock.now(),
            clock_offset=round(sources.clock.offset),
        )
    )
    return web.Response(
        body=text.encode("utf-8", "replace"),
        status=page.status,
        content_type="text/html",
        charset="utf-8",
        headers=policies.PAGE,
    )


def number_of(request: web.Request, name: str) -> int:
    """A number in the path. Raises `Missing` where it is none."""
    text = request.match_info[name]
    if not (text.isascii() and text.isdigit()) or int(text[:20]) > _NUMBER_END:
        raise Missing
    return int(text)


def text_of(request: web.Request, name: str) -> str:
    """A text of the query."""
    return text_in(request.query, name)


def text_in(given: Mapping[str, Any], name: str) -> str:
    """A text of a query or form without surrogates, which no database takes."""
    text = str(given.get(name, "")).strip()[:1000]
    return text.encode("utf-8", "replace").decode()


def page_environment(package: str) -> Environment:
    """Make the environment of a package's templates of pages, which escape what they show."""
    environment = Environment(
        loader=PackageLoader(package),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["sections"] = SECTIONS
    return environment


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = page_environment("tc3gen.cloud.web")
    environment.filters.update(
        iso=_iso,
        moment=_moment,
        brief=_brief,
        size=_size,
        number=_number,
        milliseconds=_milliseconds,
        segment=_segment,
        pretty=_pretty,
        web_link=_web_link,
        span=_span,
    )
    return environment


def _time(seconds: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


def _iso(seconds: float) -> str:
    time = _time(seconds)
    return "" if time is None else time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _moment(seconds: float) -> str:
    """In the zone of this machine, which is that of whoever looks."""
    return _local(seconds, "%d %b %Y, %H:%M:%S")


def _brief(seconds: float, now: float) -> str:
    """The time where it is of this day, else the day and the minute."""
    is_today = _local(seconds, "%x") == _local(now, "%x")
    return _local(seconds, "%H:%M:%S" if is_today else "%d %b %Y, %H:%M")


def _local(seconds: float, form: str) -> str:
    time = _time(seconds)
    try:
        return "" if time is None else time.astimezone().strftime(form)
    except (ValueError, OverflowError, OSError):
        return ""


def _size(count: int) -> str:
    if count < 1024:
        return f"{count} bytes" if count != 1 else "1 byte"
    kilo = count / 1024
    return f"{kilo:,.0f} KB" if kilo < 1024 else f"{kilo / 1024:,.1f} MB"


def _number(count: int) -> str:
    return f"{count:,}"


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _segment(text: object) -> str:
    """A text as one part of a path."""
    return quote(str(text), safe="")


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _web_link(text: str | None) -> str | None:
    """A link that leads to the web; None for `javascript:` and whatever else there is."""
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None


def _span(seconds: int) -> str:
    """A length of time in words."""
    seconds = abs(seconds)
    for name, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length or seconds == length:
            count = round(seconds / length)
            return f"{count:,} {name}{'s' if count != 1 else ''}"
    return f"{seconds} second{'s' if seconds != 1 else ''}"
