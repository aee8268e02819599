"""Posting mail events to the callback URL of whoever develops against the cloud.

Events wait in the database until they are taken, in their order but for those that are
tried again.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from contextlib import suppress
from email.header import Header
from typing import Any

import aiohttp

from tc3gen.cloud.database import Database, Row
from tc3gen.cloud.ses.records import EVENT_IDS
from tc3gen.cloud.ses.text import Mailbox

DELAYS = (1, 2, 4, 8, 16, 32, 60, 60, 60)
"""Seconds before each further try. The documentation does not say how often it tries."""

TIMEOUT = 5
"""Seconds in which an event must be taken."""

ECHOED = "X-Tencentcloudses-Cb-"
"""Headers of a mail that begin so come back with its events."""

_AT_ONCE = 8

_QUERY = """
SELECT c.event, c.attempts, e.name, e.email, e.time, e.reason, e.bounce_type, e.link,
  e.useragent, m.account, m.message_id, m.header_id, m.sender, m.template, m.subject,
  m.task, m.sent, m.extra
FROM callback c JOIN event e ON e.id = c.event JOIN message m ON m.id = e.message
WHERE c.due <= ? ORDER BY c.due, c.event LIMIT ?
"""

_logger = logging.getLogger("tc3gen.cloud")


class Poster:
    """Posts the events in the queue of a database until it is cancelled."""

    def __init__(self, database: Database, url: str) -> None:
        self._database = database
        self._url = url

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
                rows = self._database.rows(_QUERY, (time.time(), _AT_ONCE))
                if rows:
                    await asyncio.gather(*(self._post(session, row) for row in rows))
                else:
                    await self._wait(news)

    async def _wait(self, news: asyncio.Event) -> None:
        due = self._database.value("SELECT min(due) FROM callback")
        seconds = None if due is None else max(due - time.time(), 0)
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(news.wait(), seconds)

    async def _post(self, session: aiohttp.ClientSession, row: Row) -> None:
        event, attempts = row[:2]
        problem = await self._attempt(session, _body(row))
        if problem is not None and attempts < len(DELAYS):
            self._database.run(
                "UPDATE callback SET attempts = attempts + 1, due = ?, error = ?"
                " WHERE event = ?",
                (time.time() + DELAYS[attempts], problem, event),
            )
            return
        if problem is not None:
            _logger.warning("Event %s was not taken: %s", event, problem)
        self._database.run("DELETE FROM callback WHERE event = ?", (event,))

    async def _attempt(
        self, session: aiohttp.ClientSession, body: dict[str, Any]
    ) -> str | None:
        """What went wrong, None where the event was taken."""
        try:
            async with session.post(
                self._url,
                data=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
                allow_redirects=False,
            ) as response:
                if response.ok and response.status < 300:
                    return None
                return f"status {response.status}"
        except asyncio.TimeoutError:
            return f"no answer within {TIMEOUT} s"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return str(error) or type(error).__name__


def _body(row: Row) -> dict[str, Any]:
    """The body that the documentation describes; what does not apply is left out."""
    name, email, when, reason, bounce_type, link, useragent, account = row[2:10]
    message_id, header_id, sender, template, subject, task, sent, extra = row[10:]
    mailbox = Mailbox.parse(sender)
    body = {
        "event": name,
        "email": email,
        "link": link,
        "bulkId": message_id,
        "timestamp": int(when),
        "reason": reason,
        "bounceType": bounce_type,
        "username": account,
        "from": mailbox.address if mailbox else sender,
        "fromDomain": mailbox.domain if mailbox else None,
        "templateId": template,
        "useragent": useragent,
        "subject": subject if subject.isascii() else Header(subject, "utf-8").encode(),
        "messageId": header_id,
        "sentTimestamp": int(sent),
        "eventid": EVENT_IDS[name],
        "taskId": task,
    }
    headers = json.loads(extra or "{}").get("headers", {})
    echoed = {key: value for key, value in headers.items() if _is_echoed(key)}
    return {key: value for key, value in body.items() if value is not None} | echoed


def _is_echoed(header: str) -> bool:
    return header.lower().startswith(ECHOED.lower())
