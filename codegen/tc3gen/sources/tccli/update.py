"""One version of a product: its definitions into its spec file."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any, Literal

from attrs import frozen

from tc3gen.python.output.refused import OutputRefused as BadFolder
from tc3gen.python.output.staging import check_folder
from tc3gen.sources.tccli.annotate import spec_text
from tc3gen.sources.tccli.document import document
from tc3gen.sources.tccli.merging import state
from tc3gen.sources.tccli.merging.adopt import adopt
from tc3gen.sources.tccli.merging.merge import (
    Conflict,
    Merge,
    document_to_remember,
    merge_documents,
)
from tc3gen.sources.tccli.merging.state import State
from tc3gen.sources.tccli.naming import settle_names
from tc3gen.sources.tccli.reading import definition_reader, errorcodes
from tc3gen.spec.checks.scope import Places
from tc3gen.spec.editing.dump import Unwritable
from tc3gen.spec.editing.edit import EditRefused, apply_edits
from tc3gen.spec.model import Common, Position
from tc3gen.spec.problems import Problem, Problems
from tc3gen.spec.reading.files import COMMON, read_text
from tc3gen.spec.yaml import nodes
from tc3gen.util.gc_pause import gc_paused
from tc3gen.util.safe_files import read_regular, replace_file

UpdateOutcome = Literal["new", "changed", "current", "failed"]

_SERVICE = re.compile(rb'"serviceShortName"\s*:\s*"([a-z][a-z0-9]{0,63})"')
_VERSION = re.compile(rb'"apiVersion"\s*:\s*"([0-9]{4}-[0-9]{2}-[0-9]{2})"')


@frozen
class Source:
    """The files with the definitions of a version."""

    folder: Path
    errors: Path | None = None
    """Its `errorcodes.py`."""


@frozen
class Target:
    """The folder for specs, and options."""

    out: Path
    common: Common
    tool: str
    """Digest of what beside the sources decides the output."""
    keep: bool = False
    """True if conflicts are settled by what the files say."""


@frozen
class Done:
    """The outcome for one version."""

    name: str
    outcome: UpdateOutcome
    problems: tuple[Problem, ...] = ()
    conflicts: tuple[Problem, ...] = ()


def update_version(source: Source, target: Target) -> Done:
    """Import one version. Its file is written whole, or not at all."""
    with gc_paused():
        return _update_spec(source, target)


def _update_spec(source: Source, target: Target) -> Done:
    problems = Problems()
    inputs = _digest_of(source, target)
    key = key_of(source.folder)
    if inputs and key and _is_current(key, target, inputs):
        return Done(f"{key[0]} {key[1]}", "current")
    found = definition_reader.definitions(source.folder, problems)
    errors = (
        errorcodes.read_error_codes(source.errors, problems) if source.errors else {}
    )
    name = "/".join(source.folder.parts[-2:])
    if found is None or len(problems):
        return Done(name, "failed", problems.sorted())
    key = (found.service, found.version)
    name = f"{key[0]} {key[1]}"
    try:
        plain = document(found, errors, target.common)
        return _write_spec(name, key, plain, inputs, target)
    except _Failed as failed:
        return Done(name, "failed", failed.problems)
    except (BadFolder, Unwritable) as refusal:
        where, reason = str(source.folder), str(refusal)
    except OSError as error:
        where = str(error.filename or target.out)
        reason = f"cannot be used: {error.strerror}"
    return Done(name, "failed", (Problem(Position(where, 1, 1), reason),))


class _Failed(Exception):
    """The file stays as it is."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems


def _write_spec(
    name: str, key: tuple[str, str], plain: Any, inputs: str, target: Target
) -> Done:
    path = target.out / key[0] / f"{key[1]}.yaml"
    kept = state.path_of(target.out, *key)
    for folder in (path.parent, kept.parent.parent, kept.parent):
        check_folder(folder)
    for file in (path, kept):
        if file.is_symlink():
            raise _Failed(Problem(Position(str(file), 1, 1), "a link is not followed"))
    problems = Problems()
    last = state.read_state(kept, problems)
    text = read_text(path, problems) if path.exists() else None
    if len(problems):
        raise _Failed(*problems.sorted())
    conflicts: list[Conflict] = []
    if text is None or digest(text) == last.text:
        settle_names(plain, last.document or {} if text else {}, target.common)
        new = ours = spec_text(plain)
    else:
        new, conflicts = _merge_file(text, path, plain, last, target.common)
        ours = spec_text(plain)
    remembered = plain
    if conflicts and last.document is not None and not target.keep:
        remembered = document_to_remember(last.document, plain, conflicts)
    if new != text:
        replace_file(path, new.encode())
    mark = digest(new) if new == ours else ""
    wrong = () if mark else _problems_of(path, target.out / COMMON)
    pending = wrong or (conflicts and last.document is not None and not target.keep)
    state.write_state(kept, State("" if pending else inputs, mark, remembered))
    outcome: UpdateOutcome = (
        "new" if text is None else "changed" if new != text else "current"
    )
    return Done(name, outcome, wrong, _place_conflicts(conflicts, new, path))


def _problems_of(path: Path, common: Path) -> tuple[Problem, ...]:
    """The problems of a file that people edit."""
    from tc3gen.python.output.package import load_checked

    return load_checked([path, common] if common.is_file() else [path])[1]


def _merge_file(
    text: str, path: Path, plain: Any, last: State, common: Common
) -> tuple[str, list[Conflict]]:
    """A file that a person edited, with the changes of the source."""
    problems = Problems()
    root = nodes.compose(text, str(path), problems)
    if root is None or len(problems) or not isinstance(root, nodes.Mapping):
        start = Position(str(path), 1, 1)
        found = problems.sorted() or (Problem(start, "this is no spec"),)
        raise _Failed(*found)
    mine = nodes.plain_data(root)
    for part in ("service", "version"):
        if mine.get(part) != plain[part]:
            at = Places(Position(str(path), 1, 1), root).value(part)
            raise _Failed(Problem(at, f"this is not the spec of {part} {plain[part]}"))
    settle_names(plain, mine, common)
    found_merge: Merge = (
        adopt(mine, plain)
        if last.document is None
        else merge_documents(last.document, mine, plain)
    )
    try:
        return apply_edits(text, found_merge.edits, str(path)), found_merge.conflicts
    except EditRefused as reason:
        raise _Failed(Problem(Position(str(path), 1, 1), str(reason))) from None


def _place_conflicts(
    conflicts: list[Conflict], text: str, path: Path
) -> tuple[Problem, ...]:
    """Conflicts with their positions in the file as it is now."""
    if not conflicts:
        return ()
    root = nodes.compose(text, str(path), Problems())
    places = Places(Position(str(path), 1, 1), root)
    return tuple(
        sorted(Problem(places.name(*each.path), each.message) for each in conflicts)
    )


def digest(text: str) -> str:
    """The digest that identifies a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _digest_of(source: Source, target: Target) -> str:
    """The digest of all that decides an import; empty if a file cannot be read."""
    found = hashlib.sha256(target.tool.encode())
    files = [source.folder / "api.json", source.folder / "examples.json"]
    try:
        for path in [*files, *([source.errors] if source.errors else [])]:
            content = read_regular(path, definition_reader.MAX_BYTES)
            if len(content) > definition_reader.MAX_BYTES:
                return ""
            found.update(hashlib.sha256(content).digest())
    except OSError:
        return ""
    return found.hexdigest()


def key_of(folder: Path) -> tuple[str, str] | None:
    """Service and version, if the file says so without doubt; it is not parsed for this."""
    try:
        content = read_regular(folder / "api.json", definition_reader.MAX_BYTES)
    except OSError:
        return None
    services, versions = set(_SERVICE.findall(content)), set(_VERSION.findall(content))
    if len(services) != 1 or len(versions) != 1:
        return None
    return services.pop().decode(), versions.pop().decode()


def _is_current(key: tuple[str, str], target: Target, inputs: str) -> bool:
    """True if this has been imported, and its file is still there."""
    return (target.out / key[0] / f"{key[1]}.yaml").is_file() and (
        state.read_inputs(state.path_of(target.out, *key)) == inputs
    )
