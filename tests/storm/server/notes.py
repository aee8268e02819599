"""What the service notes of the requests that it has read whole."""

from __future__ import annotations

import re
from collections import defaultdict

_NUMBER = re.compile(rb'"(?:Subject":"|Offset":|Emails":\[")(\d+)')
_ROW = re.compile(rb'"(\d+)\.(\d+)@')


class Entry:
    """One request, read whole."""

    def __init__(self, refused: bool, rows: tuple[int, ...]) -> None:
        self.refused = refused
        """Whether the service did nothing, and answers so."""
        self.missing = 1
        """Bytes of that response that have not been written."""
        self.rows = rows
        """Of a bulk request, the numbers of its rows."""

    @property
    def counts(self) -> bool:
        """Whether it is at the server, as far as a client can know."""
        return not (self.refused and self.missing <= 0)

    def __str__(self) -> str:
        if not self.refused:
            return "carried out"
        return "refused, but not told so" if self.counts else "refused"


class Notes:
    """The requests of a scenario, each with the times that it came."""

    def __init__(self) -> None:
        self.entries: defaultdict[str, list[Entry]] = defaultdict(list)

    def add(self, body: bytes, refused: bool) -> tuple[str, Entry]:
        """Notes a request; its key, which bulk requests of one call do not share."""
        found = _NUMBER.search(body)
        assert found is not None, body[:200]
        key = found[1].decode()
        rows = tuple(int(row) for _, row in _ROW.findall(body))
        if rows:
            key = f"{key}.{rows[0]}"
        entry = Entry(refused, rows)
        self.entries[key].append(entry)
        return key, entry

    def of(self, number: int) -> dict[str, list[Entry]]:
        """The requests of a call."""
        call = str(number)
        return {
            key: entries
            for key, entries in self.entries.items()
            if key.partition(".")[0] == call
        }
