"""The file that keeps what specs say, and what can be found in them, between two starts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from tc3gen.explorer.catalog.entries import KINDS, Entry

_SPAN = 1_000_000
"""Row numbers of one spec and kind; no spec has nearly as many entries."""

_SPECS = 100_000
"""Specs that there may be at most."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS spec (
    id INTEGER PRIMARY KEY, file TEXT UNIQUE, state TEXT, service TEXT, version TEXT,
    title TEXT, summary TEXT, actions INTEGER, content BLOB
);
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY, kind TEXT, name TEXT, owner TEXT, title TEXT, path TEXT,
    key TEXT
);
CREATE INDEX IF NOT EXISTS entry_by_key ON entry (key, id);
CREATE VIRTUAL TABLE IF NOT EXISTS found USING fts5 (
    name, owner, text, columnsize=0, detail=column, prefix='1 2 3',
    tokenize='unicode61 remove_diacritics 2'
);
"""


def connect(file: Path | None) -> sqlite3.Connection:
    """Open the database, or one in memory.

    Threads take turns: the module is built to be shared between them.
    """
    target = ":memory:" if file is None else str(file)
    connection = sqlite3.connect(target, check_same_thread=False, timeout=60)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA cache_size=-16000")
    connection.executescript(_SCHEMA)
    return connection


def remove_spec(connection: sqlite3.Connection, file: str) -> None:
    """Forget a spec and its entries."""
    row = connection.execute("SELECT id FROM spec WHERE file = ?", (file,)).fetchone()
    if row is None:
        return
    for first, last in _spans(row[0]):
        for delete in (
            "DELETE FROM found WHERE rowid BETWEEN ? AND ?",
            "DELETE FROM entry WHERE id BETWEEN ? AND ?",
        ):
            connection.execute(delete, (first, last))
    connection.execute("DELETE FROM spec WHERE id = ?", (row[0],))


def add_spec(
    connection: sqlite3.Connection,
    columns: tuple[str, str, str, str, str, str, int, bytes],
    entries: Iterable[Entry],
) -> None:
    """Keep a spec: file, state, service, version, title, summary, actions, content."""
    spec = connection.execute(
        "INSERT INTO spec (file, state, service, version, title, summary, actions,"
        " content) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        columns,
    ).lastrowid
    assert spec is not None
    counts: dict[str, int] = dict.fromkeys(KINDS, 0)
    rows, words = [], []
    for each in entries:
        number = _first(spec, each.kind) + counts[each.kind]
        counts[each.kind] += 1
        key = each.name.lower()
        rows.append(
            (number, each.kind, each.name, each.owner, each.title, each.path, key)
        )
        words.append((number, each.name_words, each.owner_words, each.text_words))
    connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    connection.executemany(
        "INSERT INTO found (rowid, name, owner, text) VALUES (?, ?, ?, ?)", words
    )


def _first(spec: int, kind: str) -> int:
    return (KINDS.index(kind) * _SPECS + spec) * _SPAN


def _spans(spec: int) -> list[tuple[int, int]]:
    return [(first, first + _SPAN - 1) for first in (_first(spec, k) for k in KINDS)]
