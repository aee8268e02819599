"""Connections to the SQLite file of a ledger, which threads share and forks do not carry over.

SQLite locks by `fcntl`, whose locks belong to a process: closing the file by other means drops
them all, and what a fork copies are notes of locks that the child does not have. Without its
locks, a process writes to a log that others have removed.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Generator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from tempfile import mkstemp
from threading import Condition, RLock
from typing import Any, NamedTuple
from weakref import WeakSet

from .. import clock
from .trouble import Unreachable

PATIENCE = 5.0
"""Seconds to wait for other processes that write, and for steps to end before a fork."""

_turn = Condition(RLock())
"""Whoever counts connections, and whoever forks."""

_all: WeakSet[SqliteConnections] = WeakSet()

_abandoned: list[Any] = []
"""Connections that a fork has copied: to close them would harm those of the parent."""


class _Opened(NamedTuple):
    connection: sqlite3.Connection
    files: tuple[int, ...]
    """What tells the files from others at their place."""


class SqliteConnections:
    """Opens as many connections as are used at a time."""

    def __init__(self, path: Path, schema: str) -> None:
        """Sets them up; nothing is opened yet. `schema` is for a new file."""
        self._path = path
        self._schema = schema
        self._idle: list[_Opened] = []
        self._busy = 0
        self._pid = os.getpid()
        self._is_torn = False
        _all.add(self)

    def __del__(self) -> None:
        if hasattr(self, "_pid"):
            self.close()

    @property
    def is_busy(self) -> bool:
        """True while a step is under way."""
        return self._busy > 0

    @contextmanager
    def use(self) -> Generator[sqlite3.Connection, None, None]:
        """A connection that nobody else uses.

        What was done with it counts if the file is still at its place at the end.

        Raises:
            Unreachable: The file cannot be used, or was replaced.
        """
        opened = None
        try:
            opened = self._taken()
            yield opened.connection
            self._check_place(opened)
        except BaseException as error:
            if opened is not None:
                with suppress(sqlite3.Error):
                    opened.connection.close()  # which undoes what it had begun
                self._give(None)
            if isinstance(error, (sqlite3.Error, OSError)):
                raise Unreachable(str(error) or type(error).__name__) from None
            raise
        self._give(opened)

    def close(self) -> None:
        """Close those that nobody uses."""
        with _turn:
            while self._pid == os.getpid() and self._idle:
                with suppress(sqlite3.Error):
                    self._idle.pop().connection.close()

    def _taken(self) -> _Opened:
        with _turn:
            self._check_fork()
            self._busy += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._opened()
        except BaseException:
            self._give(None)
            raise

    def _give(self, opened: _Opened | None) -> None:
        """Give a connection back; None for one that was closed."""
        with _turn:
            self._busy -= 1
            if opened is not None:
                self._idle.append(opened)
            _turn.notify_all()

    def _check_fork(self) -> None:
        """Refuse to go on after a fork that copied connections."""
        if self._pid != os.getpid():
            self._is_torn = bool(self._idle or self._busy)
            _abandoned.append(self._idle)
            self._idle, self._busy, self._pid = [], 0, os.getpid()
        if self._is_torn:
            raise Unreachable(
                "this process was forked while the file was in use; "
                "make the ledger after the fork"
            )

    def _check_place(self, opened: _Opened) -> None:
        """Refuse what was written to a file that others do not see."""
        try:
            if opened.files == _files(self._path):
                return
        except FileNotFoundError:
            pass
        self.close()  # they are of the same file
        logging.getLogger(__name__).warning(
            "the ledger's file %s was removed or replaced: calls that it had recorded may be "
            "sent again",
            self._path,
        )
        raise Unreachable("it was removed or replaced")

    def _opened(self) -> _Opened:
        _make_file(self._path)
        connection = sqlite3.connect(
            self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare_connection(connection, self._schema)
            return _Opened(connection, _files(self._path))
        except BaseException:
            connection.close()
            raise


def _files(path: Path) -> tuple[int, ...]:
    """Tell the file, and its log, from others that may come to their place."""
    file, log = os.stat(path), os.stat(f"{path}-wal")
    return file.st_dev, file.st_ino, log.st_ino


def _make_file(path: Path) -> None:
    """Make the file, unless it is there: SQLite would make it readable for everybody.

    It comes to its place closed.
    """
    place = os.path.realpath(path)
    if os.path.exists(place):
        return
    folder, name = os.path.split(place)
    handle, made = mkstemp(prefix=f".{name}-", dir=folder)
    try:
        os.close(handle)
        with suppress(FileExistsError):  # another one was faster
            os.link(made, place)
    finally:
        os.unlink(made)


def _prepare_connection(connection: sqlite3.Connection, schema: str) -> None:
    """Set a connection up, and the file if it is new."""
    deadline = clock.monotonic() + PATIENCE
    while True:
        try:
            with closing(connection.execute("PRAGMA journal_mode=WAL")) as found:
                (mode,) = found.fetchone()
            break
        except sqlite3.OperationalError as error:
            # Another process does the same; SQLite does not wait for that by itself.
            if "locked" not in str(error) or clock.monotonic() >= deadline:
                raise
            time.sleep(0.01)
    if mode != "wal":
        raise sqlite3.OperationalError("the file system has no write-ahead log")
    connection.execute("PRAGMA synchronous=FULL")
    connection.executescript(schema)


def _before_fork() -> None:
    """Close all connections, for the child to open its own."""
    _turn.acquire()
    _turn.wait_for(lambda: not any(each.is_busy for each in [*_all]), PATIENCE)
    for each in [*_all]:
        each.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=_turn.release,
        after_in_child=_turn.release,
    )
