"""Products and hits in columns on a terminal, or as JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from attrs import asdict
from rich.cells import cell_len

from tc3gen.discovery.known_products import ProductVersion
from tc3gen.explorer.catalog import Hit
from tc3gen.explorer.catalog.entries import shorten_text

_TITLE_CHARACTERS = 80
"""Characters of a title in a column of hits; JSON has more of it."""


def show_products(found: Sequence[ProductVersion], as_json: bool) -> None:
    """Print one line for each version."""
    _print_lines(
        map(_json, map(asdict, found))
        if as_json
        else _align_columns(map(_product, found))
    )


def show_hits(found: Sequence[Hit], as_json: bool) -> None:
    """Print one line for each thing that was found."""
    _print_lines(
        map(_json, map(_members, found))
        if as_json
        else _align_columns(map(_hit, found))
    )


def _print_lines(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _json(members: Mapping[str, Any]) -> str:
    return json.dumps(members)


def _align_columns(rows: Iterable[Sequence[str]]) -> list[str]:
    """Columns, in which East Asian characters count twice, as terminals show them."""
    rows = [[_printable(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - cell_len(cell))
            for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _product(product: ProductVersion) -> tuple[str, ...]:
    actions = f"{product.actions:,} actions" if product.actions != 1 else "1 action"
    if product.deprecated:
        actions += f", {product.deprecated:,} deprecated"
    return (product.service, product.version, product.origin, product.title, actions)


def _hit(hit: Hit) -> tuple[str, ...]:
    return (hit.kind, hit.name, hit.owner, shorten_text(hit.title, _TITLE_CHARACTERS))


def _members(hit: Hit) -> dict[str, str]:
    service, version, *action = hit.owner.split(" ", 2)
    return {
        "kind": hit.kind,
        "name": hit.name,
        "service": service,
        "version": version,
        **({"action": action[0]} if action else {}),
        "title": hit.title,
    }
