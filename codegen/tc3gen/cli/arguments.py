"""Arguments that several commands take, and how all of them report."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tc3gen.spec.select import Only

SPECS = click.argument(
    "specs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC..."
)
PACKAGE = click.option(
    "--package", default="tc3", show_default=True, help="Name of the package."
)


def check_package(name: str) -> None:
    """Refuses a package's name that is none."""
    from tc3gen.python.generate import is_package_name

    if not is_package_name(name):
        raise click.BadParameter(
            f"{name!r} is not a lower-case name that Python can import",
            param_hint="--package",
        )


def parsed_only(texts: Sequence[str]) -> tuple[Only, ...]:
    """What `--only` asks for."""
    from tc3gen.spec.select import parse_only

    try:
        return tuple(map(parse_only, texts))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--only") from None


def stop_at(problems: Sequence[object]) -> None:
    """Shows problems, if there are any, and ends the command with 1."""
    if problems:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(counted(len(problems), "problem"), err=True)
        raise SystemExit(1)


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
