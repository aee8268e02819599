"""The command `tc3gen import tccli`: what it says while it works, and in the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor
from pathlib import Path

import click

from tc3gen.sources.tccli import importing
from tc3gen.sources.tccli.update import Done
from tc3gen.spec.select import Only, parse_only
from tc3gen.util.progress_bar import progress


def run_import(
    path: Path | None,
    out: Path,
    only: Sequence[str],
    errors: Path | None,
    *,
    keep: bool,
    jobs: int | None,
) -> int:
    """Import, and say what came of it; the exit code."""
    wanted = list(_wanted_parts(only))
    try:
        sources = importing.find_sources(path, errors, wanted)
        done: list[Done] = []
        with progress("specs") as tell:
            for each in importing.import_versions(sources, out, keep=keep, jobs=jobs):
                done.append(each)
                tell(len(done), len(sources), each.name)
    except importing.NotFound as reason:
        raise click.UsageError(str(reason)) from None
    except BrokenExecutor:
        raise click.ClickException(
            "a process was ended from outside, perhaps for want of memory: "
            "run it again with --jobs 1"
        ) from None
    except OSError as error:
        where = error.filename or out
        raise click.ClickException(
            f"{where} cannot be used: {error.strerror}"
        ) from None
    return _summed_up(done, out, keep=keep)


def _wanted_parts(texts: Sequence[str]) -> Iterator[Only]:
    for text in texts:
        try:
            only = parse_only(text)
        except ValueError:
            only = None
        if only is None or only.actions:
            raise click.BadParameter(
                f"{text!r} is not SERVICE[@VERSION], such as ses@2020-10-02",
                param_hint="--only",
            )
        yield only


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
    specs = f"{len(done)} spec{'' if len(done) == 1 else 's'}"
    click.echo(f"{out}: {specs}: {', '.join(parts)}")
    return 1 if problems or (conflicts and not keep) else 0
