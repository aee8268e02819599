"""Closed sets of values that a description lists in one of two fixed forms.

Those forms are written by the provider's own tool: a list under the words for 'enum values',
and a table of names, values and meanings. Lists in running text are often not complete, so
nothing is inferred from them; nor from values without a name that Python could use.
"""

from __future__ import annotations

import html
import re
from typing import Any

from tc3gen.sources.tccli.reading.html import one_line

_LIST = re.compile(
    r"<p>枚举值[：:]</p>\s*<ul>((?:<li>[^<>]{1,300}</li>\s*){2,100})</ul>"
)
_ITEM = re.compile(r"<li>([^<>]{1,300})</li>")
_TABLE = re.compile(
    r"<tr><td>枚举项</td><td>枚举值</td><td>描述</td></tr>"
    r"((?:<tr>(?:<td>[^<>]{0,300}</td>){3}</tr>){2,100})"
)
_ROW = re.compile(r"<tr><td>([^<>]*)</td><td>([^<>]*)</td><td>([^<>]*)</td></tr>")
_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[_-][A-Za-z0-9]+)*")
_MEMBER = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,9})")
_EDGE = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=[a-z])(?=[A-Z])")
_MORE = re.compile("等(?:等|[。）)]|$)|例如|比如|自定义|其他|其它|\\.\\.\\.|…")

Members = dict[str, Any]


def members(document: str, kind: str) -> Members | None:
    """The members of the enum that a description lists, or None."""
    if "枚举" not in document:
        return None
    text = document.replace("\n", "")
    found = None
    if kind == "string" and (match := _LIST.search(text)):
        found = _listed_members(match[1])
    if (
        found is None
        and kind in ("string", "integer")
        and (match := _TABLE.search(text))
    ):
        found = _table_members(match[1], kind)
    return found if found and len(found) > 1 else None


def _listed_members(items: str) -> Members | None:
    """Members of a list of `value： meaning`; the values name themselves."""
    found: Members = {}
    for item in _ITEM.findall(items):
        value, colon, meaning = html.unescape(item).partition("：")
        value = value.strip()
        if not colon or not _TOKEN.fullmatch(value) or _MORE.search(meaning):
            return None
        name = "_".join(_EDGE.sub("_", value).replace("-", "_").upper().split("_"))
        if not _add_member(found, name, value, meaning):
            return None
    return found


def _table_members(rows: str, kind: str) -> Members | None:
    """Members of a table of names, values and meanings."""
    found: Members = {}
    for name, value, meaning in _ROW.findall(rows):
        name, text = name.strip(), html.unescape(value).strip()
        if kind == "integer" and not _INTEGER.fullmatch(text):
            return None
        sent = int(text) if kind == "integer" else text
        if not text or not _add_member(found, name, sent, html.unescape(meaning)):
            return None
    return found


def _add_member(found: Members, name: str, value: str | int, meaning: str) -> bool:
    """Add a member; False where it cannot be one."""
    if not _MEMBER.fullmatch(name) or name in found:
        return False
    doc = one_line(meaning)
    found[name] = {"value": value, "doc": doc} if doc and doc != value else value
    return True
