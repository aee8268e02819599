"""The checks of values against the constraints of a field, one for each."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator
from typing import Any

from tc3gen.spec.format.field_properties import constraints_of
from tc3gen.spec.model import Bounds, Field
from tc3gen.spec.problems import value_text

Check = Callable[[Field, Any, Any, bool], str | None]
"""Takes a field, the value of its constraint, a value to check, and True for a file (whose
base64 stands for bytes). It returns the end of a sentence, or None if the value fits."""


def broken_constraints(
    field: Field, value: Any, *, lists: bool = False, is_file: bool = False
) -> Iterator[tuple[str, str]]:
    """The key of each constraint that a value breaks, and a message.

    Args:
        field: The field with its constraints.
        value: A list if `lists`, else a scalar of the right type.
        lists: Check the constraints of lists instead of those of scalars.
        is_file: The value is base64 that stands for the bytes of a file.
    """
    for row, limit in constraints_of(field):
        if ("list" in row.types) is lists:
            message = CHECKS[row.name](field, limit, value, is_file)
            if message is not None:
                yield row.name, message


def _length(field: Field, limit: Bounds, value: Any, is_file: bool) -> str | None:
    if not isinstance(value, str):
        return None
    return _count(len(value), limit, "characters")


def _size(field: Field, limit: Bounds, value: Any, is_file: bool) -> str | None:
    if not isinstance(value, str):
        return None
    content = b64decode(value) if is_file else value.encode("utf-8", "surrogatepass")
    return _count(len(content), limit, "bytes")


def _items(field: Field, limit: Bounds, value: Any, is_file: bool) -> str | None:
    return _count(len(value), limit, "items")


def _range(field: Field, limit: Bounds, value: Any, is_file: bool) -> str | None:
    if isinstance(value, str) or not is_outside(value, limit):
        return None
    number = "the number" if field.sensitive else value_text(value)
    return f"is {number}, not {_range_text(limit)}"


CHECKS: dict[str, Check] = {
    "length": _length,
    "size": _size,
    "items": _items,
    "range": _range,
}
"""The check of each constraint in the table of a field's properties."""


def _count(number: int, limit: Bounds, unit: str) -> str | None:
    if not is_outside(number, limit):
        return None
    return f"has {number} {unit}, not {_range_text(limit)}"


def is_outside(number: float, bounds: Bounds) -> bool:
    """True if a number is below the lower or above the upper limit."""
    low, high = bounds
    return (low is not None and number < low) or (high is not None and number > high)


def _range_text(bounds: Bounds) -> str:
    low, high = bounds
    if low == high:
        return f"exactly {low}"
    if low is None:
        return f"at most {high}"
    return f"at least {low}" if high is None else f"from {low} to {high}"
