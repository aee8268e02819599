"""Storage of the cloud: an SQLite database, in memory or in a file."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import RLock
from typing import Any

Row = sqlite3.Row
"""A row of a query: its columns by name, or one after the other."""

Values = Sequence[Any]
Listener = Callable[[], object]


class StateError(Exception):
    """A state file that cannot be used; the message says why and what to do."""


class Database:
    """One connection that all threads share, with one transaction at a time.

    A file is written ahead (WAL): what was committed is there after the process was
    killed at any moment. It is locked, so that no two clouds write to one file.
    """

    def __init__(
        self, schema: str, version: int, path: Path | str | None = None
    ) -> None:
        """`version` is that of the schema. Raises `StateError` for a bad file."""
        self._lock = RLock()
        self._depth = 0
        self._listeners: list[Listener] = []
        self._undone: list[Listener] = []
        self._schema = schema
        self._version = version
        self.changes = 0
        """Counts the transactions that wrote something: for pages that show news."""
        if path is not None:
            _create_private(Path(path))
        self._connection = _connect(path)
        # SQLite's own `lower` knows ASCII only.
        self._connection.create_function("fold", 1, _fold, deterministic=True)
        try:
            self._prepare(path)
        except StateError:
            self._connection.close()
            raise
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise StateError(_reason(path, error)) from None
        if path is not None:
            _make_private(Path(path))

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept, or nothing where an exception leaves it.

        One inside another is part of the outer one.
        """
        with self._lock:
            if self._depth:
                yield
                return
            connection = self._connection
            before = connection.total_changes
            connection.execute("BEGIN")
            self._depth = 1
            try:
                yield
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:  # not where the disk is full
                    connection.execute("ROLLBACK")
                for listener in self._undone:
                    listener()
                raise
            finally:
                self._depth = 0
            changed = connection.total_changes != before
            self.changes += changed
        if changed:
            for listener in self._listeners:
                listener()

    def on_change(self, listener: Listener) -> None:
        """Have something called, in the thread that wrote, after each writing."""
        self._listeners.append(listener)

    def on_undo(self, listener: Listener) -> None:
        """Have something called after each transaction that was not kept."""
        self._undone.append(listener)

    def run(self, sql: str, values: Values = ()) -> int:
        """Execute one statement. Returns the id of the row that it inserted."""
        with self._lock:
            return self._connection.execute(sql, values).lastrowid or 0

    def count(self, sql: str, values: Values = ()) -> int:
        """Execute one statement. Returns how many rows it changed."""
        with self._lock:
            return self._connection.execute(sql, values).rowcount

    def run_many(self, sql: str, rows: Iterable[Values]) -> int:
        """Execute a statement for each row. Returns how many rows changed."""
        with self._lock:
            if isinstance(rows, list) and len(rows) == 1:  # three times as fast
                return self._connection.execute(sql, rows[0]).rowcount
            return self._connection.executemany(sql, rows).rowcount

    def rows(self, sql: str, values: Values = ()) -> list[Row]:
        """The rows that a query finds."""
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, values: Values = ()) -> Row | None:
        """The first row that a query finds."""
        with self._lock:
            row: Row | None = self._connection.execute(sql, values).fetchone()
            return row

    def value(self, sql: str, values: Values = ()) -> Any:
        """The first column of the first row, None where there is no row."""
        row = self.row(sql, values)
        return None if row is None else row[0]

    def reset(self) -> None:
        """Forget everything."""
        with self._lock:
            names = self.rows(
                "SELECT name FROM sqlite_master WHERE type = 'table'"
                " AND name NOT LIKE 'sqlite_%'"
            )
            # Emptying a table takes a tenth of the time of making it anew, with its indexes.
            with self.transaction():
                for (name,) in names:
                    self.run(f'DELETE FROM "{name}"')
                if self.value(
                    "SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'"
                ):
                    self.run("DELETE FROM sqlite_sequence")
                for statement in self._statements():
                    if statement.startswith("INSERT"):
                        self.run(statement)
        self.changes += 1

    def close(self) -> None:
        """Let go of the file; nothing can be read any more."""
        with self._lock:
            self._connection.close()

    def __del__(self) -> None:
        # Nobody has to close a cloud that was in memory only.
        connection = getattr(self, "_connection", None)
        if connection is not None:
            connection.close()

    def _prepare(self, path: Path | str | None) -> None:
        if path is not None:
            self.run("PRAGMA locking_mode = EXCLUSIVE")
        # Looked at before anything is written: the file may be somebody else's.
        found = self.value("PRAGMA user_version")
        is_new = not self.value("SELECT count(*) FROM sqlite_master")
        if found == 0 and not is_new:
            raise StateError(
                f"{path} is a database of something else: use another file."
            )
        if found not in (0, self._version):
            raise StateError(
                f"{path} was written by another version of tc3gen (its state has "
                f"version {found}, this one writes {self._version}): use another file."
            )
        if path is not None:
            self.run("PRAGMA journal_mode = WAL")
            self.run("PRAGMA synchronous = NORMAL")
        if is_new:
            with self.transaction():
                self._create()
                self.run(f"PRAGMA user_version = {self._version}")

    def _create(self) -> None:
        # Not `executescript`, which would commit first.
        for statement in self._statements():
            self.run(statement)

    def _statements(self) -> list[str]:
        """The statements of the schema."""
        return [each.strip() for each in self._schema.split(";") if each.strip()]


def _fold(text: str | None) -> str | None:
    return None if text is None else text.casefold()


def _create_private(path: Path) -> None:
    """Make a new file that only its owner can read: mail and passwords lie in it.

    What SQLite puts beside it has the permissions of the file itself.
    """
    with suppress(OSError):  # it is there, or SQLite will say why it cannot be
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


def _make_private(path: Path) -> None:
    """Take from others what an older version let them have."""
    for each in (path, path.with_name(f"{path.name}-wal")):
        with suppress(OSError):  # it is another user's, or not there
            if each.stat().st_mode & 0o077:
                each.chmod(0o600)


def _connect(path: Path | str | None) -> sqlite3.Connection:
    try:
        connection = sqlite3.connect(
            ":memory:" if path is None else path,
            timeout=0.2,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
    except sqlite3.Error as error:
        raise StateError(_reason(path, error)) from None
    connection.row_factory = sqlite3.Row
    return connection


def _reason(path: Path | str | None, error: sqlite3.Error) -> str:
    if "locked" in str(error):
        return f"{path} is in use by another cloud: stop that one, or use another file."
    what = _obstacle(Path(path or "")) or f"{error}"
    return f"{path} cannot be used to keep the state: {what}."


def _obstacle(path: Path) -> str | None:
    """The reason, which SQLite does not say, for which it cannot use a file."""
    folder = path.absolute().parent
    if path.is_dir():
        return "it is a folder"
    if not folder.is_dir():
        return f"there is no folder {folder}"
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return "its permissions do not allow to read and write it"
    if not os.access(folder, os.W_OK):
        return f"the folder {folder} cannot be written to"
    return None
