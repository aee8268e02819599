"""Files that decide whose key is used, or where a call goes, and that anybody may write."""

from __future__ import annotations

import os

_OTHERS_MAY_WRITE = 0o002


def writable_by_all(path: str, descriptor: int) -> str | None:
    """The warning about an open file that any user of the machine may write, if it is one."""
    mode = os.fstat(descriptor).st_mode
    if os.name != "posix" or not mode & _OTHERS_MAY_WRITE:
        return None
    return (
        f"{path} may be written by any user of this machine, who can so decide whose "
        f"credential is used: chmod go-w {path}"
    )
