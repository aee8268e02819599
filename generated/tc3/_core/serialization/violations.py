"""Violations of the spec, and the words for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from ..errors import ValidationError


class Violation(Exception):
    """A value that breaks the spec. The path grows while it rises through the model."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.path = ""

    def inside(self, step: str) -> None:
        """Put a member or an index before the path."""
        dot = "." if self.path and self.path[0] != "[" else ""
        self.path = f"{step}{dot}{self.path}"

    def error_of(self, cls: Any) -> ValidationError:
        """The error for callers, of an instance of a model."""
        action = getattr(cls, "__action__", None)
        return ValidationError(self.path, self.reason, action and action.name)


def convert_each(convert: Callable[[Any], Any], values: Iterable[Any]) -> list[Any]:
    """Convert the items of a list; a `Violation` of one gets its index."""
    made: list[Any] = []
    try:
        for value in values:
            made.append(convert(value))
    except Violation as violation:
        violation.inside(f"[{len(made)}]")
        raise
    return made


def raise_violation(reason: str) -> NoReturn:
    """Raise `Violation`."""
    raise Violation(reason)


def check_bounds(
    value: float, low: float | None, high: float | None, unit: str
) -> None:
    """Raise `Violation` for a value that is not within its limits, which are inclusive."""
    if low is not None and value < low:
        raise_violation(f"{_amount(value, unit)}, but at least {low} needed")
    if high is not None and value > high:
        raise_violation(f"{_amount(value, unit)}, but at most {high} allowed")


def what(value: object) -> str:
    """A value for a message. Only its type: the value may be a secret."""
    return "None" if value is None else type(value).__name__


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """The known name that is nearest, for the end of a message; empty if none is near."""
    from difflib import get_close_matches

    by_lower = {each.lower(): each for each in known}
    near = get_close_matches(name.lower(), by_lower, 1)
    return f"; did you mean {by_lower[near[0]]}?" if near else ""


def _amount(value: float, unit: str) -> str:
    try:
        return f"{value} {unit[:-1] if value == 1 else unit}".rstrip()
    except ValueError:  # Python writes no integer of thousands of digits
        return "a huge number"
