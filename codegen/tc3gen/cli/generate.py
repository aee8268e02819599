"""`tc3gen generate`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import (
    PACKAGE,
    SPECS,
    check_package,
    count_text,
    out_option,
    parsed_only,
    stop_at,
)


@click.command()
@SPECS
@out_option("Folder that the package is written into.")
@PACKAGE
@click.option(
    "--only",
    multiple=True,
    metavar="SERVICE[@VERSION][:ACTION,...]",
    help="Leave out all else; repeat for more.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 unless current.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes to share the work; by default as many as are of use.",
)
def generate(
    specs: tuple[Path, ...],
    out: Path,
    package: str,
    only: tuple[str, ...],
    check: bool,
    force: bool,
    jobs: int | None,
) -> None:
    """Write the package of some specs into OUT/PACKAGE.

    SPEC is a file, a folder, or a spec that comes with tc3gen: `ses`, `sms@2021-01-11`.
    With --check everything is made in memory and compared; files in the package that
    Python would load although they were not generated are reported, too.
    """
    from tc3gen.python.output.generate import (
        OutputRefused,
        UnknownNames,
        generate_package,
    )
    from tc3gen.util.progress_bar import progress

    check_package(package)
    wanted = parsed_only(only)
    try:
        with progress("services") as advance:
            done = generate_package(
                specs,
                out,
                package=package,
                only=wanted,
                check=check,
                force=force,
                jobs=jobs,
                progress=advance,
            )
    except OutputRefused as reason:
        raise click.ClickException(str(reason)) from None
    except UnknownNames as names:
        raise click.BadParameter(str(names), param_hint="--only") from None
    stop_at(done.problems)
    for mark, paths in (
        ("+", done.changes.added),
        ("~", done.changes.changed),
        ("-", done.changes.removed),
        ("!", done.changes.stray),
    ):
        for path in paths if check else ():
            click.echo(f"{mark} {package}/{path}")
    where = f"{out / package}: {count_text(done.files, 'file')}"
    if not done.changes:
        click.echo(f"{where}, current")
    elif done.changes.stray:
        raise click.ClickException(
            f"{where}, and {count_text(len(done.changes.stray), 'file')} marked ! that "
            "Python would load, but that nobody generated: remove what you do not know"
        )
    elif check:
        raise click.ClickException(f"{where}, not current: run tc3gen generate")
    else:
        counts = (
            f"{len(done.changes.added)} added, {len(done.changes.changed)} changed, "
            f"{len(done.changes.removed)} removed"
        )
        click.echo(f"{where}, {counts}")
