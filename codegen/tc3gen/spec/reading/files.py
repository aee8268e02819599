"""Which files are meant by paths, and what they say."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from tc3gen.spec.problems import Problems
from tc3gen.spec.vocabulary import Position

MAX_BYTES = 16 * 1024 * 1024
"""How large a spec file may be."""

COMMON = "common.yaml"

_SUFFIXES = (".yaml", ".yml")
_PARENTS_SEARCHED = 3


def spec_files(paths: Iterable[str | Path], problems: Problems) -> list[Path]:
    """The files among the paths, and those in the folders among them; each once."""
    found: dict[str, Path] = {}
    for path in map(Path, paths):
        if os.path.isdir(path):  # False, too, for a path that the system refuses
            inside = list(_walk(path, problems))
            if not inside:
                problems.add(_start(path), "the folder holds no `*.yaml` file")
        else:
            inside = [path]
        for file in inside:
            found.setdefault(os.path.realpath(file), file)
    return list(found.values())


def _walk(folder: Path, problems: Problems) -> Iterator[Path]:
    def unreadable(error: OSError) -> None:
        where = Path(error.filename)
        problems.add(_start(where), f"the folder cannot be read: {error.strerror}")

    for where, folders, files in os.walk(folder, onerror=unreadable):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if name.endswith(_SUFFIXES) and not name.startswith("."):
                yield Path(where, name)


def read_bytes(path: Path, most: int) -> bytes:
    """The content of a file, of which no more is read than one byte too many.

    Raises:
        OSError: It cannot be read, or is a pipe, a device, or a folder.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with path.open("rb") as file:
        return file.read(most + 1)


def read_text(path: Path, problems: Problems) -> str | None:
    """What a file says; None where it cannot be read as UTF-8 text."""
    try:
        content = read_bytes(path, MAX_BYTES)
    except FileNotFoundError:
        problems.add(_start(path), "there is no such file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        problems.add(_start(path), f"the file cannot be read: {reason}")
    else:
        if len(content) <= MAX_BYTES:
            return _decode(content, path, problems)
        problems.add(
            _start(path), f"the file is larger than {MAX_BYTES // 1024**2} MB: split it"
        )
    return None


def _decode(content: bytes, path: Path, problems: Problems) -> str | None:
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


def _start(path: Path) -> Position:
    return Position(str(path), 1, 1)


def source_of(path: Path) -> str:
    """The last two parts of a path, wherever the checkout lies."""
    return "/".join(Path(os.path.abspath(path)).parts[-2:])


def common_near(spec: Path) -> Path | None:
    """The common file nearest to a spec, in a folder above it."""
    for folder in Path(os.path.abspath(spec)).parents[:_PARENTS_SEARCHED]:
        path = folder / COMMON
        if path.is_file():
            # Relative as the spec's own path is, so that messages look alike.
            return path if spec.is_absolute() else Path(os.path.relpath(path))
    return None


def shipped_specs() -> Path:
    """The folder of the specs that come with the generator."""
    return Path(__file__).parents[1] / "specs"


def default_common() -> Path | None:
    """The common file that comes with the generator."""
    path = shipped_specs() / COMMON
    return path if path.is_file() else None
