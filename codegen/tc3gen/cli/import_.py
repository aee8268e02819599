"""`tc3gen import`: what it can import from."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import count_text, out_option, stop_at


@click.group(name="import")
def import_() -> None:
    """Make specs from what others publish, and keep what people add to them."""


@import_.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@out_option("Folder for the specs.")
@click.option(
    "--only",
    multiple=True,
    metavar="SERVICE[@VERSION]",
    help="Import only this; repeat for more.",
)
@click.option(
    "--errors",
    type=click.Path(path_type=Path, file_okay=False),
    help="The official SDK, for its error codes; the installed one where left out.",
)
@click.option(
    "--keep", is_flag=True, help="Settle conflicts: what the files say is right."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes; one a CPU if left out."
)
def tccli(
    path: Path | None,
    out: Path,
    only: tuple[str, ...],
    errors: Path | None,
    keep: bool,
    jobs: int | None,
) -> None:
    """Make specs from the definitions in PATH, a tccli that is installed or unpacked.

    Without PATH it is the installed one. Importing again updates the specs and keeps what
    was changed by hand; where both changed the same, the file wins and the conflict is
    reported.
    """
    from tc3gen.sources.tccli import command

    raise SystemExit(command.run_import(path, out, only, errors, keep=keep, jobs=jobs))


@import_.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
)
@out_option("Folder for the specs.")
def page(files: tuple[Path, ...], out: Path) -> None:
    """Merge documentation pages, saved as text or Markdown, into the specs in OUT.

    What a spec lacks is added. What it says otherwise than a page is reported.
    """
    from tc3gen.sources.doc_pages.importing import ImportRefused, import_pages

    try:
        done = import_pages(files, out)
    except ImportRefused as reason:
        raise click.ClickException(str(reason)) from None
    for line in done.added:
        click.echo(f"{line} added")
    stop_at(done.problems)
    if not done.added:
        click.echo(f"{count_text(len(files), 'page')}: nothing to add")
