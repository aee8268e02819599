"""The exit codes, and what leads to them."""

from __future__ import annotations

from typing import NoReturn

DONE = 0
REFUSED = 1
WRONG_USE = 2
NOT_CONFIGURED = 3
NOT_SENT = 4
MAYBE_DONE = 5
NOT_REACHED = 6
QUERY_MISFIT = 65
"""The service responded, but the query does not fit the response."""

FAULT = 70
OUTPUT_LOST = 74
INTERRUPTED = 130
CLOSED_PIPE = 141


class Problem:
    """One thing that is wrong with a command. `where` is an option, or empty."""

    __slots__ = ("reason", "where")

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}" if self.where else self.reason


class WrongUse(Exception):
    """The command cannot be carried out as it was given; nothing was sent."""

    def __init__(self, *problems: Problem | str, hint: str = "") -> None:
        super().__init__(*problems)
        self.problems = [
            p if isinstance(p, Problem) else Problem("", p) for p in problems
        ]
        self.hint = hint


class Stop(Exception):
    """The command ends here, with this exit code; all has been said."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class OutputLost(Exception):
    """The result could not be written, as the disk is full or the output is closed."""


def stop_command(code: int) -> NoReturn:
    """End the command."""
    raise Stop(code)
