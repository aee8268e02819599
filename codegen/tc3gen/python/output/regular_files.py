"""Files in folders that others can write to, where a link or a pipe may lie in wait."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from tc3gen.python.output.refused import OutputRefused

MAX_BYTES = 64 * 1024 * 1024
"""Bytes of the largest file that is read; nothing that is generated comes near."""

_KINDS = {
    stat.S_IFLNK: "a link",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFDIR: "a folder",
}
_READ = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)  # a pipe would wait for somebody to write
    | getattr(os, "O_BINARY", 0)
)


def read_regular(path: Path) -> bytes | None:
    """Read a file; None if there is none, or a folder in its place.

    Raises:
        OutputRefused: It is a link, a pipe, a device or a socket, or larger than `MAX_BYTES`.
    """
    try:
        mode = os.lstat(path).st_mode
        if stat.S_ISDIR(mode):
            return None
        _check_mode(path, mode)
        handle = os.open(path, _READ)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    with open(handle, "rb") as file:
        _check_mode(path, os.fstat(handle).st_mode)
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise OutputRefused(f"{path} is larger than {MAX_BYTES // 1024**2} MB")
    return content


def check_place(path: Path) -> None:
    """Refuse a place for a file where something else lies.

    Raises:
        OutputRefused: There is something that is not a regular file.
    """
    try:
        _check_mode(path, os.lstat(path).st_mode)
    except (FileNotFoundError, NotADirectoryError):
        return


def _check_mode(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "not a regular file")
        raise OutputRefused(f"{path} is {kind}, but a file belongs there")
