"""The project's specs, read once for all tests of a process; nobody changes them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tc3gen.spec.reading.load import Specs, load_specs


@cache
def own_specs() -> Specs:
    return load_specs([Path(__file__).parents[1] / "spec"])
