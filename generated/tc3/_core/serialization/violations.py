"""What breaks the spec, and how it is said."""

from __future__ import annotations

from typing import NoReturn


class Misfit(Exception):
    """A value that breaks the spec. The path grows while it rises through the model."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.path = ""

    def inside(self, step: str) -> None:
        dot = "." if self.path and self.path[0] != "[" else ""
        self.path = f"{step}{dot}{self.path}"


def fail(reason: str) -> NoReturn:
    raise Misfit(reason)


def check_bounds(
    value: float, low: float | None, high: float | None, unit: str
) -> None:
    """Raises `Misfit` for a value that is not within its limits, which are inclusive."""
    if low is not None and value < low:
        fail(f"{_amount(value, unit)}, but at least {low} needed")
    if high is not None and value > high:
        fail(f"{_amount(value, unit)}, but at most {high} allowed")


def what(value: object) -> str:
    """A value for a message. Only its type: the value may be a secret."""
    return "None" if value is None else type(value).__name__


def _amount(value: float, unit: str) -> str:
    try:
        return f"{value} {unit}".rstrip()
    except ValueError:  # Python writes no integer of thousands of digits
        return "a huge number"
