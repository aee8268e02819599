"""`tc3gen vendor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tc3gen.cli.arguments import PACKAGE, check_package, counted, parsed_only, stop_at

if TYPE_CHECKING:
    from tc3gen.python.vendor.command import State


@click.command()
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path), metavar="SPEC...")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of your code base; the package is written into INTO/PACKAGE.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="SERVICE[@VERSION]:ACTION,...",
    help="The actions that you call; repeat for more.",
)
@PACKAGE
@click.option(
    "--client",
    type=click.Choice(["both", "async", "sync"]),
    default="both",
    show_default=True,
    help="The clients that you use.",
)
@click.option(
    "--with",
    "features",
    multiple=True,
    type=click.Choice(["connections", "credentials", "forms", "hooks", "rate"]),
    help="A part of the runtime that is left out otherwise; repeat for more.",
)
@click.option("--docs", is_flag=True, help="Keep the whole documentation in the code.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--verify",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Write nothing: tell which files in DIR are edited, missing or outdated.",
)
def vendor(
    specs: tuple[Path, ...],
    into: Path | None,
    only: tuple[str, ...],
    package: str,
    client: str,
    features: tuple[str, ...],
    docs: bool,
    force: bool,
    verify: Path | None,
) -> None:
    """Write a small package of some actions into your own code base.

    With --verify DIR, and without SPEC, DIR is compared with the specs of tc3gen.
    """
    from tc3gen.python.generate import Refused, UnknownNames
    from tc3gen.python.plan import CLIENTS
    from tc3gen.python.vendor import command
    from tc3gen.python.vendor.make import Options
    from tc3gen.spec.files import shipped_specs

    try:
        if verify is not None:
            _report(command.verify(verify, specs or (shipped_specs(),)))
            return
        if not specs or into is None or not only:
            raise click.UsageError("SPEC, --into and --only are needed, or --verify")
        check_package(package)
        clients = {"both": CLIENTS, "async": ("aio",), "sync": ("client",)}[client]
        options = Options(parsed_only(only), clients, frozenset(features), docs)
        done = command.vendor(specs, into / package, options, force=force)
    except Refused as reason:
        raise click.ClickException(str(reason)) from None
    except UnknownNames as names:
        raise click.BadParameter(str(names), param_hint="--only") from None
    stop_at(done.problems)
    click.echo(
        f"{into / package}: {counted(done.files, 'file')}, "
        f"{round(done.size / 1000)} KB of Python, "
        f"{len(done.changes.added)} added, {len(done.changes.changed)} changed, "
        f"{len(done.changes.removed)} removed"
    )


def _report(state: State) -> None:
    """Says how a vendored package is; exits 1 unless all is well."""
    stop_at(state.problems)
    for word, paths in (
        ("edited", state.edited),
        ("missing", state.missing),
        ("outdated", state.outdated),
    ):
        for path in paths:
            click.echo(f"{word}: {path}")
    if not state:
        raise click.ClickException(f"{state.package}: vendor it again")
    click.echo(f"{state.package}: {counted(state.files, 'file')}, as vendored, current")
