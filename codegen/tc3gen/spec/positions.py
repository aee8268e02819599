"""Positions in spec files."""

from __future__ import annotations

from attrs import frozen


@frozen(order=True)
class Position:
    """A place in a spec file. Lines and columns count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Position("<generated>", 1, 1)
