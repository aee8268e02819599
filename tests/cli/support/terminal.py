"""Programs on terminals."""

from __future__ import annotations

import os
import pty
import re
import select
import time
from pathlib import Path


class Terminal:
    """A program on a terminal of its own."""

    def __init__(
        self, command: list[str], environment: dict[str, str], folder: Path
    ) -> None:
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            more = {"TERM": "xterm", "COLUMNS": "200", "LC_ALL": "C.UTF-8"}
            os.execvpe(command[0], command, {**environment, **more})
        self.seen = self.everything = ""

    def write(self, text: str) -> None:
        """Type something."""
        os.write(self.handle, text.encode())

    def expect(self, pattern: str, seconds: float = 30) -> str:
        """Wait until something is seen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = re.search(pattern, _plain(self.seen))
            if found:
                self.seen = ""
                return found[0]
            if select.select([self.handle], [], [], 0.1)[0]:
                try:
                    self._read()
                except OSError:
                    break
        raise AssertionError(f"{pattern!r} was not seen in {_plain(self.seen)!r}")

    def settle(self) -> None:
        """Wait until the shell has shown what was typed, and is quiet."""
        while select.select([self.handle], [], [], 0.3)[0]:
            self._read()

    def _read(self) -> None:
        text = os.read(self.handle, 65536).decode(errors="replace")
        self.seen += text
        self.everything += text

    def wait(self) -> int:
        """Wait until the program has ended; its exit code."""
        _, status = os.waitpid(self.pid, 0)
        os.close(self.handle)
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        """End the program."""
        os.kill(self.pid, 9)
        os.waitpid(self.pid, 0)
        os.close(self.handle)


def _plain(text: str) -> str:
    """A text without what moves the cursor and changes colours."""
    return re.sub(
        r"\x1b(\[[0-9;?>=]*[a-zA-Z]|\][^\x07\x1b]*(\x07|\x1b\\)|[()=>][A-Z0-9]?)",
        "",
        text,
    )
