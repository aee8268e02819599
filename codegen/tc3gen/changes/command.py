"""What `tc3gen diff` does: load both sides, compare, show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from tc3gen.changes import as_json, as_markdown, as_text
from tc3gen.changes.change import Report
from tc3gen.changes.pairs import Mismatch, compare_specs
from tc3gen.python.package import checked
from tc3gen.spec.problems import Problem

__all__ = ["FORMATS", "Mismatch", "compare_paths", "show"]

FORMATS = ("text", "markdown", "json")


def compare_paths(old: Path, new: Path) -> tuple[Report, tuple[Problem, ...]]:
    """What changed from one file or folder to another; nothing where there are problems.

    Raises:
        Mismatch: The two cannot be compared.
    """
    old_specs, problems = checked([old])
    new_specs, more = checked([new])
    problems = tuple(sorted({*problems, *more}))
    if problems:
        return Report(old=str(old), new=str(new)), problems
    return compare_specs(old, new, old_specs, new_specs), ()


def show(report: Report, format: str) -> None:
    """Writes a report to standard output; in colour where that is a terminal."""
    if format == "text":
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False)
        if console.is_terminal:
            as_text.show(report, console)
            return
    click.echo("\n".join(_lines(report, format)))


def _lines(report: Report, format: str) -> Iterator[str]:
    return {
        "text": as_text.lines,
        "markdown": as_markdown.lines,
        "json": as_json.lines,
    }[format](report)
