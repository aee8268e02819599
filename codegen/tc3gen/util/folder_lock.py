"""One run at a time in a folder."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tc3gen.util.private_folder import make_private_folder


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Wait until no other run of this user works in a folder, on any system.

    The system lets go of the lock of a run that was killed. The lock is a file in the
    temporary folder of the system, named after the folder: no file appears in the folder.

    Raises:
        OSError: The lock cannot be made.
    """
    from filelock import FileLock  # 20 ms, which most commands do not need

    name = hashlib.sha256(os.fsencode(os.path.realpath(folder))).hexdigest()
    with FileLock(_lock_folder() / f"{name[:32]}.lock"):
        yield


def _lock_folder() -> Path:
    """The folder of the lock files, to which nobody else can write."""
    user = os.getuid() if hasattr(os, "getuid") else "user"
    folder = Path(tempfile.gettempdir(), f"tc3gen-locks-{user}")
    make_private_folder(folder, "remove it, or set TMPDIR")
    return folder
