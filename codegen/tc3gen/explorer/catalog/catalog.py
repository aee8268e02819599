"""Services by name and version, from files that are read once, and the search in them."""

from __future__ import annotations

import hashlib
import os
import pickle
import sqlite3
import sys
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock

from attrs import frozen

from tc3gen.explorer.caching import (
    cache_folder,
    make_folder,
    note_use,
    remove_unused,
)
from tc3gen.explorer.catalog import database
from tc3gen.explorer.catalog.entries import Entry, entries
from tc3gen.explorer.catalog.search import DEFAULT_LIMIT, Hit, search_entries
from tc3gen.spec import cache, model
from tc3gen.spec.model import Common, Position, Service
from tc3gen.spec.problems import Problem, Problems
from tc3gen.spec.reading.files import COMMON, common_of, spec_files
from tc3gen.util.folder_lock import only_one
from tc3gen.util.gc_pause import gc_paused
from tc3gen.util.process_pool import process_pool

_KEPT = 12
"""Services that stay in memory; each of the largest takes some 30 MB."""

_FEW = 6
"""Spec files that are read at once here; a pool of processes takes longer to start."""

Progress = Callable[[int, int, str], object]
_Columns = tuple[str, str, str, str, str, str, int, bytes]
_Read = tuple[_Columns, list[Entry]]


class UnknownService(LookupError):
    """There is no such product, or it has no such version."""


@frozen
class Version:
    """A version of a product, as lists show it."""

    service: str
    version: str
    title: str
    summary: str
    actions: int


class Catalog:
    """A catalog of specs. Threads may share it."""

    def __init__(self, connection: sqlite3.Connection, common: Common) -> None:
        """See `of_services` and `of_files`, which make one."""
        self.common = common
        self._connection = connection
        self._lock = RLock()
        self._services: OrderedDict[tuple[str, str], Service] = OrderedDict()
        rows = connection.execute(
            "SELECT service, version, title, summary, actions FROM spec "
            "ORDER BY service, version"
        )
        self.versions = tuple(Version(*row) for row in rows)

    @classmethod
    def of_services(cls, services: Iterable[Service], common: Common) -> Catalog:
        """A catalog in memory of services that are loaded already."""
        connection = database.connect(None)
        for number, service in enumerate(services):
            _add_service(
                connection, _columns(str(number), "", service), entries(service)
            )
        return cls(connection, common)

    @classmethod
    def of_files(
        cls,
        paths: Sequence[Path],
        folder: Path | None = None,
        progress: Progress | None = None,
    ) -> Catalog:
        """The catalog of spec files, kept in a folder; what has not changed is not read.

        Whoever can write to the folder can have code run: it must be no less private
        than the code itself. Without one it is the user's cache.

        Raises:
            SpecProblems: the specs cannot be used.
            OSError: the cache cannot be written.
        """
        folder = folder or cache_folder()
        problems = Problems()
        files = {os.path.realpath(file): file for file in spec_files(paths, problems)}
        if len(problems):
            raise cache.SpecProblems(problems.sorted())
        name = hashlib.sha256("\0".join([*files, _readers_state()]).encode())
        make_folder(folder)
        kept = folder / f"catalog-{name.hexdigest()[:20]}.sqlite"
        common = _common(paths, list(files.values()))
        specs = {file: path for file, path in files.items() if path.name != COMMON}
        with only_one(folder):
            try:
                connection = _open_updated(kept, specs, progress)
            except sqlite3.DatabaseError:  # cut off, or no database at all
                _remove_database(kept)
                connection = _open_updated(kept, specs, progress)
            note_use(kept)
            remove_unused(folder, "catalog-*.sqlite*")
        return cls(connection, common)

    def get(self, service: str, version: str) -> Service:
        """A version of a product. Raises `UnknownService`."""
        key = service, version
        with self._lock:
            found = self._services.get(key)
            if found is None:
                found = self._services[key] = self._load(key)
                while len(self._services) > _KEPT:
                    self._services.popitem(last=False)
            self._services.move_to_end(key)
            return found

    def versions_of(self, service: str) -> tuple[Version, ...]:
        """All versions of a product, the oldest first."""
        return tuple(each for each in self.versions if each.service == service)

    def search(self, query: str, limit: int = DEFAULT_LIMIT) -> list[Hit]:
        """Return the entries that match all words of a query, best first."""
        with self._lock:
            return search_entries(self._connection, query, limit)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._connection.close()

    def _load(self, key: tuple[str, str]) -> Service:
        row = self._connection.execute(
            "SELECT content FROM spec WHERE service = ? AND version = ?", key
        ).fetchone()
        if row is None:
            raise UnknownService(key)
        found: Service = pickle.loads(zlib.decompress(row[0]))
        return found


def _add_service(
    connection: sqlite3.Connection, columns: _Columns, rows: Iterable[Entry]
) -> None:
    with connection:
        database.add_spec(connection, columns, rows)


def _columns(file: str, state: str, service: Service) -> _Columns:
    content = zlib.compress(pickle.dumps(service, pickle.HIGHEST_PROTOCOL), 1)
    summary = service.summary
    count = len(service.actions)
    name, version = service.key
    return (file, state, name, version, service.title, summary, count, content)


def _open_updated(
    kept: Path, files: dict[str, Path], progress: Progress | None
) -> sqlite3.Connection:
    connection = database.connect(kept)
    try:
        _update_database(connection, files, progress)
    except BaseException:
        connection.close()
        raise
    return connection


def _remove_database(kept: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{kept}{suffix}").unlink(missing_ok=True)


def _update_database(
    connection: sqlite3.Connection,
    files: dict[str, Path],
    progress: Progress | None,
) -> None:
    """Read the files that have changed. Raises `SpecProblems`."""
    states = {file: _state(Path(file)) for file in files}
    known = dict(connection.execute("SELECT file, state FROM spec"))
    changed = [file for file in files if known.get(file) != states[file]]
    problems: list[Problem] = []
    for done, read in enumerate(_read_all([files[file] for file in changed]), 1):
        if isinstance(read, list):
            problems += read
            continue
        columns, rows = read
        file = os.path.realpath(columns[0])
        problems += _twice(connection, file, columns)
        with connection:
            database.remove_spec(connection, file)
            database.add_spec(connection, (file, states[file], *columns[2:]), rows)
        if progress is not None:
            progress(done, len(changed), f"{columns[2]} {columns[3]}")
    if problems:
        raise cache.SpecProblems(sorted(problems))


def _twice(
    connection: sqlite3.Connection, file: str, columns: _Columns
) -> Iterator[Problem]:
    """The problem of a version that another file describes already."""
    row = connection.execute(
        "SELECT file FROM spec WHERE service = ? AND version = ? AND file != ?",
        (columns[2], columns[3], file),
    ).fetchone()
    if row is not None:
        yield Problem(
            Position(columns[0], 1, 1),
            f"{columns[2]} {columns[3]} is described in {row[0]} already: "
            "keep one of the two",
        )


def _common(paths: Sequence[Path], files: Sequence[Path]) -> Common:
    """Load the common file that all services share. Raises `SpecProblems`."""
    given = [file for file in files if file.name == COMMON]
    path = given[0] if given else common_of(paths)
    if path is None:
        return Common()
    from tc3gen.spec.reading.load import load_specs

    specs = load_specs([path])
    if specs.problems:
        raise cache.SpecProblems(specs.problems)
    return specs.common


def _read_all(files: Sequence[Path]) -> Iterator[_Read | list[Problem]]:
    if len(files) <= _FEW:
        yield from map(_read_spec, files)
        return
    with process_pool(os.cpu_count() or 1) as pool:
        yield from pool.map(_read_spec, files, chunksize=1)


def _read_spec(file: Path) -> _Read | list[Problem]:
    """Read one spec file; returns its problems if it has any."""
    from tc3gen.spec.checks.run import check_specs
    from tc3gen.spec.reading.load import load_specs

    with gc_paused():
        specs = load_specs([file])
        problems = [*specs.problems, *check_specs(specs)]
        if problems:
            return problems
        if not specs.services:
            return []
        (service,) = specs.services
        return _columns(str(file), "", service), list(entries(service))


def _state(file: Path) -> str:
    with suppress(OSError):
        about = os.stat(file)
        return f"{about.st_mtime_ns} {about.st_size}"
    return ""


def _readers_state() -> str:
    """A text that is another one as soon as what reads specs is changed."""
    state: list[object] = [sys.version_info, sys.implementation.name]
    for folder in (Path(model.__file__).parent, Path(__file__).parent):
        for file in sorted(folder.rglob("*.py")):
            state.append((str(file), _state(file)))
    return repr(state)
