"""The rows that the bench prints."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from attrs import asdict, frozen
from rich.console import Console
from rich.table import Table

Unit = Literal["us", "ms", "s", ""]
_PER_SECOND: dict[Unit, float] = {"us": 1e6, "ms": 1e3, "s": 1, "": 1}


@frozen(kw_only=True)
class Row:
    """One comparison. Times are in seconds and shown in `unit`."""

    area: str
    peer: str
    unit: Unit = "us"
    ours: float | None = None
    theirs: float | None = None
    ratio: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    note: str = ""
    skipped: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None where there is none, or no figure."""
        if self.ratio is None:
            return None
        if self.at_least is not None:
            return self.ratio >= self.at_least
        return None if self.at_most is None else self.ratio <= self.at_most


def show(rows: Iterable[Row], console: Console) -> None:
    """Prints the table, and below it why rows are missing."""
    table = Table()
    table.add_column("")
    table.add_column("beside")
    for heading in ("ours", "its", "ratio", "target"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("")
    area = ""
    missing = []
    for row in rows:
        if row.skipped:
            missing.append(f"{row.area}, {row.peer}: skipped, {row.skipped}")
            continue
        if area and row.area != area:
            table.add_section()
        verdict = {True: "[green]ok", False: "[red]miss", None: ""}[row.met]
        table.add_row(
            row.area if row.area != area else "",
            row.peer,
            _time(row.ours, row.unit),
            _time(row.theirs, row.unit),
            "" if row.ratio is None else f"{row.ratio:.2f}",
            _target(row),
            verdict,
            row.note,
        )
        area = row.area
    if table.row_count:
        console.print(table)
    for line in missing:
        console.print(line, highlight=False, markup=False)


def save(rows: Iterable[Row], path: Path) -> None:
    document = [{**asdict(row), "met": row.met} for row in rows]
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _time(seconds: float | None, unit: Unit) -> str:
    if seconds is None:
        return ""
    value = seconds * _PER_SECOND[unit]
    return f"{value:.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"


def _target(row: Row) -> str:
    if row.at_least is not None:
        return f">= {row.at_least:g}"
    return "" if row.at_most is None else f"<= {row.at_most:g}"
