"""`tc3gen search`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import SpecPath


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="WORDS...")
@click.option(
    "--spec",
    "specs",
    multiple=True,
    type=SpecPath(),
    metavar="SPEC",
    help="Search this spec file, or folder of specs, instead of those that come with "
    "tc3gen; repeat for more.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Search every product that the installed tccli publishes, too. The first time "
    "takes a few minutes; what was read is kept.",
)
@click.option(
    "--limit",
    default=30,
    show_default=True,
    type=click.IntRange(1, 300),
    help="The most lines to show, the best first.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object for each line instead."
)
def search(
    words: tuple[str, ...],
    specs: tuple[Path, ...],
    everything: bool,
    limit: int,
    as_json: bool,
) -> None:
    """Search actions, parameters, types and errors by name and description.

    Each of the WORDS must occur, at least as the beginning of one: `send em` finds
    `SendEmail`. A product's name among them searches that product only.
    """
    from contextlib import closing

    from tc3gen.discovery.everything import every_spec
    from tc3gen.discovery.listing import show_hits
    from tc3gen.explorer.catalog import Catalog
    from tc3gen.sources.tccli.importing import NotFound
    from tc3gen.spec.cache import SpecProblems
    from tc3gen.spec.reading.files import shipped_specs
    from tc3gen.util.progress_bar import progress

    if specs and everything:
        raise click.UsageError("give --spec or --all, not both")
    try:
        paths = every_spec() if everything else list(specs) or [shipped_specs()]
        with progress("specs") as tell:
            catalog = Catalog.of_files(paths, progress=tell)
    except NotFound as reason:
        raise click.ClickException(str(reason)) from None
    except SpecProblems as problems:
        raise click.ClickException(f"The specs cannot be used.\n{problems}") from None
    with closing(catalog):
        found = catalog.search(" ".join(words), limit)
    if not found:
        raise click.ClickException(
            "nothing has all these words: try fewer"
            + ("" if specs or everything else ", or --all")
        )
    show_hits(found, as_json)
