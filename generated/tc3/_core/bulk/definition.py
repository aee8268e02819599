"""The definition of a method that sends any number of rows, request by request."""

from __future__ import annotations


class Bulk:
    """A method for any number of rows. Names are those of Python.

    `rows` are the members that hold the rows, one for each of its requests; `key` is what
    tells rows that are models from one another. The codes of `busy` say that the service
    took nothing yet, because it is still busy with the rows before; those rows are sent
    again from `interval` seconds on, for `busy_timeout` seconds at most.
    """

    __slots__ = ("busy", "busy_timeout", "interval", "key", "name", "rows")

    def __init__(
        self,
        name: str,
        *,
        rows: tuple[str, ...],
        key: str | None = None,
        busy: tuple[str, ...] = (),
        interval: float = 1,
        busy_timeout: float = 1,
    ) -> None:
        self.name = name
        self.rows = rows
        self.key = key
        self.busy = busy
        self.interval = interval
        self.busy_timeout = busy_timeout
