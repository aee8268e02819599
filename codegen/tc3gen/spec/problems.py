"""Problems of specs: messages for people, each with a position."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from attrs import frozen

from tc3gen.spec.model import Position, TypeRef

MAX_PROBLEMS = 500
"""Problems that are collected of specs: nobody reads more, and each may take a while."""

UNREAD: Any = type("Unread", (), {"__repr__": lambda self: "UNREAD"})()
"""Stands for a value whose problem has been reported; it fits everywhere."""

UNREAD_TYPE = TypeRef("")
"""Stands for a type whose problem has been reported; everything fits it."""

_LONGEST_SHOWN = 60


@frozen(order=True)
class Problem:
    """Something in a spec that must be changed."""

    at: Position
    message: str

    def __str__(self) -> str:
        return printable(f"{self.at}: {self.message}")


class TooManyProblems(Exception):
    """Enough is wrong: the rest is not looked at."""


class Problems:
    """Collects problems, so that all are reported and not only the first."""

    def __init__(self, most: int | None = None) -> None:
        """Collect no more than `most` problems, if that is given."""
        self._found: dict[Problem, None] = {}
        self._most = most

    def add(self, at: Position, message: str) -> None:
        """Remember a problem; the same one a second time changes nothing.

        Raises:
            TooManyProblems: There are as many as were allowed; this one says so.
        """
        if self._most is not None and len(self._found) >= self._most:
            more = f"more is wrong from here on: mend the first {self._most} problems"
            self._found[Problem(at, more)] = None
            raise TooManyProblems
        self._found[Problem(at, message)] = None

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def sorted(self) -> tuple[Problem, ...]:
        """All problems by file, line and column."""
        return tuple(sorted(self._found))


def value_text(value: Any) -> str:
    """A value for a message: as JSON, shortened, without anything unprintable."""
    if isinstance(value, str):
        value = value[: _LONGEST_SHOWN + 1]
    elif isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except ValueError:  # an integer with more digits than Python likes to print
        return "a huge number"
    text = printable(text)
    return text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN] + "..."


def printable(text: str) -> str:
    """A text on one line of a terminal: what cannot be seen, as escapes."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def word_list(words: Iterable[str], *, last: str = "or") -> str:
    """``a, b or c``, each in backticks."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"
