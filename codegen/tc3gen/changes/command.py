"""The work of `tc3gen diff`: load both sides, compare, show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import click

from tc3gen.changes.change import Report
from tc3gen.changes.pairs import Mismatch, compare_specs
from tc3gen.changes.reports import as_json, as_markdown, as_text
from tc3gen.python.output.package import load_checked
from tc3gen.python.output.parts import Parts, find_parts
from tc3gen.spec.problems import Problem
from tc3gen.util.gc_pause import gc_paused

__all__ = ["Mismatch", "compare_paths", "print_report"]


def compare_paths(old: Path, new: Path) -> tuple[Report, tuple[Problem, ...]]:
    """Compare one file or folder with another; nothing if there are problems.

    Raises:
        Mismatch: The two cannot be compared.
    """
    before, after = _paths(old, new)
    report = Report(old=str(old), new=str(new))
    if not (before or after):
        return report, ()
    with gc_paused():
        old_specs, problems = load_checked(before)
        new_specs, more = load_checked(after)
        problems = tuple(sorted({*problems, *more}))
        if problems:
            return report, problems
        return compare_specs(old, new, old_specs, new_specs), ()


def _paths(old: Path, new: Path) -> tuple[list[Path], list[Path]]:
    """The files to load: of two folders, only the services that are not the same."""
    if os.path.isdir(old) and os.path.isdir(new):
        left, right = (find_parts([folder], ()) for folder in (old, new))
        if left and right and left.common.digest == right.common.digest:
            changed = {
                service
                for service in {*left.services, *right.services}
                if _digests(left, service) != _digests(right, service)
            }
            return _files(left, changed), _files(right, changed)
    return [old], [new]


def _digests(parts: Parts, service: str) -> list[str]:
    return sorted(file.digest for file in parts.services.get(service, ()))


def _files(parts: Parts, services: set[str]) -> list[Path]:
    found = [
        file.path
        for service, files in parts.services.items()
        if service in services
        for file in files
    ]
    return [*found, parts.common.path] if services else []


def print_report(report: Report, format: str) -> None:
    """Writes a report to standard output; in colour where that is a terminal."""
    if format == "text":
        from rich.console import Console

        console = Console(highlight=False, markup=False, emoji=False)
        if console.is_terminal:
            as_text.print_text(report, console)
            return
    click.echo("\n".join(_lines(report, format)))


def _lines(report: Report, format: str) -> Iterator[str]:
    return {
        "text": as_text.lines,
        "markdown": as_markdown.lines,
        "json": as_json.lines,
    }[format](report)
