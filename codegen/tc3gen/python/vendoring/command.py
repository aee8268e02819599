"""What `tc3gen vendor` does: writing a vendored package, and looking at one later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import evolve, field, frozen

from tc3gen.python import manifest, swap, write
from tc3gen.python.generate import UnknownNames
from tc3gen.python.manifest import Manifest
from tc3gen.python.refused import Refused
from tc3gen.python.vendor.make import Options, vendored
from tc3gen.spec.problems import Problem


@frozen
class Outcome:
    """What vendoring did."""

    changes: write.Changes = field(factory=write.Changes)
    files: int = 0
    size: int = 0
    """Bytes of Python."""
    problems: tuple[Problem, ...] = ()


@frozen
class State:
    """How a vendored package differs from what was, and from what would be written."""

    package: Path
    files: int = 0
    edited: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    outdated: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        """Whether all is as it should be."""
        return not (self.edited or self.missing or self.outdated or self.problems)


def vendor(
    specs: Sequence[Path], package: Path, options: Options, *, force: bool = False
) -> Outcome:
    """Writes the package of some actions into a folder, in one step.

    Raises:
        Refused: An edited file stands in the way, or the folder cannot be written.
        UnknownNames: A service, version or action is not there.
    """
    made = vendored(specs, options)
    if made.problems:
        return Outcome(problems=made.problems)
    if made.unknown:
        raise UnknownNames("\n".join(made.unknown))
    try:
        write.check_folder(package)
        with swap.locked(package):
            changes = _put(package, made.files, options, force=force)
    except OSError as error:
        raise Refused(
            f"{error.filename or package} cannot be used: {error.strerror}"
        ) from error
    size = sum(len(c) for path, c in made.files.items() if path.endswith(".py"))
    return Outcome(changes, len(made.files), size)


def verify(folder: Path, specs: Sequence[Path]) -> State:
    """What is edited, missing or outdated in a vendored package, or one in the folder.

    Raises:
        Refused: There is no vendored package.
    """
    package = _find(folder)
    known = manifest.read(package)
    try:
        options = Options.from_plain(known.options)
    except ValueError as error:
        raise Refused(f"{package / manifest.NAME}: {error}") from None
    listed = _listed(package)
    made = vendored(specs, options)
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
    changed = {p for p in fresh.keys() | listed.keys() if fresh.get(p) != listed.get(p)}
    return evolve(state, outdated=tuple(sorted(changed)))


def _put(
    package: Path, files: Mapping[str, bytes], options: Options, *, force: bool
) -> write.Changes:
    parts: dict[str, dict[str, bytes]] = {part: {} for part in write.parts(package)}
    services = {path.partition("/")[0] for path in files if "/" in path} - {"_core"}
    for path, content in files.items():
        head, _, rest = path.partition("/")
        part = head if head in services else write.ROOT
        parts.setdefault(part, {})[rest if part else path] = content
    changes = write.Changes()
    with swap.aside(package) as aside:
        for part, contents in parts.items():
            inputs = manifest.inputs_digest(
                [(path, manifest.digest(c)) for path, c in contents.items()], "vendor"
            )
            record = Manifest(inputs, options={} if part else options.plain())
            changes += write.stage(package, aside, part, contents, record)
        if changes.edited and not force:
            raise write.edited_refusal(package, changes.edited)
        swap.put_in_place(package, aside, parts, ())
    return changes.sorted()


def _find(folder: Path) -> Path:
    inside = [path.parent for path in sorted(folder.glob(f"*/{manifest.NAME}"))]
    for package in (folder, *inside):
        if manifest.read(package).options:
            return package
    raise Refused(f"{folder} holds no package that `tc3gen vendor` has written")


def _listed(package: Path) -> dict[str, str]:
    """The digests of all files by their paths."""
    listed = dict(manifest.read(package).files)
    for part in write.parts(package):
        files = manifest.read(package / part).files
        listed |= {f"{part}/{path}": digest for path, digest in files.items()}
    return dict(sorted(listed.items()))
