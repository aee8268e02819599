"""Making one part of a package, from parsing its specs to its files aside.

It is what a worker does: all that a part needs goes in as a `Job`, what became of it comes
out as a `Built`, and the files themselves never leave the process.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from attrs import field, frozen

from tc3gen.python.output import staging
from tc3gen.python.output.manifest import Manifest
from tc3gen.python.output.package import Made, root_files, service_files
from tc3gen.python.output.refused import OutputRefused
from tc3gen.python.output.staging import Changes
from tc3gen.spec.problems import Problem
from tc3gen.spec.select import Only
from tc3gen.util.gc_pause import gc_paused


@frozen
class Job:
    """A part to be made; nothing is written where `aside` is None."""

    part: str
    specs: tuple[Path, ...]
    """The files of the service, and the common one."""
    services: frozenset[str]
    wanted: tuple[Only, ...]
    package: Path
    aside: Path | None
    record: Manifest


@frozen
class Built:
    """The result of a job. `mistaken` if the specs describe another service."""

    part: str
    changes: Changes = field(factory=Changes)
    files: int = 0
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()
    refused: str | None = None
    mistaken: bool = False


def build_part(job: Job) -> Built:
    """Make a part. Nothing is raised for bad specs or an obstacle: they are told."""
    with gc_paused():
        return _build_files(job)


def _build_files(job: Job) -> Built:
    made = _files(job)
    if made.problems or made.unknown:
        return Built(job.part, problems=made.problems, unknown=made.unknown)
    if made.services - job.services:
        return Built(job.part, mistaken=True)
    files = _inside(job.part, made.files)
    try:
        if job.aside is None:
            changes = staging.check_part(job.package, job.part, files)
        else:
            changes = staging.stage_part(
                job.package, job.aside, job.part, files, job.record
            )
    except OutputRefused as reason:
        return Built(job.part, refused=str(reason))
    return Built(job.part, changes, len(files))


def _files(job: Job) -> Made:
    if job.part == staging.ROOT:
        return root_files(job.specs)
    return service_files(job.specs, job.wanted)


def _inside(part: str, files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """The files by their paths in the part's own folder."""
    if not part:
        return files
    return {path.removeprefix(f"{part}/"): content for path, content in files.items()}


def remove_part(package: Path, aside: Path | None, part: str) -> Built:
    """Take a part away that is no longer made; files of others stay."""
    if aside is None:
        return Built(part, staging.check_part(package, part, {}))
    return Built(part, staging.stage_part(package, aside, part, {}, Manifest()))
