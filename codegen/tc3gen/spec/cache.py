"""Loaded specs, kept from one run to the next: reading YAML takes most of a short one."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from tc3gen.spec import model
from tc3gen.spec.model import Common, Service
from tc3gen.spec.reading.files import common_of, default_common, shipped_specs

if TYPE_CHECKING:
    from tc3gen.spec.problems import Problem

_PREFIX = f"specs-{sys.implementation.cache_tag}-"

Known = tuple[tuple[Service, ...], Common]


class SpecProblems(Exception):
    """Specs that cannot be used; each line of the message is a problem with its place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))


def load_cached(paths: Sequence[Path], folder: Path | None = None) -> Known:
    """Load specs, from a cache in a folder, if one is given.

    What the specs that come with tc3gen say is kept beside its bytecode, where Python
    may write that: they are read once, whatever the project.

    Whoever can write to the folder can have code run: it must be no less private than
    the code itself. Nothing is wrong with a folder that cannot be used; it only takes
    longer.

    Raises:
        SpecProblems: the specs cannot be used.
    """
    name = f"{_PREFIX}{_state_of(paths)}.pickle"
    shipped = _beside_bytecode() if _are_shipped(paths) else None
    files = [place / name for place in (shipped, folder) if place is not None]
    for file in files:
        with suppress(Exception):  # a file that is cut off can raise anything
            found: Known = pickle.loads(file.read_bytes())
            return found
    known = _load_known(paths)
    if shipped is not None and sys.dont_write_bytecode:
        files.pop(0)
    for file in files:
        with suppress(OSError):
            _write_file(file, pickle.dumps(known))
            break
    return known


def _are_shipped(paths: Sequence[Path]) -> bool:
    return list(paths) == [shipped_specs()]


def _beside_bytecode() -> Path | None:
    """The folder of the bytecode of the modules that read specs."""
    try:
        return Path(cache_from_source(model.__file__)).parent
    except NotImplementedError:  # it keeps none
        return None


def _load_known(paths: Sequence[Path]) -> Known:
    from tc3gen.spec.reading.load import load_specs

    specs = load_specs(paths)
    problems = list(specs.problems)
    if not _are_shipped(paths):  # those were checked before they were shipped
        from tc3gen.spec.checks.run import check_specs

        problems += check_specs(specs)
    if problems:
        raise SpecProblems(sorted(problems))
    return specs.services, specs.common


def _state_of(paths: Sequence[Path]) -> str:
    """A text that is another one as soon as a spec, or what reads specs, is changed."""
    readers = Path(model.__file__).parent
    state: list[object] = [sys.version_info, sys.implementation.name]
    for path in (*paths, readers, default_common(), common_of(paths)):
        for file in [] if path is None else sorted(_files_of(path)):
            with suppress(OSError):
                about = os.stat(file)
                state.append((file, about.st_mtime_ns, about.st_size))
    return hashlib.sha256(repr(state).encode()).hexdigest()[:32]


def _files_of(path: Path) -> list[str]:
    if not path.is_dir():
        return [str(path)]
    return [
        os.path.join(where, name)
        for where, _, names in os.walk(path)
        for name in names
        if name.endswith((".yaml", ".yml", ".py"))
    ]


def _write_file(file: Path, content: bytes) -> None:
    """At once or not at all: several processes may do it at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, delete=False) as new:
        new.write(content)
    os.replace(new.name, file)
    for other in file.parent.glob(f"{_PREFIX}*.pickle"):  # what they said before
        if other != file:
            other.unlink(missing_ok=True)
