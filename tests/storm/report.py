"""The table of a storm, and what its failures were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs
from rich.console import Console
from rich.table import Table

from .crew import Storm
from .judge import MUST_NOT
from .play import Played

SHOWN = 5
"""Failures of a kind that are told of at length."""


@attrs.define
class Totals:
    """What was counted over many scenarios."""

    storm: Storm
    scenarios: int = 0
    calls: int = 0
    arrivals: int = 0
    alerts: int = 0
    overcautious: int = 0
    forgotten: int = 0
    errors: Counter[str] = attrs.field(factory=Counter)
    roads: dict[str, Counter[str]] = attrs.field(factory=dict)
    failed: list[Played] = attrs.field(factory=list)

    def add(self, played: Played) -> None:
        self.scenarios += 1
        self.calls += played.calls
        self.arrivals += played.arrivals
        self.alerts += played.alerts
        self.overcautious += played.overcautious
        self.forgotten += played.forgotten
        self.errors += played.errors
        counts = self.roads.setdefault(played.road, Counter())
        counts["scenarios"] += 1
        counts["calls"] += played.calls
        counts["unsure"] += played.overcautious
        for finding in played.findings:
            counts[finding.kind] += 1
        if played.findings:
            self.failed.append(played)

    def bad(self, kind: str) -> int:
        return sum(counts[kind] for counts in self.roads.values())

    def replay(self, played: Played) -> str:
        """The command that plays a scenario again."""
        only = f" --only '{self.storm.only}'" if self.storm.only else ""
        seed = self.storm.seed
        return f"python -m tests.storm --seed {seed}{only} --replay {played.index}"


def count(storm: Storm, played: Iterable[Played]) -> Totals:
    made = Totals(storm)
    for each in played:
        made.add(each)
    return made


def show(totals: Totals, console: Console, seconds: float, most: int = SHOWN) -> None:
    """Prints what was counted by road, and then the failures."""
    columns = ("scenarios", "calls", *MUST_NOT, "unsure")
    table = Table(title=f"seed {totals.storm.seed}")
    table.add_column("road", no_wrap=True)
    for name in columns:
        table.add_column(name, justify="right", no_wrap=True)
    for road in sorted(totals.roads):
        counts = totals.roads[road]
        table.add_row(road, *(_cell(name, counts[name]) for name in columns))
    table.add_section()
    table.add_row("all", *(_cell(name, totals.bad(name)) for name in columns))
    console.print(table)
    console.print(
        f"{totals.arrivals} connections, of which aiohttp or asyncio left"
        f" {totals.forgotten} open; {totals.alerts} alerts of TLS; {seconds:.0f} s"
    )
    console.print(
        "unsure: the error says 'may have received it' of what did not arrive"
    )
    ended = ", ".join(f"{name} {n}" for name, n in totals.errors.most_common())
    console.print(f"ended with: {ended}", highlight=False)
    for line in failures(totals, most):
        console.print(line, highlight=False, markup=False, soft_wrap=True)


def failures(totals: Totals, most: int = SHOWN) -> list[str]:
    """What went wrong, and how to see it again."""
    lines = []
    shown = _some(totals.failed, most)
    for played in shown:
        lines += ["", f"{played.index}: {played.text}"]
        lines += [f"    {kind.upper()}: {text}" for kind, text in played.findings]
        lines += [f"    {told}" for told in played.story]
        lines.append(f"    again: {totals.replay(played)}")
    if len(totals.failed) > len(shown):
        lines += ["", f"... and {len(totals.failed) - len(shown)} more"]
    return lines


def _some(failed: list[Played], most: int) -> list[Played]:
    """At most so many of each kind, or a few more where one has several."""
    seen: Counter[str] = Counter()
    shown = []
    for played in sorted(failed, key=lambda each: each.index):
        kinds = {finding.kind for finding in played.findings}
        if any(seen[kind] < most for kind in kinds):
            seen.update(kinds)
            shown.append(played)
    return shown


def _cell(name: str, number: int) -> str:
    if name not in MUST_NOT:
        return str(number)
    return f"[red]{number}" if number else "0"
