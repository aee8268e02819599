"""The generated client of a service, for what has a method of its own."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from ..catalog import Version


def client_class(chosen: Version) -> Any:
    """The synchronous client class of a service version."""
    module = import_module(f"{chosen.module}.client")
    for value in vars(module).values():
        if isinstance(value, type) and value.__module__ == module.__name__:
            return value
    raise LookupError(f"{module.__name__} has no client")
