"""`tc3gen vendor`: write a vendored package, and verify one later."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from attrs import evolve, field, frozen

from tc3gen.python.output import atomic_swap, manifest, staging
from tc3gen.python.output.generate import UnknownNames
from tc3gen.python.output.manifest import Manifest
from tc3gen.python.output.refused import OutputRefused
from tc3gen.python.vendoring import requirements
from tc3gen.python.vendoring.make import Options, make_vendored
from tc3gen.spec.problems import Problem


@frozen
class VendorOutcome:
    """The changes and problems of vendoring a package."""

    changes: staging.Changes = field(factory=staging.Changes)
    files: int = 0
    size: int = 0
    """Bytes of Python."""
    problems: tuple[Problem, ...] = ()


@frozen
class State:
    """The differences of a vendored package from the one recorded, and from a new one."""

    package: Path
    files: int = 0
    edited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        """True if there are no differences and no problems."""
        return not (self.edited or self.missing or self.outdated or self.problems)


def vendor_package(
    specs: Sequence[Path], package: Path, options: Options, *, force: bool = False
) -> VendorOutcome:
    """Writes the package of some actions into a folder, in one step.

    Raises:
        OutputRefused: An edited file stands in the way, or the folder cannot be written.
        UnknownNames: A service, version or action is not there.
    """
    made = make_vendored(specs, options)
    if made.problems:
        return VendorOutcome(problems=made.problems)
    if made.unknown:
        raise UnknownNames("\n".join(made.unknown))
    try:
        staging.check_folder(package)
        with atomic_swap.package_lock(package):
            record = {**options.plain(), **requirements.plain(specs, package, options)}
            changes = _put_package(package, made.files, record, force=force)
    except OSError as error:
        raise OutputRefused(
            f"{error.filename or package} cannot be used: {error.strerror}"
        ) from error
    size = sum(len(c) for path, c in made.files.items() if path.endswith(".py"))
    return VendorOutcome(changes, len(made.files), size)


def update_package(
    folder: Path, specs: Sequence[Path] = (), *, force: bool = False
) -> VendorOutcome:
    """Write a vendored package, or one in the folder, again, with its own options.

    Without `specs` it is made from those that its manifest names.

    Raises:
        OutputRefused: As for `vendor`, or there is no vendored package, or its specs are not there.
        UnknownNames: An action of it is not in the specs any more.
    """
    package = _find_package(folder)
    options, sources = _recorded_options(package)
    return vendor_package(specs or sources, package, options, force=force)


def verify_package(folder: Path, specs: Sequence[Path] = ()) -> State:
    """Find the edited, missing and outdated files of a vendored package, or of one in the folder.

    Without `specs` it is compared with those that its manifest names.

    Raises:
        OutputRefused: There is no vendored package, or its specs are not there.
    """
    package = _find_package(folder)
    options, sources = _recorded_options(package)
    listed = _listed_digests(package)
    made = make_vendored(specs or sources, options)
    state = State(package, len(listed), problems=made.problems)
    found = {path: manifest.digest_of(package / path) for path in listed}
    state = evolve(
        state,
        missing=tuple(path for path in listed if found[path] is None),
        edited=tuple(p for p in listed if found[p] not in (None, listed[p])),
    )
    if made.problems or made.unknown:
        return evolve(state, outdated=made.unknown)
    fresh = {path: manifest.digest(content) for path, content in made.files.items()}
    outdated = {
        path
        for path in fresh.keys() | listed.keys()
        if fresh.get(path) != listed.get(path)
        and not (
            path in made.files
            and found.get(path) == listed.get(path)
            and _is_same_code(made.files[path], package / path)
        )
    }
    return evolve(state, outdated=tuple(sorted(outdated)))


def _is_same_code(content: bytes, path: Path) -> bool:
    """Tell if Python differs from that of a file in its layout only, as by another ruff."""
    if path.suffix != ".py":
        return False
    try:
        return ast.dump(ast.parse(content)) == ast.dump(ast.parse(path.read_bytes()))
    except (SyntaxError, ValueError, OSError, MemoryError, RecursionError):
        return False  # it cannot be read, or is nested too deep for that


def _put_package(
    package: Path,
    files: Mapping[str, bytes],
    options: Mapping[str, Any],
    *,
    force: bool,
) -> staging.Changes:
    parts: dict[str, dict[str, bytes]] = {part: {} for part in staging.parts(package)}
    services = {path.partition("/")[0] for path in files if "/" in path} - {"_core"}
    for path, content in files.items():
        head, _, rest = path.partition("/")
        part = head if head in services else staging.ROOT
        parts.setdefault(part, {})[rest if part else path] = content
    changes = staging.Changes()
    with atomic_swap.aside(package) as aside:
        for part, contents in parts.items():
            inputs = manifest.inputs_digest(
                [(path, manifest.digest(c)) for path, c in contents.items()], "vendor"
            )
            record = Manifest(inputs, options={} if part else options)
            changes += staging.stage_part(package, aside, part, contents, record)
        if changes.edited and not force:
            raise staging.edited_refusal(package, changes.edited)
        atomic_swap.put_in_place(package, aside, parts, ())
    return changes.sorted()


def _recorded_options(package: Path) -> tuple[Options, tuple[Path, ...]]:
    """The options of a package and the specs that it came from, as its manifest has them."""
    known = manifest.read_manifest(package).options
    try:
        return Options.from_plain(known), requirements.specs_of(known, package)
    except ValueError as error:
        raise OutputRefused(f"{package / manifest.NAME}: {error}") from None


def _find_package(folder: Path) -> Path:
    inside = [path.parent for path in sorted(folder.glob(f"*/{manifest.NAME}"))]
    for package in (folder, *inside):
        if manifest.read_manifest(package).options:
            return package
    raise OutputRefused(f"{folder} holds no package that `tc3gen vendor` has written")


def _listed_digests(package: Path) -> dict[str, str]:
    """The digests of all files by their paths."""
    listed = dict(manifest.read_manifest(package).files)
    for part in staging.parts(package):
        files = manifest.read_manifest(package / part).files
        listed |= {f"{part}/{path}": digest for path, digest in files.items()}
    return dict(sorted(listed.items()))
