"""`python -m tests.bench [--json FILE] [--only AREA]...`"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import click
from rich.console import Console

from . import (
    cloud,
    cold,
    command_line,
    explorer,
    generating,
    growth,
    imports,
    products,
    reading,
    starting,
)
from .calling import async_calls, once, parts, sync_calls
from .calling.server import NoServer, server
from .table import Row, save, show


def _served(benches: Mapping[str, Callable[[str], list[Row]]]) -> list[Row]:
    """The rows of areas that need a server to call."""
    try:
        with server() as address:
            return [row for rows in benches.values() for row in rows(address)]
    except NoServer as error:
        return [Row(area=area, peer="all", skipped=str(error)) for area in benches]


_CALLS = {async_calls.AREA: async_calls.rows, sync_calls.AREA: sync_calls.rows}


BENCHES: dict[str, Callable[[], list[Row]]] = {
    "calls": lambda: _served(_CALLS),
    "parts": lambda: _served({parts.PARTS: parts.rows}),
    "once": lambda: _served({once.AREA: once.rows}),
    "cold": lambda: _served({cold.AREA: cold.rows}),
    "imports": imports.rows,
    "command line": command_line.rows,
    "reading": reading.rows,
    "generating": generating.rows,
    "growth": growth.rows,
    "cloud": lambda: [*cloud.rows(), *starting.rows()],
    "products": products.rows,
    "explorer": explorer.rows,
}
ON_REQUEST = frozenset(["products", "explorer"])
"""What takes minutes, or needs more than `make bench` installs."""


@click.command()
@click.option("--json", "file", type=click.Path(path_type=Path), help="Write the rows.")
@click.option("--only", multiple=True, type=click.Choice(tuple(BENCHES)))
def main(file: Path | None, only: tuple[str, ...]) -> None:
    """Compare what tc3 costs with its peers. A missed target is no failure."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=120)
    rows: list[Row] = []
    for name in only or [name for name in BENCHES if name not in ON_REQUEST]:
        with console.status(f"{name}..."):
            rows += BENCHES[name]()
    show(rows, console)
    if file is not None:
        save(rows, file)


if __name__ == "__main__":
    main()
