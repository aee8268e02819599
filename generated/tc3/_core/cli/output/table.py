"""Tables for people: aligned, as wide as the terminal, with East Asian text in line."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, TextIO

from ...narrowing import is_object
from .. import terminal
from .rows import cell, cells_of, columns_of, rows_of
from .stdout import write_text

MIN_COLUMN = 10
"""Characters that a column must have room for; else each row is shown from top to bottom."""


def print_table(value: Any) -> None:
    """Print the rows of a result; single values of a response stand above."""
    rows = rows_of(value)
    if is_object(value) and rows and rows[0] is not value:
        for name, member in value.items():
            if member is not rows:
                write_text(f"{terminal.harmless(f'{name}: {cell(member)}')}\n")
    if is_object(value) and rows == [value]:
        if value:
            _print_table(
                ["Name", "Value"], [[name, cell(v)] for name, v in value.items()]
            )
        return
    if not rows:
        write_text("(none)\n")
        return
    columns = columns_of(rows)
    cells = [cells_of(row, columns) for row in rows]
    if terminal.width(sys.stdout) // len(columns) < MIN_COLUMN:
        _print_table(
            ["Name", "Value"], *([*zip(columns, row, strict=True)] for row in cells)
        )
    else:
        _print_table(columns, cells)


def _print_table(columns: list[str], *sections: Sequence[Sequence[str]]) -> None:
    """Print a table on standard output."""
    write_text(table_text(sys.stdout, columns, *sections))


def table_text(
    stream: TextIO, columns: list[str], *sections: Sequence[Sequence[str]]
) -> str:
    """A table for a stream, with lines between its sections."""
    box = import_module("rich.box")
    console_of = import_module("rich.console").Console
    as_text = import_module("rich.text").Text
    lines = terminal.encodes(stream, "─│┌")
    colors = terminal.has_colors(stream)
    table = import_module("rich.table").Table(
        box=box.ROUNDED if lines else box.ASCII, header_style="bold"
    )
    for name in columns:
        table.add_column(as_text(terminal.harmless(name)), overflow="fold")
    for rows in sections:
        for row in rows:
            table.add_row(*(as_text(terminal.harmless(text)) for text in row))
        table.add_section()
    console = console_of(
        width=terminal.width(stream),
        no_color=not colors,
        force_terminal=colors,
        color_system="standard" if colors else None,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().splitlines()) + "\n"
