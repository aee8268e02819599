"""Generating again whenever a spec changes."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import perf_counter

from attrs import frozen

from tc3gen.python.output.generate import (
    GenerateOutcome,
    OutputRefused,
    generate_package,
)

_SUFFIXES = (".yaml", ".yml")
_QUIET_MILLISECONDS = 50
"""Editors write a file in several steps: so long nothing more must have happened."""


@frozen
class Round:
    """One generation: its outcome, or why it was refused, and the seconds that it took."""

    outcome: GenerateOutcome | OutputRefused
    seconds: float


def watch_specs(
    specs: Sequence[Path], out: Path, package: str, stop: Event | None = None
) -> Generator[Round, None, None]:
    """Generate now, and after each change of a spec until `stop` is set."""
    from watchfiles import watch as changes

    yield _round(specs, out, package)
    _warm_up(specs, package)
    folders = sorted({path if path.is_dir() else path.parent for path in specs})
    seen = changes(
        *folders,
        watch_filter=_is_about(specs),
        step=_QUIET_MILLISECONDS,
        debounce=4 * _QUIET_MILLISECONDS,
        stop_event=stop,
        raise_interrupt=True,
    )
    for _ in seen:
        yield _round(specs, out, package)


def _round(specs: Sequence[Path], out: Path, package: str) -> Round:
    began = perf_counter()
    outcome: GenerateOutcome | OutputRefused
    try:
        outcome = generate_package(specs, out, package=package, jobs=1)
    except OutputRefused as reason:
        outcome = reason
    return Round(outcome, perf_counter() - began)


def _warm_up(specs: Sequence[Path], package: str) -> None:
    """Load what generating needs, which the first round did not where all was current."""
    with TemporaryDirectory() as nowhere, suppress(OutputRefused):
        generate_package(specs, Path(nowhere), package=package, check=True, jobs=1)


def _is_about(specs: Sequence[Path]) -> Callable[[object, str], bool]:
    """Make a filter for changes of the specs, and of `common.yaml` beside them."""
    folders = {os.path.realpath(path) for path in specs if path.is_dir()}
    files = {os.path.realpath(path) for path in specs if not path.is_dir()}

    def is_about(_: object, path: str) -> bool:
        if not path.endswith(_SUFFIXES) or Path(path).name.startswith("."):
            return False
        real = os.path.realpath(path)
        inside = any(Path(real).is_relative_to(folder) for folder in folders)
        return inside or real in files or Path(real).name == "common.yaml"

    return is_about
