"""From spec files to a package in a folder: what `tc3gen generate` does."""

from __future__ import annotations

import keyword
import re
from collections.abc import Sequence
from pathlib import Path

from attrs import field, frozen

from tc3gen.python import manifest, write
from tc3gen.python.write import Refused
from tc3gen.spec.files import (
    COMMON,
    common_near,
    default_common,
    source_of,
    spec_files,
)
from tc3gen.spec.problems import Problem, Problems

__all__ = ["Outcome", "Refused", "generate", "is_package_name"]

_PACKAGE = re.compile(r"[a-z_][a-z0-9_]*\Z")


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
    target = out / package
    try:
        return _generate(specs, target, check=check, force=force)
    except OSError as error:
        raise Refused(
            f"{error.filename or target} cannot be used: {error.strerror}"
        ) from error


def is_package_name(name: str) -> bool:
    """Whether a package can be called so: a lower-case name that can be imported."""
    return _PACKAGE.match(name) is not None and not keyword.iskeyword(name)


def _generate(
    specs: Sequence[Path], target: Path, *, check: bool, force: bool
) -> Outcome:
    write.check_folder(target)
    if not check:
        write.recover(target)
    inputs = _inputs(specs, target.name)
    known = manifest.read(target)
    if inputs is not None and write.is_current(target, known, inputs):
        return Outcome(files=len(known.files))
    from tc3gen.python.package import package_files  # needs the parser and templates

    files, problems = package_files(specs)
    if problems:
        return Outcome(problems=problems)
    if check:
        changes = write.compare(target, known, files)
    else:
        changes = write.update(target, files, inputs or "", force=force)
    return Outcome(changes, len(files))


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
        contents = [(source_of(path), path.read_bytes()) for path in files]
    except OSError:
        return None
    return manifest.inputs_digest(contents, package)
