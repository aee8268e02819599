"""`tc3gen docs`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import CODE_PACKAGE, SPECS, count_text, out_option, stop_at


@click.command()
@SPECS
@out_option("Where to write the pages.")
@CODE_PACKAGE
def docs(specs: tuple[Path, ...], out: Path, package: str) -> None:
    """Write the reference as Markdown (MyST), for Sphinx and other readers.

    Each action and type gets a page, each group of errors, and there is an `llms.txt`.
    What has not changed is not written; pages that are no longer made are removed.
    """
    from tc3gen.docs.writing import Occupied, write_reference
    from tc3gen.python.output.package import load_checked

    found, problems = load_checked(specs)
    stop_at(problems)
    try:
        changes = write_reference(found.services, found.common, out, package)
    except Occupied as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{out}: {count_text(changes.files, 'file')}, {changes.written} written")
