"""`tc3gen schema`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import count_text, stop_at


@click.command()
@click.argument(
    "folder",
    default=".",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
)
def schema(folder: Path) -> None:
    """Describe the specs in FOLDER to editors.

    Writes `schema.json` there, and into the first line of each spec where it is: editors
    with a YAML language server then complete and check as one types.
    """
    from tc3gen.workspace.schema import write_schema

    done = write_schema(folder)
    for path in done.written:
        click.echo(str(path))
    stop_at(done.problems)
    click.echo(f"{count_text(len(done.written), 'file')} written")
