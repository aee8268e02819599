"""`python -m tests.storm [--scenarios N] [--seed SEED] [--only ROAD] [--replay INDEX]`"""

from __future__ import annotations

import sys
from time import monotonic

import click
from rich.console import Console

from .crew import Storm, play_all, play_part, some_seed
from .report import SHOWN, count, show
from .roads import NAMES

_WIDTH = 120
"""Of a report that goes to a file."""


@click.command()
@click.option("--scenarios", default=3000, show_default=True, help="How many.")
@click.option("--seed", help="What they are drawn from; a new one if left out.")
@click.option("--only", type=click.Choice(NAMES), help="One road only.")
@click.option("--replay", type=int, help="One scenario of the seed only, told of.")
@click.option(
    "--failures", default=SHOWN, show_default=True, help="Of each kind, told."
)
@click.option("--processes", default=2, show_default=True)
def main(
    scenarios: int,
    seed: str | None,
    only: str | None,
    replay: int | None,
    failures: int,
    processes: int,
) -> None:
    """Random faults on all roads: nothing is carried out twice, and errors do not lie."""
    storm = Storm(seed or some_seed(), only)
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    begin = monotonic()
    if replay is not None:
        (played,) = play_part(storm, [replay])
        console.print(played.text, highlight=False, markup=False)
        for line in played.story:
            console.print(f"    {line}", highlight=False, markup=False)
        totals = count(storm, [played])
    else:
        console.print(f"seed {storm.seed}", highlight=False)
        totals = count(storm, play_all(storm, range(scenarios), processes))
    show(totals, console, monotonic() - begin, failures)
    sys.exit(bool(totals.failed))


if __name__ == "__main__":
    main()
