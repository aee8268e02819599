"""A result as rows and columns, for tables, CSV and text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ...narrowing import is_list, is_object
from .json_text import compact

VALUE = "Value"
"""The column of items that are not objects."""


def rows_of(value: Any) -> list[Any]:
    """The items to show: those of the only list of objects in a response, else itself."""
    if is_list(value):
        return value
    if is_object(value):
        lists = [v for v in value.values() if is_list(v) and v]
        objects = [v for v in lists if is_object(v[0])]
        if len(objects) == 1:
            found: list[Any] = objects[0]
            return found
        if len(lists) == 1 and not any(is_object(v) for v in value.values()):
            return list(lists[0])
    return [value]


def columns_of(rows: Iterable[Any], known: Sequence[str] = ()) -> list[str]:
    """The names of the columns, those that are known first."""
    found = dict.fromkeys(known)
    for row in rows:
        if is_object(row):
            found |= dict.fromkeys(row)
        else:
            found |= {VALUE: None}
    return [*found]


def cell(value: Any) -> str:
    """A value in a cell: a text as it is, what is nested as JSON, nothing for null."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return compact(value)


def cells_of(row: Any, columns: Sequence[str]) -> list[str]:
    """The cells of a row."""
    if is_object(row):
        return [cell(row.get(name)) for name in columns]
    return [cell(row) if name == VALUE else "" for name in columns]
