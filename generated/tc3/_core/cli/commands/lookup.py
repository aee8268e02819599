"""Parameters and models of an action by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from ..arguments.words import Parameter
from ..catalog import Version


def lookup_in(record: Mapping[str, Any]) -> Callable[[str], Parameter | None]:
    """A function that finds the parameters of an action by name or option."""
    members = {member["name"]: member for member in record.get("params", ())}
    options = {member["option"]: member for member in record.get("params", ())}

    def lookup(given: str) -> Parameter | None:
        member = members.get(given) or options.get(given)
        if member is None:
            return None
        kind = member["type"]
        return Parameter(member["name"], kind.startswith("list["), kind == "boolean")

    return lookup


def model_of(chosen: Version, prefix: str) -> Any:
    """The model of a request; only its module is loaded."""
    return getattr(import_module(f"{chosen.module}.models"), f"{prefix}Request")
