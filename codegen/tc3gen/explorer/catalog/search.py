"""The search: candidates by exact name, by the beginning of a name, by words; best first."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from attrs import frozen

from tc3gen.explorer.catalog.entries import KINDS
from tc3gen.explorer.catalog.words import MAX_QUERY_LENGTH, terms_of

DEFAULT_LIMIT = 30
"""Hits of one page; who does not find it among them types another word."""

_CANDIDATES = 300
"""Rows that are looked at of each sort of candidates, which keeps a search quick."""

_COLUMNS = "entry.id, kind, entry.name, entry.owner, title, path, key"


@frozen
class Hit:
    """Something that was found. `path` is its address below the Explorer's root."""

    kind: str
    name: str
    owner: str
    title: str
    path: str


def search_entries(
    connection: sqlite3.Connection, query: str, limit: int = DEFAULT_LIMIT
) -> list[Hit]:
    """Return the entries that match all words of a query, best first."""
    terms = terms_of(query)
    if not terms:
        return []
    wanted = "".join(query[:MAX_QUERY_LENGTH].lower().split())
    rows = {row[0]: row for row in _candidates(connection, wanted, terms)}
    ranked = sorted(rows.values(), key=lambda row: _rank(row, wanted, terms))
    return [Hit(*row[1:6]) for row in ranked[:limit]]


def _candidates(
    connection: sqlite3.Connection, wanted: str, terms: Sequence[str]
) -> Iterator[tuple[int, str, str, str, str, str, str]]:
    # Rows are numbered by kind, so that these come with the best kinds first.
    yield from connection.execute(
        f"SELECT {_COLUMNS} FROM entry WHERE key = ? ORDER BY id LIMIT ?",
        (wanted, _CANDIDATES),
    )
    yield from connection.execute(
        f"SELECT {_COLUMNS} FROM entry WHERE key >= ? AND key < ? LIMIT ?",
        (wanted, f"{wanted}\U0010ffff", _CANDIDATES),
    )
    words = " ".join(f'"{term}"*' for term in terms)
    for columns in ("{name owner}", "{name owner text}"):
        yield from connection.execute(
            f"SELECT {_COLUMNS} FROM found JOIN entry ON entry.id = found.rowid "
            "WHERE found MATCH ? ORDER BY found.rowid LIMIT ?",
            (f"{columns} : ({words})", _CANDIDATES),
        )


def _rank(
    row: tuple[int, str, str, str, str, str, str], wanted: str, terms: Sequence[str]
) -> tuple[object, ...]:
    """Smaller is better: the name itself, its beginning, all words in it, some of them."""
    number, kind, name, owner, _, _, key = row
    where = owner.lower().replace(" ", "")
    in_name = sum(term in key for term in terms)
    if key == wanted or (where.partition("20")[0] + key) == wanted:
        fit = 0
    elif in_name == len(terms):
        fit = 1 if key.startswith((wanted, terms[0])) else 2
    elif all(term in key or term in where for term in terms):
        fit = 3
    else:
        fit = 4
    missing = len(terms) - in_name
    return (fit, missing, KINDS.index(kind), len(name), name, number)
