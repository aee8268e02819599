"""Rows of a page's tables to members: types, limits and remarks in descriptions."""

from __future__ import annotations

import re

from tc3gen.sources.pages.tables import Row
from tc3gen.sources.pages.vocabulary import Member
from tc3gen.spec.problems import Problems, shown
from tc3gen.spec.vocabulary import Bounds, TypeRef

_TYPES = {
    "String": "string",
    "Integer": "integer",
    "Int64": "integer",
    "Uint64": "integer",
    "Float": "float",
    "Double": "float",
    "Boolean": "boolean",
    "Bool": "boolean",
    "Binary": "bytes",
    "Date": "date",
    "Timestamp": "datetime",
    "Timestamp ISO8601": "datetime",
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,127}")
_NULL = re.compile(
    r"\s*(?:Note: ?)?[Tt]his (?:field|parameter) may return `?null`?[^.]{0,200}\.?"
)
_ABANDONED = re.compile(r"\(?(?:Abandoned|Disused|Deprecated|Discarded)\b", re.I)
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,12})"
_AT_MOST = r"(?:up to|at most|no more than|a maximum of|not exceed|within)"
_LENGTHS = (
    re.compile(rf"{_NUMBER} ?(?:to|-|\u2013) ?{_NUMBER} characters"),
    re.compile(rf"()\b{_AT_MOST} {_NUMBER} characters", re.I),
)
_RANGES = (
    re.compile(rf"[Vv]alue range: ?[\[(]?{_NUMBER} ?(?:,|to|-|\u2013) ?{_NUMBER}"),
    re.compile(rf"()[Mm]aximum(?: value)?(?: is|:) ?{_NUMBER}"),
)
_ITEMS = (re.compile(rf"()\b{_AT_MOST} {_NUMBER} (?:items|elements|entries)", re.I),)
_VALUE = re.compile(r"(?:^|(?<=[\s;,(`]))(\d{1,9}): ")


def member(row: Row, problems: Problems) -> Member | None:
    """The member that a row describes; None where it cannot be read, as reported."""
    cells = row.cells
    name = cells["name"]
    is_list = name.endswith(".N")
    name = name.removesuffix(".N")
    if not _NAME.fullmatch(name):
        problems.add(row.at, f"{shown(name)} cannot name a member")
        return None
    kind = type_of(cells["type"])
    if kind is None:
        problems.add(row.at, f"`{name}`: {shown(cells['type'])} is no type")
        return None
    if is_list and not kind.depth:
        message = f"`{name}.N` should be a list, but its type is {shown(cells['type'])}"
        problems.add(row.at, message)
    required = cells.get("required", "No").lower()
    if required not in ("yes", "no"):
        message = f"`{name}`: required is {shown(required)}, neither `Yes` nor `No`"
        problems.add(row.at, message)
        return None
    text = cells["description"]
    doc = _NULL.sub("", text).strip()
    return Member(
        name=name,
        type=kind,
        doc=doc,
        required=required == "yes",
        nullable=doc != text.strip(),
        abandoned=_ABANDONED.match(text) is not None,
        limits=_limits(kind, text),
        values=_values(text),
        at=row.at,
    )


def type_of(text: str) -> TypeRef | None:
    """The type that a page calls so, such as `Array of String`."""
    depth = 0
    while text.startswith("Array of "):
        text = text.removeprefix("Array of ")
        depth += 1
    name = _TYPES.get(text, text)
    return TypeRef(name, depth) if _NAME.fullmatch(name) and depth <= 8 else None


def _limits(kind: TypeRef, text: str) -> dict[str, Bounds]:
    """Limits that are stated so that they cannot be about anything else."""
    patterns: dict[str, tuple[re.Pattern[str], ...]] = {}
    if kind.depth:
        patterns["items"] = _ITEMS
    if not kind.depth and kind.name == "string":
        patterns["length"] = _LENGTHS
    if not kind.depth and kind.name in ("integer", "float"):
        patterns["range"] = _RANGES
    found: dict[str, Bounds] = {}
    for key, forms in patterns.items():
        for form in forms:
            if match := form.search(text):
                low, high = map(_number, match.groups())
                found[key] = (low, high)
                break
    return found


def _number(text: str) -> int | None:
    return int(text.replace(",", "")) if text else None


def _values(text: str) -> frozenset[str]:
    values = frozenset(_VALUE.findall(text))
    return values if len(values) > 1 else frozenset()
