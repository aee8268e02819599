"""Constraints of a member in words."""

from __future__ import annotations

import re
from typing import Any

from tc3gen.spec.format.field_properties import constraints_of
from tc3gen.spec.format.properties import Property
from tc3gen.spec.model import Bounds, Field

_NOT_NEGATIVE = (0, None)
_PLURAL = re.compile(" (?:byte|character|day|hour|item|minute|month|second|time|year)s")


def bounds(field: Field) -> dict[str, Bounds]:
    """The limits of a member as numbers, by their kinds."""
    found = {row.name: value for row, value in constraints_of(field)}
    return {name: value for name, value in found.items() if isinstance(value, tuple)}


def limits(field: Field) -> str:
    """The limits of a member in words, as `1 to 100 characters.`"""
    sentences = []
    for row, value in constraints_of(field):
        if value != _NOT_NEGATIVE:  # nothing that a reader would not think
            sentences.append(constraint(row, value, field.unit or ""))
    if field.unit and field.range in (None, _NOT_NEGATIVE):
        sentences.append(f"In {field.unit}.")
    if field.default is not None:
        sentences.append(f"The service takes {_value_text(field.default)} if left out.")
    return " ".join(sentence for sentence in sentences if sentence)


def constraint(row: Property, value: Any, unit: str = "") -> str:
    """A sentence about a constraint; `unit` is that of the field."""
    assert row.constraint is not None
    if row.constraint.words:
        return row.constraint.words.format(_value_text(value))
    low, high = value
    return limit(low, high, row.constraint.unit or unit)


def limit(low: float | None, high: float | None, unit: str) -> str:
    """A sentence about a lower and an upper limit; empty where there is none."""
    unit = f" {unit}" if unit else ""
    if low is not None and high is not None:
        if low == high:
            return f"Exactly {_number(low)}{_unit_text(low, unit)}."
        if low == 0 and unit.strip() in ("items", "bytes", "characters"):
            return f"At most {_number(high)}{_unit_text(high, unit)}."
        return f"{_number(low)} to {_number(high)}{unit}."
    if high is not None:
        return f"At most {_number(high)}{_unit_text(high, unit)}."
    return f"At least {_number(low)}{_unit_text(low, unit)}." if low is not None else ""


def _unit_text(number: float, unit: str) -> str:
    """The unit behind a number: `1 item`, but `1 Mbps`."""
    return unit[:-1] if number == 1 and _PLURAL.fullmatch(unit) else unit


def _number(number: float) -> str:
    return f"{number:,}" if isinstance(number, int) else f"{number:,.10g}"


def _value_text(value: object) -> str:
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
