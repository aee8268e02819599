"""Rows of a page's tables to members: types, limits and remarks in descriptions."""

from __future__ import annotations

import json
import re
from typing import Any

from tc3gen.sources.doc_pages.tables import Row
from tc3gen.sources.doc_pages.vocabulary import MemberRow
from tc3gen.spec.model import Bounds, TypeRef
from tc3gen.spec.problems import Problems, value_text

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
_PLAIN = {"string": str, "integer": int, "boolean": bool}
"""Types whose values a description may end with, and how JSON has them."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,127}")
_REQUIRED = {"yes": True, "no": False, "是": True, "否": False}
_NULL = re.compile(
    r"\s*注意?[：:]\s*此字段可能返回\s*`?null`?\s*[，,]\s*表示取不到有效值。?|"
    r"\s*(?:Note: ?)?[Tt]his (?:field|parameter) may return `?null`?[^.]{0,200}\.?"
)
_ABANDONED = re.compile(
    r"\(?(?:(?:Abandoned|Disused|Deprecated|Discarded)\b|已?废弃|已弃用)", re.I
)
_NUMBER = r"(\d{1,3}(?:,\d{3})+|\d{1,12})"
_AT_MOST = r"(?:up to|at most|no more than|a maximum of|not exceed|within)"
_LENGTHS = (
    re.compile(rf"{_NUMBER} ?(?:to|-|\u2013) ?{_NUMBER} characters"),
    re.compile(rf"()\b{_AT_MOST} {_NUMBER} characters", re.I),
    re.compile(rf"()(?:不超过|最多) ?{_NUMBER} ?个?字符"),
)
_SIZES = (
    re.compile(rf"()\b{_AT_MOST} {_NUMBER} bytes", re.I),
    re.compile(rf"()不超过 ?{_NUMBER} ?个?字节"),
)
_SIZES_BELOW = re.compile(
    rf"(?:\bless than {_NUMBER} bytes|小于 ?{_NUMBER} ?个?字节)", re.I
)
_RANGES = (
    re.compile(rf"[Vv]alue range: ?[\[(]?{_NUMBER} ?(?:,|to|-|\u2013) ?{_NUMBER}"),
    re.compile(rf"()[Mm]aximum(?: value)?(?: is|:) ?{_NUMBER}"),
    re.compile(rf"取值范围[:：] ?[\[(（]?{_NUMBER} ?[,，至~-] ?{_NUMBER}"),
    re.compile(rf"()(?:最大值|最大)(?:为|[:：]) ?{_NUMBER}|()最多 ?{_NUMBER} ?条"),
)
_ITEMS = (
    re.compile(
        rf"()\b{_AT_MOST} {_NUMBER} (?:items|elements|entries|(?:mobile|phone) numbers)",
        re.I,
    ),
    re.compile(rf"()(?:最多|不超过)(?:支持|传入|不要?超过)? ?{_NUMBER} ?个"),
)
_VALUE = re.compile(r"(?:^|(?<=[\s;,(`\uff1b，。（]))(\d{1,9})(?:: |：)")
_EXAMPLE = re.compile(r"\s*(?:示例值[:：]|Example value:)\s*(\S.{0,2000})\Z", re.S)


def member(row: Row, problems: Problems) -> MemberRow | None:
    """The member that a row describes; None where it cannot be read, as reported."""
    cells = row.cells
    name = cells["name"]
    is_list = name.endswith(".N")
    name = name.removesuffix(".N")
    if not _NAME.fullmatch(name):
        problems.add(row.at, f"{value_text(name)} cannot name a member")
        return None
    kind = type_of(cells["type"])
    if kind is None:
        problems.add(row.at, f"`{name}`: {value_text(cells['type'])} is no type")
        return None
    if is_list and not kind.depth:
        message = (
            f"`{name}.N` should be a list, but its type is {value_text(cells['type'])}"
        )
        problems.add(row.at, message)
    required = _REQUIRED.get(cells.get("required", "No").lower())
    if required is None:
        said = value_text(cells["required"])
        message = f"`{name}`: required is {said}, neither `Yes` nor `No`"
        problems.add(row.at, message)
        return None
    text = cells["description"]
    shown_value = _EXAMPLE.search(text)
    said_text = text[: shown_value.start()] if shown_value else text
    doc = _NULL.sub("", said_text).strip()
    return MemberRow(
        name=name,
        type=kind,
        doc=doc,
        required=required,
        nullable=doc != said_text.strip(),
        abandoned=_ABANDONED.match(text) is not None,
        limits=_limits(kind, said_text),
        values=_values(said_text),
        example=_example(kind, shown_value[1]) if shown_value else None,
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
        patterns["length"], patterns["size"] = _LENGTHS, _SIZES
    if not kind.depth and kind.name in ("integer", "float"):
        patterns["range"] = _RANGES
    found: dict[str, Bounds] = {}
    for key, forms in patterns.items():
        for form in forms:
            if match := form.search(text):
                low, high = map(_number, _pair(match))
                found[key] = (low, high)
                break
    if "size" in patterns and (below := _SIZES_BELOW.search(text)):
        found["size"] = (None, int((below[1] or below[2]).replace(",", "")) - 1)
    return found


def _example(kind: TypeRef, text: str) -> Any:
    """The value that a description ends with; None if it is not one of the type."""
    text = text.strip().rstrip("。")
    if not kind.depth and kind.name == "string":
        return text
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    values = value if kind.depth == 1 and isinstance(value, list) else [value]
    wanted = _PLAIN.get(kind.name)
    fits = kind.depth <= 1 and (kind.depth == 1) == isinstance(value, list)
    return value if fits and all(type(each) is wanted for each in values) else None


def _pair(match: re.Match[str]) -> tuple[str, str]:
    """The two numbers of whichever way of saying it was found."""
    low, high = [group for group in match.groups() if group is not None]
    return low, high


def _number(text: str) -> int | None:
    return int(text.replace(",", "")) if text else None


def _values(text: str) -> frozenset[str]:
    values = frozenset(_VALUE.findall(text))
    return values if len(values) > 1 else frozenset()
