"""A page: its template, what is in it, and how that becomes a response."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any
from urllib.parse import quote

from aiohttp import web
from attrs import field, frozen
from jinja2 import Environment
from markupsafe import Markup, escape

from tc3gen.cloud.web import policies
from tc3gen.cloud.web.pages import page_environment
from tc3gen.docs.prose import Block, Inline, blocks, inlines
from tc3gen.explorer.catalog.entries import address, shorten_text
from tc3gen.reference.samples import plain

_SEAMS = re.compile(r"(?<=\.)|(?<=[a-z0-9])(?=[A-Z])")
"""Places where a long name may go on in the next line."""


@frozen
class Page:
    """The data of a view, and the template that shows it."""

    template: str
    title: str
    values: Mapping[str, Any] = field(factory=dict)
    status: int = 200
    wide: bool = False


@frozen
class Frame:
    """The frame around all pages."""

    root: str
    """The path of the Explorer, without a slash at the end."""
    cloud: str | None
    """The URL of the local cloud's pages, if it shows any."""
    mounted: bool
    """True if the Explorer is one of the local cloud's own pages."""
    said: Callable[[], str]
    """Tells where calls go."""

    @property
    def target(self) -> str:
        """The target of calls, in a sentence."""
        return self.said()


def page_response(page: Page, frame: Frame) -> web.Response:
    """The response that shows a page."""
    text = (
        _environment()
        .get_template(page.template)
        .render(**page.values, title=page.title, frame=frame, wide=page.wide)
    )
    return web.Response(
        body=text.encode("utf-8", "replace"),
        status=page.status,
        content_type="text/html",
        charset="utf-8",
        headers=policies.PAGE,
    )


def markdown(text: str) -> web.Response:
    """The response that is a page's Markdown."""
    return web.Response(
        body=text.encode("utf-8", "replace"),
        content_type="text/markdown",
        charset="utf-8",
        headers=policies.PAGE,
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = page_environment("tc3gen.explorer.web")
    environment.filters.update(
        prose=prose,
        line=line,
        brief=lambda text, most=220: shorten_text(text, most),
        segment=lambda text: quote(str(text), safe=""),
        pretty=lambda value: json.dumps(value, ensure_ascii=False, indent=2),
        data=data,
        number=lambda count: f"{count:,}",
        pairs=lambda items: list(pairwise(items)),
        plain=plain,
        breakable=lambda name: Markup("<wbr>").join(_SEAMS.split(name)),
    )
    environment.globals["address"] = address
    return environment


def prose(text: str, end: str = "") -> Markup:
    """Text of a spec as HTML: paragraphs, lists, code and links. All else is escaped.

    `end` is said behind the last paragraph.
    """
    made = Markup()
    found = [*blocks(text)]
    if end and found and found[-1].kind == "paragraph":
        (last,) = found[-1].lines
        said = (*last, Inline("text", " "), *inlines(end))
        found[-1] = Block("paragraph", (said,))
    elif end:
        found += blocks(end)
    for block in found:
        lines = [_join_pieces(each) for each in block.lines]
        if block.kind == "list":
            items = Markup().join(Markup("<li>{}</li>").format(each) for each in lines)
            made += Markup("<ul>{}</ul>").format(items)
        else:
            made += Markup("<p>{}</p>").format(lines[0])
    return made


def line(text: str) -> Markup:
    """Text of a spec as one line of HTML."""
    return _join_pieces(tuple(inlines(" ".join(text.split()))))


def _join_pieces(pieces: tuple[Inline, ...]) -> Markup:
    return Markup().join(_piece(each) for each in pieces)


def _piece(piece: Inline) -> Markup:
    if piece.kind == "code":
        return Markup("<code>{}</code>").format(piece.text)
    if piece.kind == "link":
        return Markup('<a href="{}" rel="noreferrer">{}</a>').format(
            piece.url, piece.text
        )
    return escape(piece.text)


def data(value: Any) -> Markup:
    """A value as JSON for a script element, which it cannot end."""
    text = json.dumps(value, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
