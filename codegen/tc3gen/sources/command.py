"""The command `tc3gen import tccli`: what it says while it works, and in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from tc3gen.sources import tccli
from tc3gen.sources.update import Done


def run(
    path: Path | None,
    out: Path,
    only: Sequence[str],
    errors: Path | None,
    *,
    keep: bool,
    jobs: int | None,
) -> int:
    """Import, and say what came of it; the exit code."""
    wanted = []
    for text in only:
        found = tccli.Wanted.parse(text)
        if found is None:
            raise click.BadParameter(
                f"{text!r} is not SERVICE or SERVICE@VERSION, such as ses@2020-10-02",
                param_hint="--only",
            )
        wanted.append(found)
    try:
        sources = tccli.find(path, errors, wanted)
        with _progress(len(sources)) as report:
            done = tccli.run(sources, out, keep=keep, jobs=jobs, report=report)
    except tccli.NotFound as reason:
        raise click.UsageError(str(reason)) from None
    except OSError as error:
        where = error.filename or out
        raise click.ClickException(
            f"{where} cannot be used: {error.strerror}"
        ) from None
    return _summed_up(done, out, keep=keep)


def _summed_up(done: Sequence[Done], out: Path, *, keep: bool) -> int:
    problems = [problem for each in done for problem in each.problems]
    conflicts = [conflict for each in done for conflict in each.conflicts]
    for problem in sorted(problems + conflicts):
        click.echo(str(problem), err=True)
    counts = Counter(each.outcome for each in done)
    parts = [f"{counts[key]} {key}" for key in ("new", "changed", "current")]
    if counts["failed"]:
        parts.append(f"{counts['failed']} failed")
    if conflicts:
        parts.append(f"{len(conflicts)} conflicts{' settled' if keep else ''}")
    click.echo(f"{out}: {len(done)} specs: {', '.join(parts)}")
    return 1 if problems or (conflicts and not keep) else 0


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Done], None]]:
    """A bar on a terminal; elsewhere a line for each file that was not current."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("importing", total=total)

        def advance(done: Done) -> None:
            bar.update(task, advance=1, description=f"{done.name[:40]:40}")

        yield advance


def _line(done: Done) -> None:
    if done.outcome != "current":
        click.echo(f"{done.name}: {done.outcome}", err=True)
