"""`tc3gen check`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import SPECS, count_text, stop_at


@click.command()
@SPECS
def check(specs: tuple[Path, ...]) -> None:
    """Report every problem of specs, as file:line:column: message."""
    from tc3gen.python.output.package import load_checked
    from tc3gen.spec.checks.run import notes

    found, problems = load_checked(specs)
    for note in notes(found):
        click.echo(f"note: {note}", err=True)
    stop_at(problems)
    actions = sum(len(service.actions) for service in found.services)
    click.echo(
        f"{count_text(len(found.services), 'spec')}, {count_text(actions, 'action')}: fine"
    )
