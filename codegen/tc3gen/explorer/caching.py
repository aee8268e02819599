"""The user's cache, from which goes what has not been used for long."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

KEPT_DAYS = 30
"""Days for which something is kept that nobody uses: an edited spec leaves its old
client behind."""


def cache_folder() -> Path:
    """The folder that keeps catalogs and generated clients; only its owner can read it."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(home, "tc3gen", "explorer")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


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
