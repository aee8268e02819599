"""A folder that nobody else can put anything into."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def make_private_folder(folder: Path, advice: str) -> None:
    """Make a folder that only its owner can use; one that was there must be as safe.

    Args:
        folder: The folder.
        advice: What to do where it is not, for the message.

    Raises:
        OSError: It cannot be made, or others can write to it, or it is a link.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode):
        raise PermissionError(1, f"it is a link: {advice}", str(folder))
    if not hasattr(os, "getuid"):
        return
    if found.st_uid != os.getuid():
        raise PermissionError(1, f"it belongs to somebody else: {advice}", str(folder))
    if found.st_mode & _OTHERS_WRITE:
        raise PermissionError(1, f"others can write to it: {advice}", str(folder))
