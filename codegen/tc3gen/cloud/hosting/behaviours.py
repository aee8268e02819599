"""Behaviours that are named as `module:Class`, on the command line or in a configuration."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tc3gen.cloud.backend import Behaviour, Key


def load_behaviours(names: Iterable[str], folder: Path) -> dict[Key, Behaviour]:
    """An object of each class, by the service that its `service` and `version` name.

    Args:
        names: `module:Class`, each.
        folder: where modules are looked for first.

    Raises:
        ValueError: one cannot be had; the message says which, and why.
    """
    found: dict[Key, Behaviour] = {}
    for name in names:
        with _importing_from(folder):
            kind = _class_of(name)
        service = getattr(kind, "service", None)
        version = getattr(kind, "version", None)
        if not (isinstance(service, str) and isinstance(version, str)):
            raise ValueError(
                f"{name} must say what it is for, such as "
                '`service = "demo"` and `version = "2026-01-01"`'
            )
        key = (service, version)
        if key in found:
            raise ValueError(f"{name} is the second behaviour of {' '.join(key)}")
        try:
            found[key] = kind()
        except Exception as error:
            raise ValueError(f"{name}() failed: {_error_text(error)}") from error
    return found


def _class_of(name: str) -> Any:
    module, colon, attribute = name.partition(":")
    if not (module and colon and attribute):
        raise ValueError(f"{name!r} is not like module:Class")
    try:
        found = getattr(import_module(module), attribute, None)
    except Exception as error:  # whatever a user's module does
        raise ValueError(
            f"{module} cannot be imported: {_error_text(error)}"
        ) from error
    if not isinstance(found, type):
        raise ValueError(f"{module} has no class {attribute}")
    return found


@contextmanager
def _importing_from(folder: Path) -> Iterator[None]:
    """Look for modules in a folder first, as `python -m` does in the current one."""
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))


def _error_text(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"
