"""`tc3gen diff`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import SpecPath, say_common, stop_at


@click.command()
@click.argument("old", type=SpecPath())
@click.argument("new", type=SpecPath())
@click.option(
    "--format",
    default="text",
    show_default=True,
    type=click.Choice(["text", "markdown", "json"]),
    help="Layout of the report.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking"]),
    help="Exit 1 if a change breaks a caller's code or types.",
)
def diff(old: Path, new: Path, format: str, fail_on: str | None) -> None:
    """Report what the change from OLD to NEW breaks.

    Both are spec files of one service, or both are folders of specs; `ses@2020-10-02` is
    the spec that comes with tc3gen. Each change breaks a caller's code, the caller's
    types, only the wire, or nothing.
    """
    from tc3gen.changes.command import Mismatch, compare_paths, print_report

    for specs in (old, new):
        say_common([specs])
    try:
        report, problems = compare_paths(old, new)
    except Mismatch as reason:
        raise click.UsageError(str(reason)) from None
    stop_at(problems)
    print_report(report, format)
    if fail_on is not None and report.verdict.is_breaking:
        raise SystemExit(1)
