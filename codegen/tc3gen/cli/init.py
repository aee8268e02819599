"""`tc3gen init`."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import click


@click.command()
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the files; by default one called NAME.",
)
def init(name: str, out: Path | None) -> None:
    """Begin the spec of a service of your own, called NAME.

    Writes a commented spec with two actions and an error, a test that runs against a
    local cloud, a Makefile and hooks for pre-commit. Nothing that exists is changed.
    """
    from tc3gen.workspace.starter_files import SERVICE_NAME, Taken, write_starter

    if not SERVICE_NAME.fullmatch(name):
        raise click.BadParameter(
            f"{name!r}: lower-case letters and digits, a letter first, such as `shop`",
            param_hint="NAME",
        )
    folder = Path(name) if out is None else out
    try:
        written = write_starter(name, folder)
    except Taken as reason:
        raise click.ClickException(str(reason)) from None
    for path in written:
        click.echo(str(path))
    pytest = "" if find_spec("pytest") else "pip install pytest && "
    click.echo(f"Next: {pytest}cd {folder} && make test")
