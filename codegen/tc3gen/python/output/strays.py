"""Files in a generated folder that nobody generated, and that Python would load."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

_LOADED = (
    ".dll",
    ".dylib",
    ".pyc",
    ".pyd",
    ".pyi",
    ".pyo",
    ".pyw",
    ".so",
    ".py",
    *EXTENSION_SUFFIXES,
)
_CACHE = "__pycache__"
_UNCHECKED = (0b01).to_bytes(4, "little")
"""Flags of a compiled module that Python runs without a look at its source (PEP 552)."""


def find_strays(
    folder: Path, made: Collection[str], apart: Collection[str] = ()
) -> Iterator[str]:
    """Find what could be imported from a folder although it was not generated.

    A package `client/` beside `client.py` would be loaded in its place. Links count, as
    they may lead to such files; notes and data do not. `made` are the paths of generated
    files, `apart` the names of folders to pass over. Paths are relative to the folder.
    """
    for where, folders, names in os.walk(folder):
        inside = Path(where).relative_to(folder)
        if inside == Path():
            folders[:] = [name for name in folders if name not in apart]
        for name in sorted(folders + names):
            path = Path(where, name)
            relative = (inside / name).as_posix()
            if relative not in made and (path.is_symlink() or _is_loaded(path)):
                yield relative


def _is_loaded(path: Path) -> bool:
    if not path.name.lower().endswith(_LOADED) or path.is_dir():
        return False
    if path.parent.name != _CACHE or path.suffix != ".pyc":
        return True
    return path.is_file() and _flags(path) == _UNCHECKED


def _flags(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)[4:]
