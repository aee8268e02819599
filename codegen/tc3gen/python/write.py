"""A package on disk: made whole beside the old one, then swapped in with one step.

Files that stay the same are linked, so they keep their times. A run that is killed leaves
the old package or the new one, and what it left beside them is removed by the next run.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from attrs import frozen

from tc3gen.python import manifest
from tc3gen.python.manifest import Manifest

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_LEFT_OUT = "__pycache__"


class Refused(Exception):
    """The work cannot be done as asked; the message says why and what to do."""


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
    """What is to be done to make the package consist of these files.

    Raises:
        Refused: Something stands in the way that nobody would expect to be overwritten.
    """
    _check_places(package, files)
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
    if any(folder.exists() for folder in _beside(package)):
        with _locked(package):
            _recover(package)


def update(
    package: Path, files: Mapping[str, bytes], inputs: str, *, force: bool = False
) -> Changes:
    """Makes the package consist of the files given, and what else lies in its folder.

    Raises:
        Refused: A file to be overwritten was edited by hand, and `force` is not set.
    """
    with _locked(package):
        _recover(package)
        known = manifest.read(package)
        changes = compare(package, known, files)
        if changes.edited and not force:
            raise Refused(_edited(package, changes.edited))
        if changes or known.inputs != inputs:
            _replace(package, changes, files, inputs)
    return changes


def check_folder(folder: Path) -> None:
    """Refuses what is no folder, or leads elsewhere."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Refused(
            f"{folder} is not a folder of its own, so nothing is written there"
        )


def _check_places(package: Path, paths: Iterable[str]) -> None:
    for folder in sorted({f for path in paths for f in PurePosixPath(path).parents}):
        check_folder(package / folder)
    for path in paths:
        if (package / path).is_dir():
            raise Refused(f"{package / path} is a folder, but a file belongs there")


def _edited(package: Path, paths: Sequence[str]) -> str:
    shown = "".join(f"\n  {package / path}" for path in paths[:10])
    more = f"\n  and {len(paths) - 10} more" if len(paths) > 10 else ""
    return (
        "these files were not written by tc3gen, or were edited since; nothing was "
        f"changed (--force overwrites them):{shown}{more}"
    )


@contextmanager
def _locked(package: Path) -> Iterator[None]:
    """One run at a time; the system lets go of the folder of one that was killed."""
    package.parent.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl

    folder = os.open(package.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _recover(package: Path) -> None:
    old, new = _beside(package)
    if old.is_dir() and not package.exists():
        old.rename(package)
    for folder in (old, new):
        if folder.is_dir():
            shutil.rmtree(folder)


def _replace(
    package: Path, changes: Changes, files: Mapping[str, bytes], inputs: str
) -> None:
    old, new = _beside(package)
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
        (new / manifest.NAME).write_bytes(record.text().encode())
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
        inside = Path(where).relative_to(source)
        links = [name for name in folders if Path(where, name).is_symlink()]
        folders[:] = [n for n in folders if n != _LEFT_OUT and n not in links]
        for name in names + links:
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
