"""Which files are meant by paths, and what they say."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tc3gen.spec.model import Position
from tc3gen.spec.problems import Problems
from tc3gen.util.safe_files import read_regular

MAX_BYTES = 16 * 1024 * 1024
"""Bytes of the largest spec file; that of the largest published product has a fraction."""

COMMON = "common.yaml"

_SUFFIXES = (".yaml", ".yml")
_PARENTS_SEARCHED = 3


def spec_files(paths: Iterable[str | Path], problems: Problems) -> list[Path]:
    """The files among the paths, and those in the folders among them; each once."""
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        if os.path.isdir(path):  # False, too, for a path that the system refuses
            inside = list(_walk_folder(path, problems))
            if not inside:
                problems.add(_file_start(path), "the folder holds no `*.yaml` file")
        else:
            inside = [path]
        for file in inside:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def _walk_folder(folder: Path, problems: Problems) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        where = Path(error.filename)
        problems.add(_file_start(where), f"the folder cannot be read: {error.strerror}")

    for where, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(_SUFFIXES) and not name.startswith("."):
                yield Path(where, name)


def read_text(path: Path, problems: Problems) -> str | None:
    """The text of a file; None if it cannot be read as UTF-8 text."""
    try:
        content = read_regular(path, MAX_BYTES)
    except FileNotFoundError:
        problems.add(_file_start(path), "there is no such file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.add(_file_start(path), f"the file cannot be read: {reason}")
    else:
        if len(content) <= MAX_BYTES:
            return _decode_file(content, path, problems)
        problems.add(
            _file_start(path),
            f"the file is larger than {MAX_BYTES // 1024**2} MB: split it",
        )
    return None


def _decode_file(content: bytes, path: Path, problems: Problems) -> str | None:
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line = before.count(b"\n") + 1
        last = before.rpartition(b"\n")[2].decode("utf-8")
        problems.add(
            Position(str(path), line, len(last) + 1),
            f"the byte 0x{content[error.start]:02X} is not UTF-8: "
            "save the file in this encoding",
        )
    return None


def _file_start(path: Path) -> Position:
    return Position(str(path), 1, 1)


def source_of(path: Path) -> str:
    """The last two parts of a path, wherever the checkout lies."""
    return "/".join(Path(os.path.abspath(path)).parts[-2:])


def common_of(paths: Iterable[str | Path]) -> Path | None:
    """The common file of paths that a user named, none of which holds one.

    It lies beside one of them; otherwise it is the one that comes with the generator. A file
    in a folder farther up is never used: it may belong to somebody else, and it decides
    which errors are retried.
    """
    for path in map(Path, paths):
        beside = Path(os.path.abspath(path)).parent / COMMON
        if os.path.isfile(beside):
            # Relative as the path itself is, so that messages look alike.
            return beside if path.is_absolute() else Path(os.path.relpath(beside))
    return default_common()


def common_note(paths: Iterable[str | Path]) -> str | None:
    """Tell where the common file of named paths comes from, if that may surprise.

    It is said of a file that lies beside what was named, and of one farther up that is not
    used. A file that was named, or lies in a folder that was, needs no words.
    """
    named = [Path(path) for path in paths if os.path.exists(path)]
    if not named or any(_holds_common(path) for path in named):
        return None
    own, beside = default_common(), common_of(named)
    shipped = os.path.realpath(shipped_specs()) + os.sep
    if os.path.realpath(named[0]).startswith(shipped):
        return None  # a spec that comes with the generator, as its common file does
    if beside is not None and beside != own:
        return (
            f"{beside}:1:1: this common file is used, because it lies beside {named[0]}"
        )
    for folder in Path(os.path.abspath(named[0])).parents[1:_PARENTS_SEARCHED]:
        if os.path.isfile(folder / COMMON):
            return (
                f"{folder / COMMON}:1:1: this common file is not used, because it lies "
                f"above {named[0]}: name it too if it should be"
            )
    return None


def _holds_common(path: Path) -> bool:
    if os.path.isdir(path):
        return any(file.name == COMMON for file in _walk_folder(path, Problems()))
    return path.name == COMMON


def shipped_specs() -> Path:
    """The folder of the specs that come with the generator."""
    return Path(__file__).parents[2] / "shipped_specs"


def default_common() -> Path | None:
    """The common file that comes with the generator."""
    path = shipped_specs() / COMMON
    return path if path.is_file() else None
