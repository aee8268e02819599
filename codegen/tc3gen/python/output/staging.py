"""The files of a package on disk, part by part: what is to be done, and doing it aside.

A part is the folder of a service, such as `ses`, or, under the empty name, what else lies in
the package. A part is made whole in a folder beside the package; `atomic_swap` puts it in place.
Files that stay the same are linked, so they keep their times.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from attrs import frozen

from tc3gen.python.output import manifest
from tc3gen.python.output.manifest import Manifest
from tc3gen.python.output.refused import OutputRefused
from tc3gen.python.output.regular_files import check_place
from tc3gen.python.output.strays import find_strays
from tc3gen.util.safe_files import write_new

ROOT = ""
"""The part that is not the folder of a service."""

_LEFT_OUT = "__pycache__"


@frozen
class Changes:
    """Changes to the files of a package; paths from the package's folder."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    """Files that would be overwritten or removed, but were not written by tc3gen."""
    stray: tuple[str, ...] = ()
    """Files that Python would load, but that are not generated; only a check finds them."""

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.stray)

    def __add__(self, other: Changes) -> Changes:
        return Changes(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.edited + other.edited,
            self.stray + other.stray,
        )

    def sorted(self) -> Changes:
        return Changes(
            tuple(sorted(self.added)),
            tuple(sorted(self.changed)),
            tuple(sorted(self.removed)),
            tuple(sorted(self.edited)),
            tuple(sorted(self.stray)),
        )


def parts(package: Path) -> list[str]:
    """The services' folders that a package has, as far as they were generated."""
    try:
        with os.scandir(package) as entries:
            return sorted(
                entry.name
                for entry in entries
                if entry.is_dir(follow_symlinks=False)
                and os.path.isfile(os.path.join(entry.path, manifest.NAME))
            )
    except OSError:
        return []


def is_current(folder: Path, known: Manifest, inputs: str) -> bool:
    """True if a part was made from these inputs and no file was touched since.

    The manifest is written last: only files that are not older than it are read. It is
    taken at its word, so this is not for checking.
    """
    if known.inputs != inputs or not known.files:
        return False
    try:
        written = os.stat(folder / manifest.NAME).st_mtime_ns
        for path, expected in known.files.items():
            file = os.path.join(folder, path)
            found = os.lstat(file)
            if not stat.S_ISREG(found.st_mode):
                return False
            touched = found.st_mtime_ns >= written
            if touched and manifest.digest_of(Path(file)) != expected:
                return False
    except (OSError, ValueError):
        return False
    return True


def compare_part(package: Path, part: str, files: Mapping[str, bytes]) -> Changes:
    """Find what is to be done to make a part consist of these files.

    Raises:
        OutputRefused: Something stands in the way that nobody would expect to be overwritten.
    """
    folder = package / part
    known = manifest.read_manifest(folder)
    _check_places(package, folder, files)
    added, changed, removed, edited = [], [], [], []
    for path, content in sorted(files.items()):
        found = manifest.digest_of(folder / path)
        if found is None:
            added.append(path)
        elif found != manifest.digest(content):
            changed.append(path)
            if found != known.files.get(path):
                edited.append(path)
    others = parts(package) if part == ROOT else []
    for path in sorted(set(known.files) - set(files)):
        if path.partition("/")[0] in others:
            continue
        found = manifest.digest_of(folder / path)
        if found is not None:
            removed.append(path)
            if found != known.files[path]:
                edited.append(path)
    return _in_part(part, added, changed, removed, edited)


def check_part(package: Path, part: str, files: Mapping[str, bytes]) -> Changes:
    """Compare a part with what it should be: contents, the manifest, and nothing else.

    Raises:
        OutputRefused: As `compare` does.
    """
    folder = package / part
    changes = compare_part(package, part, files)
    known = manifest.read_manifest(folder).files
    if files and not changes and known != _digests(files):
        return _in_part(part, [], [manifest.NAME])
    apart = parts(package) if part == ROOT else ()
    strays = find_strays(folder, {*files, *known}, apart)
    return changes + _in_part(part, [], [], [], [], [*strays])


def strays_of(package: Path) -> list[str]:
    """Files that Python would load from a package, but that no manifest in it lists."""
    services = parts(package)
    found = []
    for part in (ROOT, *services):
        known = manifest.read_manifest(package / part).files
        apart = services if part == ROOT else ()
        strays = find_strays(package / part, known, apart)
        found += [f"{part}/{path}" if part else path for path in strays]
    return sorted(found)


def _in_part(part: str, *groups: Iterable[str]) -> Changes:
    before = f"{part}/" if part else ""
    return Changes(*(tuple(before + path for path in paths) for paths in groups))


def _digests(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: manifest.digest(content) for path, content in files.items()}


def stage_part(
    package: Path,
    aside: Path,
    part: str,
    files: Mapping[str, bytes],
    record: Manifest,
) -> Changes:
    """Make a part in the folder `aside`, with what else lies in its folder.

    `record` says what it is made from; its digests are filled in. Without files the part
    goes, and only what is not of tc3gen stays.

    Raises:
        OutputRefused: As `compare` does.
    """
    changes = compare_part(package, part, files)
    cut = len(part) + 1 if part else 0
    written = [path[cut:] for path in (*changes.added, *changes.changed)]
    removed = [path[cut:] for path in changes.removed]
    keep_part(package, aside, part, leave={*written, *removed, manifest.NAME})
    for path in written:
        write_new(aside / part / path, files[path])
    if files:
        made = Manifest(record.inputs, _digests(files), record.options)
        write_new(aside / part / manifest.NAME, made.text().encode())
    return changes


def keep_part(package: Path, aside: Path, part: str, leave: Iterable[str] = ()) -> None:
    """Link the files of a part into the folder `aside`, without some of them."""
    apart = set(parts(package)) if part == ROOT else set()
    leave = set(leave)
    for where, folders, names in os.walk(package / part):
        inside = Path(where).relative_to(package / part)
        if inside == Path():
            folders[:] = [name for name in folders if name not in apart]
        links = [name for name in folders if Path(where, name).is_symlink()]
        folders[:] = [n for n in folders if n != _LEFT_OUT and n not in links]
        kept = [n for n in names + links if (inside / n).as_posix() not in leave]
        if kept:
            target = aside / part / inside
            target.mkdir(parents=True, exist_ok=True)
            for name in kept:
                _link(os.path.join(where, name), os.path.join(target, name))


def check_folder(folder: Path) -> None:
    """Refuse what is not a folder, leads elsewhere, or cannot be swapped for another.

    Raises:
        OutputRefused: Nothing can be written there.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OutputRefused(
            f"{folder} is not a folder of its own, so nothing is written there"
        )
    if os.path.ismount(folder):
        raise OutputRefused(
            f"{folder} is a mount point, which cannot be replaced in one step: mount the "
            "folder above it, or generate elsewhere and copy"
        )


def edited_refusal(package: Path, paths: Sequence[str]) -> OutputRefused:
    """Name the files that were edited, and what can be done."""
    shown = "".join(f"\n  {package / path}" for path in paths[:10])
    more = f"\n  and {len(paths) - 10} more" if len(paths) > 10 else ""
    return OutputRefused(
        "these files were not written by tc3gen, or were edited since; nothing was "
        f"changed (--force overwrites them):{shown}{more}"
    )


def _check_places(package: Path, folder: Path, paths: Iterable[str]) -> None:
    inside = {parent for path in paths for parent in PurePosixPath(path).parents}
    for place in sorted({package, *(folder / parent for parent in inside)}):
        check_folder(place)
    for path in (*paths, manifest.NAME):
        check_place(folder / path)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # a file system without links
        shutil.copy2(source, target, follow_symlinks=False)
