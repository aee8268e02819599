"""Sources and requirements of a vendored package, as its manifest records them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tc3gen.python.vendoring.make import Options
from tc3gen.spec.reading.files import shipped_specs

LIBRARIES = ("aiohttp>=3.13.3,<4", "attrs>=23.2", "h11>=0.16,<1")
"""The libraries of the runtime with their lowest versions, as the whole package needs them."""

_CLIENTS = {"aiohttp": "aio", "h11": "client"}
"""The libraries that only one client needs."""
_SHIPPED = "tc3gen:"
"""Begins the names of specs that come with tc3gen."""


def plain(specs: Sequence[Path], package: Path, options: Options) -> dict[str, Any]:
    """The specs, by paths that go out from the package, and the libraries."""
    return {
        "specs": [_name(path, package) for path in specs],
        "requires": [
            library
            for library in LIBRARIES
            if _CLIENTS.get(library.partition(">")[0]) in (None, *options.clients)
        ],
    }


def specs_of(known: Mapping[str, Any], package: Path) -> tuple[Path, ...]:
    """The specs that a manifest names; those that come with tc3gen where it names none.

    Raises:
        ValueError: One is not there, or the manifest is damaged.
    """
    names = known.get("specs", [_SHIPPED])
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        raise ValueError("its specs are not a list of paths")
    found = tuple(_path(name, package) for name in names)
    for path in found:
        if not path.exists():
            raise ValueError(
                f"the spec {path} is not there; name its specs, see --help"
            )
    return found


def _name(path: Path, package: Path) -> str:
    path = path.resolve()
    shipped = shipped_specs().resolve()
    if path.is_relative_to(shipped):
        return f"{_SHIPPED}{path.relative_to(shipped).as_posix()}".removesuffix(".")
    try:
        return Path(os.path.relpath(path, package.resolve())).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def _path(name: str, package: Path) -> Path:
    if name.startswith(_SHIPPED):
        return shipped_specs() / name.removeprefix(_SHIPPED)
    return Path(os.path.normpath(package.resolve() / name))
