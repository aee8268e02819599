"""Files in a generated folder that nobody generated, and that Python would load."""

from __future__ import annotations

import marshal
import os
from collections.abc import Collection, Iterator
from importlib.machinery import EXTENSION_SUFFIXES
from importlib.util import MAGIC_NUMBER, source_from_cache
from pathlib import Path
from types import CodeType

from tc3gen.util.safe_files import read_regular

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
_BY_HASH, _CHECKED = 0b01, 0b10
"""Flags of a compiled module (PEP 552): it is held to a hash of its source instead of its
time and size, and if Python looks at the source at all."""

_HEADER_BYTES = 16
_MAX_CACHE_BYTES = 16 * 1024 * 1024
"""Bytes of the largest compiled module that is read; none of ours comes near."""


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
    try:
        return not _is_of_its_source(path)
    except (OSError, ValueError, EOFError, TypeError, MemoryError, RecursionError):
        return True  # a pipe, cut off, or nothing that Python has compiled


def _is_of_its_source(path: Path) -> bool:
    """True if a compiled module has the code of its source, or none that would be run.

    What its header says of the source is easily forged, so the code itself is compared. That
    of another Python cannot be: there, only the usual header is believed, which holds the
    time of the source, and so does not survive a checkout.
    """
    content = read_regular(path, _MAX_CACHE_BYTES, follow=False)
    flags = int.from_bytes(content[4:8], "little")
    if flags & _BY_HASH and not flags & _CHECKED:
        return False
    if content[:4] != MAGIC_NUMBER:
        return not flags & _BY_HASH
    try:
        source = Path(source_from_cache(str(path)))
        found = source.stat()
    except (ValueError, FileNotFoundError):
        return True  # no name or no source with which Python would look at it
    if not flags & _BY_HASH and content[8:_HEADER_BYTES] != _stamp(found):
        return True  # it is out of date, and will be made anew
    # Reading it runs nothing. It may end a process, which is no worse than an import does.
    return bool(marshal.loads(content[_HEADER_BYTES:]) == _compiled(source, path))


def _compiled(source: Path, cache: Path) -> CodeType:
    level = cache.stem.rpartition(".opt-")[2]
    code = compile(
        read_regular(source, _MAX_CACHE_BYTES),
        str(source),
        "exec",
        dont_inherit=True,
        optimize=int(level) if level in ("1", "2") else 0,
    )
    assert isinstance(code, CodeType)
    return code


def _stamp(source: os.stat_result) -> bytes:
    """What the header of a compiled module says of its source: its time and its size."""
    return b"".join(
        (int(number) & 0xFFFFFFFF).to_bytes(4, "little")
        for number in (source.st_mtime, source.st_size)
    )
