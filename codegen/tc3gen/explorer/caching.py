"""The user's cache, from which goes what has not been used for long."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from tc3gen.util.private_folder import make_private_folder

KEPT_DAYS = 30
"""Days for which something is kept that nobody uses: an edited spec leaves its old
client behind."""


def cache_folder() -> Path:
    """The folder that keeps catalogs and generated clients. It is made when it is needed."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return Path(home, "tc3gen", "explorer")


def make_folder(folder: Path) -> None:
    """Make a folder of the cache, which holds code that is run: nobody else may write to it.

    Raises:
        OSError: It cannot be made, or others can write to it.
    """
    make_private_folder(folder, "remove it, or set XDG_CACHE_HOME")


def note_use(path: Path) -> None:
    """Note that something is used now."""
    with suppress(OSError):
        os.utime(path)


def remove_unused(folder: Path, pattern: str) -> None:
    """Remove files and folders that were used too long ago."""
    oldest = time.time() - KEPT_DAYS * 86400
    for path in folder.glob(pattern):
        with suppress(OSError):
            if path.stat().st_mtime >= oldest:
                continue
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink()
