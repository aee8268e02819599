"""Reading and writing files in folders where a link or a pipe may lie in wait."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def read_regular(path: Path, most: int, *, follow: bool = True) -> bytes:
    """Read a file, but no more than one byte beyond `most`.

    A pipe or a device is never waited for: it is opened without blocking, and looked at
    before anything is read.

    Args:
        path: The file.
        most: The limit in bytes; the caller refuses what is longer.
        follow: Follow a link; otherwise it is refused.

    Raises:
        OSError: It cannot be read, or is not a regular file.
    """
    if not follow and path.is_symlink():  # a word of our own instead of ELOOP's
        raise OSError(errno.EINVAL, "a link is not followed", str(path))
    handle = os.open(path, _READ if follow else _READ | _NO_LINK)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with open(handle, "rb") as file:
        return file.read(most + 1)


def check_folders(root: Path, path: Path) -> None:
    """Refuse a file of a folder if a link lies between the two: it would lead elsewhere.

    Raises:
        OSError: A folder below `root`, in which the file lies, is a link.
    """
    for parent in path.relative_to(root).parents:
        if parent.name and (root / parent).is_symlink():
            raise OSError(errno.EINVAL, "a link is not followed", str(root / parent))


def write_new(path: Path, content: bytes) -> None:
    """Write a file that was not there before, whatever its name leads to.

    Raises:
        FileExistsError: The name is taken, if only by a link to nothing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as file:
        file.write(content)


def replace_file(path: Path, content: bytes, *, durable: bool = True) -> None:
    """Put a file in place in one step: whole, or not at all.

    It is made under a name that was not there before, whatever lies beside it. A link in its
    place is refused, and the permissions of an old file are kept.

    Args:
        path: The file.
        content: All of it.
        durable: Wait for the disk, so that the file outlasts a loss of power. Not worth it
            for tens of thousands of files that can be made again.

    Raises:
        OSError: It cannot be written, or a link or a folder is in its place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = _mode_of(path)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(handle, "wb") as file:
            file.write(content)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _mode_of(path: Path) -> int:
    """The permissions of a file, or those of a new one."""
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if stat.S_ISLNK(found):
        raise OSError(errno.EINVAL, "a link is not followed", str(path))
    if not stat.S_ISREG(found):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return stat.S_IMODE(found)
