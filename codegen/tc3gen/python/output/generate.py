"""From spec files to a package in a folder: what `tc3gen generate` does."""

from __future__ import annotations

import keyword
import re
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import field, frozen

from tc3gen.python.output import atomic_swap, manifest, staging
from tc3gen.python.output.manifest import Manifest
from tc3gen.python.output.parts import Parts, find_parts
from tc3gen.python.output.refused import OutputRefused
from tc3gen.spec.problems import Problem
from tc3gen.spec.select import Only

if TYPE_CHECKING:
    from tc3gen.python.output.build_part import Built
    from tc3gen.python.output.workers import Progress

__all__ = [
    "GenerateOutcome",
    "OutputRefused",
    "UnknownNames",
    "generate_package",
    "is_package_name",
]

_PACKAGE = re.compile(r"[a-z_][a-z0-9_]*\Z")


class UnknownNames(Exception):
    """Names that were asked for and are not in the specs; one line for each."""


@frozen
class GenerateOutcome:
    """The result of generating, or of checking."""

    changes: staging.Changes = field(factory=staging.Changes)
    files: int = 0
    problems: tuple[Problem, ...] = ()


def generate_package(
    specs: Sequence[Path],
    out: Path,
    *,
    package: str = "tc3",
    only: Sequence[Only] = (),
    check: bool = False,
    force: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> GenerateOutcome:
    """Write the package of some specs into `out / package`.

    With `check` nothing is written: all is made in memory and compared, and files that
    Python would load although nobody generated them are found. Otherwise, what has not
    changed since the last run is neither parsed nor written, and files that were edited
    by hand are overwritten only with `force`. `jobs` processes share the work; without
    it, as many as are of use.

    Raises:
        OutputRefused: An edited file stands in the way, or the folder cannot be written.
        UnknownNames: A service, version or action of `only` is not there.
    """
    target = out / package
    run = _Run(
        specs, target, tuple(sorted(only, key=str)), check, force, jobs, progress
    )
    try:
        staging.check_folder(target)
        with nullcontext() if check else atomic_swap.package_lock(target):
            return run.outcome()
    except OSError as error:
        raise OutputRefused(
            f"{error.filename or target} cannot be used: {error.strerror}"
        ) from error


def is_package_name(name: str) -> bool:
    """True for a lower-case name that can be imported."""
    return _PACKAGE.match(name) is not None and not keyword.iskeyword(name)


@frozen
class _Run:
    specs: Sequence[Path]
    package: Path
    only: tuple[Only, ...]
    check: bool
    force: bool
    jobs: int | None
    progress: Progress | None

    def outcome(self) -> GenerateOutcome:
        parts = find_parts(self.specs, self.only)
        done = None if parts is None else self._make(parts)
        return done or self._slowly()

    def _slowly(self) -> GenerateOutcome:
        """Read all specs, since they do not tell their services at a glance."""
        from tc3gen.python.output.package import load_checked
        from tc3gen.python.output.parts import parts_of

        specs, problems = load_checked(self.specs)
        if problems:
            return GenerateOutcome(problems=problems)
        done = self._make(parts_of(specs, self.only))
        assert done is not None
        return done

    def _make(self, parts: Parts) -> GenerateOutcome | None:
        """Makes the parts that are not current; None where specs are not what they seem."""
        _check_services(parts, self.only, self.specs)
        stale, files = self._stale(parts)
        gone = sorted(set(staging.parts(self.package)) - set(parts.services))
        if not stale and not gone:
            return GenerateOutcome(files=files)
        with nullcontext() if self.check else atomic_swap.aside(self.package) as aside:
            built = self._build(parts, stale, aside)
            problems = tuple(sorted({p for one in built for p in one.problems}))
            if problems:
                return GenerateOutcome(problems=problems)
            if any(one.mistaken for one in built):
                return None
            built += [self._remove(part, aside) for part in gone]
            changes = self._changes(built)
            if aside is not None:
                kept = {staging.ROOT, *parts.services} - set(stale)
                made = [one.part for one in built]
                atomic_swap.put_in_place(self.package, aside, made, sorted(kept))
        return GenerateOutcome(changes, files + sum(one.files for one in built))

    def _stale(self, parts: Parts) -> tuple[dict[str, str], int]:
        """The inputs of the parts that are not current; how many files the others have."""
        stale, files = {}, 0
        for part in (staging.ROOT, *parts.services):
            folder, inputs = self.package / part, self._inputs(parts, part)
            known = manifest.read_manifest(folder)
            if not self.check and staging.is_current(folder, known, inputs):
                files += len(known.files)
            else:
                stale[part] = inputs
        return stale, files

    def _build(
        self, parts: Parts, stale: Mapping[str, str], aside: Path | None
    ) -> list[Built]:
        # These need the parser and the templates.
        from tc3gen.python.output.build_part import Job
        from tc3gen.python.output.workers import build_all

        jobs = [
            Job(
                part,
                (*(f.path for f in parts.services.get(part, ())), parts.common.path),
                frozenset(file.service for file in parts.services.get(part, ())),
                self.only,
                self.package,
                aside,
                Manifest(inputs),
            )
            for part, inputs in stale.items()
        ]
        return build_all(jobs, self.jobs, self.progress)

    def _remove(self, part: str, aside: Path | None) -> Built:
        from tc3gen.python.output.build_part import remove_part

        return remove_part(self.package, aside, part)

    def _inputs(self, parts: Parts, part: str) -> str:
        services = {file.service for file in parts.services.get(part, ())}
        chosen = (str(only) for only in self.only if only.service in services)
        return parts.inputs(part, "\0".join((self.package.name, *chosen)))

    def _changes(self, built: Sequence[Built]) -> staging.Changes:
        for one in built:
            if one.unknown:
                raise UnknownNames("\n".join(one.unknown))
            if one.refused is not None:
                raise OutputRefused(one.refused)
        changes = sum((one.changes for one in built), staging.Changes()).sorted()
        if changes.edited and not self.force and not self.check:
            raise staging.edited_refusal(self.package, changes.edited)
        return changes


def _check_services(parts: Parts, only: Sequence[Only], paths: Sequence[Path]) -> None:
    missing = [found for found in only if found.service not in parts.known]
    if missing:
        from tc3gen.spec.reading.load import load_specs
        from tc3gen.spec.select import unknown

        # Titles and actions help to find what is meant.
        raise UnknownNames("\n".join(unknown(load_specs(paths).services, missing)))
