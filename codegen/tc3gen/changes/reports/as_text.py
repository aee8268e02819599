"""A report for a terminal, or for a file that is searched: a line for each change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from tc3gen.changes.change import Change, Comparison, Report, Verdict
from tc3gen.changes.reports.escaping import plain
from tc3gen.changes.reports.layout import (
    HEADINGS,
    described_subjects,
    groups,
    line,
    summary,
)

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {
    Verdict.CODE: "bold red",
    Verdict.TYPES: "bold yellow",
    Verdict.WIRE: "bold cyan",
    Verdict.NOTHING: "bold green",
}


class _Line(NamedTuple):
    depth: int
    text: str
    style: str = ""
    place: str = ""


def lines(report: Report) -> Iterator[str]:
    """The report without colours, not wrapped."""
    for entry in _lines(report):
        yield f"{'  ' * entry.depth}{entry.text}{entry.place}"


def print_text(report: Report, console: Console) -> None:
    """The report on a terminal, wrapped to its width."""
    from rich.padding import Padding
    from rich.text import Text

    for entry in _lines(report):
        text = Text(entry.text, style=entry.style, overflow="fold")
        text.append(entry.place, style="dim")
        console.print(Padding(text, (0, 0, 0, 2 * entry.depth), expand=False))


def _lines(report: Report) -> Iterator[_Line]:
    for comparison in report.comparisons:
        yield _Line(0, heading(comparison), "bold")
        for verdict, changes in groups(comparison):
            yield _Line(1, HEADINGS[verdict].lower(), _STYLES[verdict])
            for change in changes:
                yield _Line(2, line(change, plain), place=_place(change))
        names = list(described_subjects(comparison, plain))
        if names:
            yield _Line(1, "described otherwise", "bold")
            yield _Line(2, ", ".join(names))
    yield _Line(0, summary(report))


def heading(comparison: Comparison) -> str:
    """The two versions that were compared."""
    versions = [v for v in (comparison.old, comparison.new) if v is not None]
    span = " -> ".join(dict.fromkeys(versions))
    parts = [plain(f"{comparison.service} {span}".strip()), plain(comparison.about)]
    return ", ".join(filter(None, parts))


def _place(change: Change) -> str:
    places = [str(at) for at in (change.old, change.new) if at is not None]
    return f"  [{plain(' -> '.join(places))}]" if places else ""
