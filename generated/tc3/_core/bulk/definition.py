"""Bulk: what a method does that sends any number of rows, request by request."""

from __future__ import annotations


class Bulk:
    """A method for any number of rows. Names are those of Python.

    `rows` are the members that hold the rows, one for each of its requests; `key` is what
    tells rows that are models from one another. The codes of `busy` say that the service
    took nothing yet, as it is still busy with the rows before.
    """

    __slots__ = ("busy", "deadline", "interval", "key", "name", "rows")

    def __init__(
        self,
        name: str,
        *,
        rows: tuple[str, ...],
        key: str | None = None,
        busy: tuple[str, ...] = (),
        interval: float = 1,
        deadline: float = 1,
    ) -> None:
        self.name = name
        self.rows = rows
        self.key = key
        self.busy = busy
        self.interval = interval
        self.deadline = deadline
