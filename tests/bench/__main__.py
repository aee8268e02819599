"""`python -m tests.bench [--json FILE] [--only AREA]...`"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from rich.console import Console

from . import (
    async_calls,
    cloud,
    generating,
    imports,
    parts,
    products,
    reading,
    starting,
    sync_calls,
)
from .server import NoServer, server
from .table import Row, save, show


def _calls() -> list[Row]:
    try:
        with server() as address:
            return [*async_calls.rows(address), *sync_calls.rows(address)]
    except NoServer as error:
        return [
            Row(area=bench.AREA, peer="all", skipped=str(error))
            for bench in (async_calls, sync_calls)
        ]


def _parts() -> list[Row]:
    try:
        with server() as address:
            return parts.rows(address)
    except NoServer as error:
        return [Row(area=parts.PARTS, peer="all", skipped=str(error))]


BENCHES: dict[str, Callable[[], list[Row]]] = {
    "calls": _calls,
    "parts": _parts,
    "imports": imports.rows,
    "reading": reading.rows,
    "generating": generating.rows,
    "cloud": lambda: [*cloud.rows(), *starting.rows()],
    "products": products.rows,
}
ON_REQUEST = frozenset(["products"])
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
