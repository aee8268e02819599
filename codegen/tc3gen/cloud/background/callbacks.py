"""Posting what services report to the callback URL of whoever develops against the cloud.

Entries wait in the database until they are taken, in their order but for those that are
tried again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol

import aiohttp
from attrs import frozen

from tc3gen.cloud.database import Database, Row

DELAYS = (1, 2, 4, 8, 16, 32, 60, 60, 60)
"""Seconds before each further try. The documentation does not say how often it tries."""

TIMEOUT = 5
"""Seconds in which an entry must be taken."""

_AT_ONCE = 8

MAX_RESPONSE_BYTES = 64 * 1024
"""Bytes of a response that are looked at."""

_logger = logging.getLogger("tc3gen.cloud")


@frozen(kw_only=True)
class Posting:
    """One request to the callback."""

    keys: Sequence[int]
    """The entries of the queue that it carries."""
    attempts: int
    """Number of times that it was posted before."""
    body: Callable[[], Any]
    """Makes what is posted, as JSON."""


class CallbackQueue(Protocol):
    """The entries of one service that wait to be posted."""

    table: str
    key: str
    """Column that tells one entry from another, beside `attempts`, `due` and `error`."""
    query: str
    """Finds the entries that are due at a time, the oldest first, and no more than a number."""

    def postings(self, rows: Iterable[Row]) -> list[Posting]:
        """The requests that carry entries."""
        ...

    def problem(self, reply: bytes) -> str | None:
        """Return the problem with the body of a successful response; None if there is none."""
        ...


class Poster:
    """Posts the entries of a queue until it is cancelled."""

    def __init__(self, database: Database, url: str, queue: CallbackQueue) -> None:
        self._database = database
        self._url = url
        self._queue = queue

    async def run(self) -> None:
        """Post what there is, and what comes."""
        loop, news = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed: it is over
                loop.call_soon_threadsafe(news.set)

        self._database.on_change(wake)
        timeout = aiohttp.ClientTimeout(total=TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                news.clear()
                try:
                    await self._post_what_is_due(session, news)
                except Exception:  # a full disk, say: others come
                    _logger.exception("Callbacks failed; they go on")
                    await asyncio.sleep(DELAYS[0])

    async def _post_what_is_due(
        self, session: aiohttp.ClientSession, news: asyncio.Event
    ) -> None:
        rows = self._database.rows(self._queue.query, (time.time(), _AT_ONCE))
        if rows:
            postings = self._queue.postings(rows)
            await asyncio.gather(*(self._post(session, each) for each in postings))
        else:
            await self._wait(news)

    async def _wait(self, news: asyncio.Event) -> None:
        due = self._database.value(f"SELECT min(due) FROM {self._queue.table}")
        seconds = None if due is None else max(due - time.time(), 0)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(news.wait(), seconds)

    async def _post(self, session: aiohttp.ClientSession, posting: Posting) -> None:
        attempts, table, key = posting.attempts, self._queue.table, self._queue.key
        try:
            problem = await self._attempt(session, posting.body())
        except Exception:  # one entry must not hold up all others
            _logger.exception("Event %s cannot be posted", posting.keys[0])
            problem, attempts = "it cannot be posted", len(DELAYS)
        if problem is not None and attempts < len(DELAYS):
            due = time.time() + DELAYS[attempts]
            self._database.run_many(
                f"UPDATE {table} SET attempts = attempts + 1, due = ?, error = ?"
                f" WHERE {key} = ?",
                [(due, problem, each) for each in posting.keys],
            )
            return
        if problem is not None:
            _logger.warning("Event %s was not taken: %s", posting.keys[0], problem)
        self._database.run_many(
            f"DELETE FROM {table} WHERE {key} = ?", [(each,) for each in posting.keys]
        )

    async def _attempt(self, session: aiohttp.ClientSession, body: Any) -> str | None:
        """Post a body once. Returns the problem, None where it was taken."""
        try:
            async with session.post(
                self._url,
                data=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            ) as response:
                if response.ok and response.status < 300:
                    reply = await response.content.read(MAX_RESPONSE_BYTES)
                    return self._queue.problem(reply)
                return f"status {response.status}"
        except asyncio.TimeoutError:
            return f"no response within {TIMEOUT} s"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return str(error) or type(error).__name__
