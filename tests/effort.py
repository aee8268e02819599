"""How much a test tries: enough to notice a mistake by day, ten times as much by night."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

import pytest

BY_NIGHT = os.environ.get("TC3_TESTS") == "nightly"
"""Set by `make test-nightly`, which runs what is marked `thorough` once more."""


def many(by_night: int, *, by_day: int | None = None) -> int:
    """The number of examples; by day a tenth of it unless told otherwise."""
    if BY_NIGHT:
        return by_night
    return by_night // 10 if by_day is None else by_day


def by_night(*values: Any, name: str | None = None) -> Any:
    """A case of a test that only the night tries, as others like it are tried by day."""
    return pytest.param(*values, id=name, marks=pytest.mark.nightly)


def each_nth(values: Iterable[Any], step: int) -> list[Any]:
    """Cases of a test: each n-th is tried by day, and the others by night."""
    return [
        by_night(value) if number % step else value
        for number, value in enumerate(values)
    ]
