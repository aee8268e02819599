"""A ledger in an SQLite file, for the processes of one machine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from .. import clock
from ..errors import ConfigurationError
from .entry import Entry, Step, StepResult, UncertainEntry, uncertain_entry
from .ledger import LEASE, WEEK, Ledger, OnUnavailable
from .protocol import apply_step
from .sqlite_connections import SqliteConnections

_CLAIMS = 1000
"""Claims after which expired entries are deleted."""

_FIELDS = ", ".join(Entry._fields)
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, {_FIELDS}) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS expiring ON entries (expires) WHERE expires IS NOT NULL;
CREATE INDEX IF NOT EXISTS unfinished ON entries (state)
  WHERE state IN ('sending', 'uncertain');
"""
_READ = f"SELECT {_FIELDS} FROM entries WHERE key = ?"
_WRITE = f"INSERT OR REPLACE INTO entries VALUES (?{', ?' * len(Entry._fields)})"
_UNFINISHED = f"""SELECT key, {_FIELDS} FROM entries
WHERE state IN ('sending', 'uncertain') ORDER BY began"""
_FORGET = "DELETE FROM entries WHERE expires <= ?"


class SqliteLedger(Ledger):
    """Records calls in a file, which the processes of one machine share.

    Each step is on the disk before it counts (WAL mode, `synchronous=FULL`). Not for files on
    a network. Responses are stored as they came; only the owner may read the file.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        expiry: float = WEEK,
        lease: float = LEASE,
        on_unavailable: OnUnavailable = "fail",
    ) -> None:
        """Sets up a ledger. The file is made with the first call.

        Args:
            path: The file. Its folder must be there.
            expiry: Seconds for which the outcome of a call is remembered, a week by default.
                Uncertain calls are remembered until they are resolved.
            lease: Seconds after which a process that is not heard of counts as gone.
            on_unavailable: What calls do while the file cannot be used: `fail` with a
                `TransportError`, so that nothing is sent, or go out without it (`send`).

        Raises:
            ConfigurationError: An option is wrong.
        """
        super().__init__(expiry=expiry, lease=lease, on_unavailable=on_unavailable)
        try:
            self._path = Path(path).absolute()
        except TypeError:
            raise ConfigurationError("path must be that of a file") from None
        self._name = f"file {self._path}"
        self._connections = SqliteConnections(self._path, _SCHEMA)
        self._claims = 0

    def close(self) -> None:
        super().close()
        self._connections.close()

    async def aclose(self) -> None:
        await self._in_thread(self.close)

    def _apply(self, step: Step) -> StepResult:
        now = clock.time()
        with self._connections.use() as connection:
            # At once for writing: two that have read could not both go on to write.
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute(_READ, (step.key,)).fetchone()
            before = None if row is None else Entry(*row)
            result = apply_step(step, before, now, self._times)
            if result.entry != before and result.entry is not None:
                connection.execute(_WRITE, (step.key, *result.entry))
            if step.kind == "claim" and self._is_time_to_forget():
                connection.execute(_FORGET, (now,))
            connection.execute("COMMIT")
        return result

    def _is_time_to_forget(self) -> bool:
        """Tell, once in many claims, that expired entries are to go."""
        self._claims += 1
        return self._claims % _CLAIMS == 1

    async def _apply_async(self, step: Step) -> StepResult:
        result: StepResult = await self._in_thread(self._apply, step)
        return result

    def _list(self) -> Iterator[UncertainEntry]:
        now = clock.time()
        with self._connections.use() as connection:
            rows = connection.execute(_UNFINISHED).fetchall()
        for key, *values in rows:
            entry = Entry(*values)
            if entry.is_lost(now):
                yield uncertain_entry(key, entry)

    async def _list_async(self) -> AsyncIterator[UncertainEntry]:
        for entry in await self._in_thread(lambda: [*self._list()]):
            yield entry

    @staticmethod
    async def _in_thread(function: Any, *args: Any) -> Any:
        """Run what waits for the disk in a thread, to its end even if the task is cancelled."""
        work = asyncio.ensure_future(asyncio.to_thread(function, *args))
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            # What is written now must not come after what is done about the cancellation.
            await asyncio.wait([work])
            raise
