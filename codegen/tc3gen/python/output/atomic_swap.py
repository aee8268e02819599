"""Putting what was made aside in place of the old, with one step.

A run that is killed leaves the old package or the new one, and what it left beside them is
removed by the next run.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tc3gen.python.output import staging
from tc3gen.python.output.refused import OutputRefused
from tc3gen.util.folder_lock import only_one

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def package_lock(package: Path) -> Iterator[None]:
    """One run at a time; what a killed one left behind is cleared away."""
    missing = [folder for folder in package.parents if not folder.exists()]
    package.parent.mkdir(parents=True, exist_ok=True)
    try:
        with only_one(package.parent):
            _recover(package)
            yield
    finally:
        with suppress(OSError):  # something was made in them
            for folder in missing:
                folder.rmdir()


@contextmanager
def aside(package: Path) -> Iterator[Path]:
    """A new folder beside a package, which is locked, to make things in."""
    folder = _beside(package, "new")
    try:
        folder.mkdir()
        yield folder
    finally:
        for left in (folder, _beside(package, "part")):
            shutil.rmtree(left, ignore_errors=True)


def put_in_place(
    package: Path, folder: Path, made: Iterable[str], kept: Iterable[str]
) -> None:
    """Put the parts made in `folder` into a package, beside the parts that are kept.

    One service alone is swapped as a folder of its own, however large the rest is.
    """
    made = list(made)
    alone = len(made) == 1 and made != [staging.ROOT] and package.is_dir()
    if alone and (folder / made[0]).is_dir():
        old = _beside(package, "part") / made[0]
        _swap_folder(package / made[0], folder / made[0], old)
    else:
        for part in kept:
            staging.keep_part(package, folder, part)
        _swap_folder(package, folder, _beside(package, "old"))


def _beside(package: Path, name: str) -> Path:
    return package.with_name(f".{package.name}.{name}")


def _recover(package: Path) -> None:
    for name in ("new", "old", "part"):
        _check_left(_beside(package, name))
    old, part = _beside(package, "old"), _beside(package, "part")
    if old.is_dir() and not package.exists():
        old.rename(package)
    if part.is_dir() and package.is_dir():
        for folder in part.iterdir():
            if not (package / folder.name).exists():
                folder.rename(package / folder.name)
    for folder in (old, part, _beside(package, "new")):
        if folder.is_dir():
            shutil.rmtree(folder)


def _check_left(folder: Path) -> None:
    """Refuse what a killed run cannot have left behind: its folder may lead elsewhere."""
    if os.path.lexists(folder) and (folder.is_symlink() or not folder.is_dir()):
        raise OutputRefused(
            f"{folder} is not a folder that tc3gen has left behind: remove it, since "
            "a run makes things there"
        )


def _swap_folder(place: Path, new: Path, old: Path) -> None:
    """Put a folder in place of another; `old` is where that may lie for a moment."""
    if not place.exists():
        new.rename(place)
    elif not _exchange_folders(new, place):
        old.parent.mkdir(exist_ok=True)
        place.rename(old)
        new.rename(place)
        shutil.rmtree(old, ignore_errors=True)


def _exchange_folders(one: Path, other: Path) -> bool:
    """Swap two folders in one step, where the system can (Linux)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here = ctypes.c_int(_AT_FDCWD)
    flags = ctypes.c_uint(_RENAME_EXCHANGE)
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), flags) == 0)
