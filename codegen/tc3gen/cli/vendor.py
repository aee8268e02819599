"""`tc3gen vendor`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tc3gen.cli.arguments import (
    PACKAGE,
    SpecPath,
    check_package,
    count_text,
    parsed_only,
    stop_at,
)

if TYPE_CHECKING:
    from tc3gen.python.vendoring.command import State


@click.command()
@click.argument("specs", nargs=-1, type=SpecPath(), metavar="[SPEC]...")
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
    type=click.Choice(
        [
            "attempts",
            "cli",
            "compiled",
            "compression",
            "connections",
            "converter",
            "credentials",
            "forms",
            "gateway",
            "hooks",
            "ledger",
            "options",
            "orjson",
            "rate",
            "raw",
            "wire",
        ]
    ),
    help="A part of the runtime that is left out otherwise; repeat for more.",
)
@click.option("--docs", is_flag=True, help="Keep the whole documentation in the code.")
@click.option(
    "--update",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Write the package in DIR again, from its specs and with its options.",
)
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
    update: Path | None,
) -> None:
    """Write a small package of some actions into your own code base.

    Without SPEC, the specs are those that come with tc3gen: `--only ses:SendEmail`. With
    --verify DIR, a package that was written before is compared with the specs that it came
    from, with --update DIR it is made from them again.
    """
    from tc3gen.python.output.generate import OutputRefused, UnknownNames
    from tc3gen.python.plan.package import CLIENTS
    from tc3gen.python.vendoring import command
    from tc3gen.python.vendoring.make import Options
    from tc3gen.spec.reading.files import shipped_specs

    try:
        if verify is not None:
            _report(command.verify_package(verify, specs))
            return
        if update is not None:
            if into is not None or only:
                raise click.UsageError("--update takes neither --into nor --only")
            where = update
            done = command.update_package(update, specs, force=force)
        elif into is None or not only:
            raise click.UsageError(
                "--into and --only are needed, or --verify, or --update"
            )
        else:
            check_package(package)
            clients = {"both": CLIENTS, "async": ("aio",), "sync": ("client",)}[client]
            options = Options(parsed_only(only), clients, frozenset(features), docs)
            where = into / package
            found = specs or (shipped_specs(),)
            done = command.vendor_package(found, where, options, force=force)
    except OutputRefused as reason:
        raise click.ClickException(str(reason)) from None
    except UnknownNames as names:
        raise click.BadParameter(str(names), param_hint="--only") from None
    stop_at(done.problems)
    click.echo(
        f"{where}: {count_text(done.files, 'file')}, "
        f"{round(done.size / 1000)} KB of Python, "
        f"{len(done.changes.added)} added, {len(done.changes.changed)} changed, "
        f"{len(done.changes.removed)} removed"
    )


def _report(state: State) -> None:
    """Report on a vendored package; exit 1 unless all is well."""
    from tc3gen.python.output.staging import strays_of

    stop_at(state.problems)
    strays = strays_of(state.package)
    for word, paths in (
        ("edited", state.edited),
        ("missing", state.missing),
        ("outdated", state.outdated),
        ("not vendored", strays),
    ):
        for path in paths:
            click.echo(f"{word}: {path}")
    if state and strays:
        raise click.ClickException(
            f"{state.package}: Python would load what was not vendored: remove it"
        )
    if not state:
        raise click.ClickException(f"{state.package}: vendor it again")
    click.echo(
        f"{state.package}: {count_text(state.files, 'file')}, as vendored, current"
    )
