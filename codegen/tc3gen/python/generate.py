"""From spec files to a package in a folder: what `tc3gen generate` does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen

from tc3gen.python import manifest, write
from tc3gen.spec.files import COMMON, common_near, default_common, spec_files
from tc3gen.spec.problems import Problem, Problems

_PACKAGE = re.compile(r"[a-z_][a-z0-9_]*\Z")


class Refused(Exception):
    """The work cannot be done as asked; the message says why and what to do."""


@frozen
class Outcome:
    """What generating did, or would do."""

    changes: write.Changes = field(factory=write.Changes)
    files: int = 0
    problems: tuple[Problem, ...] = ()


def generate(
    specs: Sequence[Path],
    out: Path,
    *,
    package: str = "tc3",
    check: bool = False,
    force: bool = False,
) -> Outcome:
    """Writes the package of some specs into `out / package`.

    With `check` nothing is written. Files that were edited by hand are overwritten only
    with `force`. Where nothing has changed, hashes are read and nothing else.

    Raises:
        Refused: An edited file stands in the way, or the folder cannot be written.
    """
    target = _target(out, package)
    known = manifest.read(target)
    inputs = _inputs(specs, package)
    if inputs is not None and write.is_current(target, known, inputs):
        return Outcome(files=len(known.files))
    from tc3gen.python.package import package_files  # needs the parser and templates

    files, problems = package_files(specs)
    if problems:
        return Outcome(problems=problems)
    changes = write.compare(target, known, files)
    if changes.edited and not force and not check:
        raise Refused(_edited(target, changes.edited))
    if not check and (changes or known.inputs != inputs):
        try:
            write.replace(target, changes, files, inputs or "")
        except OSError as error:
            raise Refused(f"{target} cannot be written: {error.strerror}") from error
    return Outcome(changes, len(files))


def _target(out: Path, package: str) -> Path:
    if not _PACKAGE.match(package):
        raise Refused(f"--package {package!r}: a lower-case Python name is needed")
    target = out / package
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise Refused(
            f"{target} is not a folder of its own, so nothing is written there"
        )
    return target


def _inputs(specs: Sequence[Path], package: str) -> str | None:
    """The digest of all that decides the output; None where a file cannot be read."""
    problems = Problems()
    files = spec_files(specs, problems)
    if not files or len(problems):
        return None
    if not any(path.name == COMMON for path in files):
        common = common_near(files[0]) or default_common()
        files += [common] if common is not None else []
    try:
        contents = [("/".join(p.parts[-2:]), p.read_bytes()) for p in files]
    except OSError:
        return None
    return manifest.inputs_digest(contents, package)


def _edited(target: Path, paths: Sequence[str]) -> str:
    shown = "".join(f"\n  {target / path}" for path in paths[:10])
    more = f"\n  and {len(paths) - 10} more" if len(paths) > 10 else ""
    return (
        "these files were not written by tc3gen, or were edited since; nothing was "
        f"changed (--force overwrites them):{shown}{more}"
    )
