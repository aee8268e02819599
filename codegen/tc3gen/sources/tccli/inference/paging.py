"""Paging of actions, where their members and descriptions leave no doubt.

An offset that is described as the number of a page, a page number that may count from 0, and
a position without a total (a page cut short would look like the last one) are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from tc3gen.sources.tccli.reading.definitions import DefinitionMember, Object

_OFFSETS = ("Offset",)
_LIMITS = ("Limit",)
_PAGES = ("PageNumber", "Page", "PageNum", "PageNo", "CurrentPage", "PageIndex")
_SIZES = ("PageSize", "Limit")
_TOTALS = (
    "TotalCount",
    "Total",
    "TotalNum",
    "TotalNumber",
    "TotalCnt",
    "TotalSize",
    "TotalRecord",
    "TotalRecords",
    "RecordCount",
)
_TOKENS = {
    "NextToken": ("NextToken",),
    "PageToken": ("NextPageToken",),
    "ContinuationToken": ("NextContinuationToken",),
    "Cursor": ("NextCursor",),
    "Marker": ("NextMarker",),
    "ScrollToken": ("ScrollToken",),
    "Context": ("Context",),
}
_TOKEN_LIMITS = ("MaxResults", "Limit", "PageSize", "MaxItems", "Count")
# A response that says in another way that it was the last: its token may not be empty then.
_ENDS = frozenset(
    [
        "ListOver",
        "HasMore",
        "HasNext",
        "IsTruncated",
        "Truncated",
        "IsEnd",
        "Finished",
        "IsOver",
    ]
)

_A_PAGE = re.compile(
    r"页码|页数|页号|第几页|第[0-9一N]页|当前页|页的序号|page (?:number|no|index)|PageNo",
    re.I,
)
_FROM_0 = re.compile(
    r"从\s*0|0\s*开始|起始.{0,4}0|默认\D{0,4}0|首页\D{0,3}0|start\w* (?:from|at) 0"
)
_FROM_1 = re.compile(
    r"从\s*1|1\s*开始|起始.{0,4}1|默认\D{0,4}1(?!\d)|首页\D{0,3}1|start\w* (?:from|at) 1"
)
_HIGHEST = re.compile(
    r"(?:最大(?:值|支持|限制|可)?\s*(?:为|是|：|:)?|不(?:能)?(?:超过|大于)|上限(?:值)?\s*(?:为|是|：|:)?|"
    r"最多(?:支持|返回)?|取值范围\s*(?:为|是|：|:)?\s*[\[(【]?\s*[01]\s*[,，\-~～至到]\s*|max(?:imum)?[^0-9]{0,12})"
    r"\s*([0-9]{1,6})(?![0-9.])",
    re.I,
)
_DEFAULT = re.compile(
    r"(?:默认(?:值|返回)?\s*(?:为|是|：|:)?|default[^0-9]{0,8})\s*([0-9]{1,5})(?![0-9.])",
    re.I,
)

Found = dict[str, Any]


def pages(
    parameters: Object, response: Object, objects: Mapping[str, Object]
) -> Found | None:
    """The `pages` of an action, or None."""
    given = {m.name: m for m in parameters.members if not m.disabled}
    place = _items(response, objects)
    if place is None:
        return None
    path, around = place
    total = _total(around, path) or _total(response, "")
    for way in (_by_offset(given), _by_page(given)):
        if way is not None:
            return {**way, "total": total, "items": path} if total else None
    return _by_token(given, response, path, total)


def limits(text: str, low: int | None = None) -> Found:
    """The highest and the usual size of a page that a description, as text, states.

    `low` is the lower limit that is known already.
    """
    highest = set(_HIGHEST.findall(text))
    usual = set(_DEFAULT.findall(text))
    found: Found = {}
    high = int(highest.pop()) if len(highest) == 1 else 0
    if (
        len(usual) == 1
        and (default := int(usual.pop())) > 0
        and (not high or default <= high)
    ):
        found["default"] = default
    if high > 0:
        found["range"] = [low, high]
    return found


def _by_offset(given: Mapping[str, DefinitionMember]) -> Found | None:
    offset = _first(given, _OFFSETS, ("integer", "string"))
    limit = _first(given, _LIMITS, ("integer", "string"))
    if offset is None or limit is None:
        return None
    if _A_PAGE.search(offset.document) or _FROM_1.search(offset.document):
        return None
    return {"offset": offset.name, "limit": limit.name}


def _by_page(given: Mapping[str, DefinitionMember]) -> Found | None:
    page = _first(given, _PAGES, ("integer",))
    size = _first(given, _SIZES, ("integer",))
    if page is None or size is None or _FROM_0.search(page.document):
        return None
    if page.name == "PageIndex" and not _FROM_1.search(page.document):
        return None
    return {"page": page.name, "size": size.name}


def _by_token(
    given: Mapping[str, DefinitionMember],
    response: Object,
    items: str,
    total: str | None,
) -> Found | None:
    returned = {member.name: member for member in response.members}
    if returned.keys() & _ENDS:
        return None
    for token, nexts in _TOKENS.items():
        following = _first(returned, nexts, ("string",))
        if following is None or _first(given, (token,), ("string",)) is None:
            continue
        found = {"token": token, "next": following.name, "items": items}
        limit = _first(given, _TOKEN_LIMITS, ("integer",))
        if limit is not None:
            found["limit"] = limit.name
        if total is not None:
            found["total"] = total
        return found
    return None


def _items(
    response: Object, objects: Mapping[str, Object]
) -> tuple[str, Object] | None:
    """The only list of a response, at the top or one object down, and what it lies in."""
    members = [member for member in response.members if not member.disabled]
    lists = [member for member in members if member.is_list]
    if lists:
        return (lists[0].name, response) if len(lists) == 1 else None
    found = []
    for member in members:
        inner = objects.get(member.type)
        for below in inner.members if inner else ():
            if below.is_list and inner:
                found.append((f"{member.name}.{below.name}", inner))
    return found[0] if len(found) == 1 else None


def _total(owner: Object, path: str) -> str | None:
    """The member that counts all items."""
    total = _first({m.name: m for m in owner.members}, _TOTALS, ("integer",))
    if total is None:
        return None
    above = path.rpartition(".")[0]
    return f"{above}.{total.name}" if above else total.name


def _first(
    members: Mapping[str, DefinitionMember],
    names: Iterable[str],
    kinds: tuple[str, ...],
) -> DefinitionMember | None:
    """The first of some members that there is, if it is of the right kind."""
    found = next((members[name] for name in names if name in members), None)
    return found if found and not found.is_list and found.type in kinds else None
