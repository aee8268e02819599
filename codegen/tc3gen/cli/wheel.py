"""`tc3gen wheel`."""

from __future__ import annotations

import re
from pathlib import Path

import click

from tc3gen.cli.arguments import SPECS, count_text, out_option, stop_at

_VERSION = re.compile(r"[0-9]+(\.[0-9]+){1,3}((a|b|rc|\.post|\.dev)[0-9]+)?")


@click.command()
@SPECS
@out_option("Folder for the wheels.")
@click.option(
    "--version",
    metavar="VERSION",
    help="Version of the wheels; by default that of the runtime.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes to share the work; by default one for each processor.",
)
def wheel(
    specs: tuple[Path, ...], out: Path, version: str | None, jobs: int | None
) -> None:
    """Write a wheel for each product into OUT, such as tc3_cvm-0.1.0-py3-none-any.whl.

    Each holds one folder of the package, such as tc3/cvm, and needs tc3 itself of the same
    series, so that products are installed and removed one by one. Products that tc3
    carries already get none.
    """
    from tc3gen.packaging.products import NoSpecs, make_wheels
    from tc3gen.util.progress_bar import progress

    if version is not None and not _VERSION.fullmatch(version):
        raise click.BadParameter(
            f"{version!r} is not a version such as 1.2.3 or 1.2.3.post4",
            param_hint="--version",
        )
    try:
        with progress("products") as advance:
            packed = make_wheels(
                specs, out, version=version, jobs=jobs, progress=advance
            )
    except NoSpecs as reason:
        raise click.ClickException(str(reason)) from None
    for done in packed:
        if done.wheel is not None:
            click.echo(str(done.wheel))
    stop_at([problem for done in packed for problem in done.problems])
    click.echo(count_text(len(packed), "wheel"), err=True)
