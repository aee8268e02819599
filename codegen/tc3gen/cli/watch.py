"""`tc3gen watch`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import PACKAGE, SPECS, check_package, count_text, out_option


@click.command()
@SPECS
@out_option("Folder that the package is written into.")
@PACKAGE
def watch(specs: tuple[Path, ...], out: Path, package: str) -> None:
    """Generate into OUT/PACKAGE now, and again whenever a spec changes. Ctrl-C ends it.

    A spec with problems changes nothing: they are shown, and the package stays as it was.
    """
    from tc3gen.python.output.generate import OutputRefused
    from tc3gen.workspace.watch import watch_specs

    check_package(package)
    try:
        for each in watch_specs(specs, out, package):
            took = f"{each.seconds:.2f} s"
            if isinstance(each.outcome, OutputRefused):
                click.echo(f"{each.outcome} ({took})", err=True)
            elif each.outcome.problems:
                for problem in each.outcome.problems:
                    click.echo(str(problem), err=True)
                number = count_text(len(each.outcome.problems), "problem")
                click.echo(f"{number}, nothing changed ({took})", err=True)
            else:
                changes = each.outcome.changes
                paths = (*changes.added, *changes.changed, *changes.removed)
                number = count_text(len(paths), "file")
                click.echo(f"{out / package}: {number} changed ({took})")
    except KeyboardInterrupt:
        click.echo("stopped watching", err=True)
