"""A package on disk: made whole beside the old one, then swapped in with one step.

Files that stay the same are linked, so they keep their times. A run that is killed leaves
the old package or the new one, and what it left beside them is removed by the next run.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen

from tc3gen.python import manifest
from tc3gen.python.manifest import Manifest

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_LEFT_OUT = "__pycache__"


@frozen
class Changes:
    """What writing would do to the files of a package; paths as in the manifest."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Files that would be overwritten or removed, but were not written by tc3gen."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)


def is_current(package: Path, known: Manifest, inputs: str) -> bool:
    """Whether the package was made from these inputs and no file was touched since."""
    return known.inputs == inputs and all(
        manifest.digest_of(package / path) == expected
        for path, expected in known.files.items()
    )


def compare(package: Path, known: Manifest, files: Mapping[str, bytes]) -> Changes:
    """What is to be done to make the package consist of these files."""
    added, changed, removed, edited = [], [], [], []
    for path, content in sorted(files.items()):
        found = manifest.digest_of(package / path)
        if found is None:
            added.append(path)
        elif found != manifest.digest(content):
            changed.append(path)
            if found != known.files.get(path):
                edited.append(path)
    for path in sorted(set(known.files) - set(files)):
        found = manifest.digest_of(package / path)
        if found is not None:
            removed.append(path)
            if found != known.files[path]:
                edited.append(path)
    return Changes(tuple(added), tuple(changed), tuple(removed), tuple(edited))


def recover(package: Path) -> None:
    """Clears away what a killed run left behind."""
    old, new = _beside(package)
    if old.is_dir() and not package.exists():
        old.rename(package)
    for folder in (old, new):
        if folder.is_dir():
            shutil.rmtree(folder)


def replace(
    package: Path, changes: Changes, files: Mapping[str, bytes], inputs: str
) -> None:
    """Makes the package anew: the files given, and what else lies in its folder."""
    recover(package)
    old, new = _beside(package)
    package.parent.mkdir(parents=True, exist_ok=True)
    written = {*changes.added, *changes.changed}
    try:
        if package.is_dir():
            _link(package, new, leave={*written, *changes.removed, manifest.NAME})
        else:
            new.mkdir()
        for path in written:
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files[path])
        record = Manifest(inputs, {p: manifest.digest(c) for p, c in files.items()})
        (new / manifest.NAME).write_text(record.text(), encoding="utf-8")
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _swap(package, new, old)
    shutil.rmtree(old, ignore_errors=True)


def _beside(package: Path) -> tuple[Path, Path]:
    return (
        package.with_name(f".{package.name}.old"),
        package.with_name(f".{package.name}.new"),
    )


def _link(source: Path, target: Path, leave: set[str]) -> None:
    """A copy of a folder by links, without some files and without emptied folders."""
    for where, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if name != _LEFT_OUT)
        inside = Path(where).relative_to(source)
        for name in names:
            if (inside / name).as_posix() not in leave:
                (target / inside).mkdir(parents=True, exist_ok=True)
                _link_file(Path(where, name), target / inside / name)
    target.mkdir(exist_ok=True)


def _link_file(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # a file system without links
        shutil.copy2(source, target, follow_symlinks=False)


def _swap(package: Path, new: Path, old: Path) -> None:
    if not package.exists():
        new.rename(package)
    elif _exchange(new, package):
        new.rename(old)
    else:
        package.rename(old)
        new.rename(package)


def _exchange(one: Path, other: Path) -> bool:
    """Swaps two folders in one step, where the system can (Linux)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here = ctypes.c_int(_AT_FDCWD)
    flags = ctypes.c_uint(_RENAME_EXCHANGE)
    return bool(rename(here, os.fsencode(one), here, os.fsencode(other), flags) == 0)
