"""Looking at the mail that would have gone out: for pages, tests and relays.

All of it may be used from any thread. Nothing here changes what the service knows: mail that
is removed is still counted in its reports, and its status can be asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, overload

from tc3gen.cloud.database import Database, Row
from tc3gen.cloud.ses.addresses import parse_object
from tc3gen.cloud.ses.message.mime import render_mail
from tc3gen.cloud.ses.message.records import (
    STATUSES,
    Attachment,
    Content,
    Event,
    Heading,
    Mail,
    worst_of,
)
from tc3gen.cloud.ses.views.mail_filter import MailFilter
from tc3gen.cloud.ses.views.rows import delivery_of, event_of
from tc3gen.cloud.ses.views.wait_for_mail import Awaited

_MESSAGE = """
SELECT m.id, m.message_id, m.header_id, m.account, m.task, m.sender, m.reply_to,
  m.subject, m.content, m.template, m.data, m.unsubscribe, m.footer, m.extra,
  m.attached, m.sent
FROM message m
"""
_EVENT = """
SELECT e.id, m.message_id, e.account, e.email, e.name, e.time, e.reason,
  e.bounce_type, e.link, e.useragent
FROM event e JOIN message m ON m.id = e.message
"""
_EVENTS_OF = _EVENT.replace("SELECT ", "SELECT e.message, ") + (
    " WHERE e.message IN ({}) ORDER BY e.message, e.time, e.id"
)
_HEADING = """
SELECT m.id, m.message_id, m.account, m.sender, m.subject, m.attached, m.sent
FROM message m
"""
_RECIPIENTS = (
    "SELECT message, email, deliver_status FROM delivery"
    " WHERE message IN ({}) ORDER BY message, id"
)
_CHUNK = 500


_ALL = MailFilter()


class Outbox(Awaited):
    """All mail of all accounts, oldest first: a list that is read from the database."""

    def __init__(self, database: Database, base_url: Callable[[], str]) -> None:
        """`base_url` tells where the links in mails lead."""
        self._database = database
        self._base_url = base_url

    def find(
        self,
        which: MailFilter = _ALL,
        *,
        offset: int = 0,
        limit: int | None = None,
        newest_first: bool = False,
    ) -> list[Mail]:
        """The mails that a filter takes, or a page of them."""
        where, values = which.where()
        order = "DESC" if newest_first else "ASC"
        page = f" ORDER BY m.id {order} LIMIT {-1 if limit is None else int(limit)}"
        sql = f"{_MESSAGE}{where}{page} OFFSET {int(offset)}"
        with self._database.transaction():
            return self._mails(self._database.rows(sql, values))

    def headings(
        self, which: MailFilter = _ALL, *, offset: int = 0, limit: int = -1
    ) -> list[Heading]:
        """Headings of the mails that a filter takes, newest first."""
        where, values = which.where()
        page = f"ORDER BY m.id DESC LIMIT {int(limit)} OFFSET {int(offset)}"
        with self._database.transaction():
            rows = self._database.rows(f"{_HEADING}{where} {page}", values)
            found = self._grouped(_RECIPIENTS, [row["id"] for row in rows])
        return [
            Heading(
                message_id=row["message_id"],
                account=row["account"],
                from_address=row["sender"],
                subject=row["subject"],
                attached=bool(row["attached"]),
                sent_at=row["sent"],
                recipients=tuple(each["email"] for each in found[row["id"]]),
                status=worst_of(
                    STATUSES[each["deliver_status"]] for each in found[row["id"]]
                ),
            )
            for row in rows
        ]

    def count(self, which: MailFilter | Any = _ALL) -> int:
        """Number of the mails that a filter takes."""
        if not isinstance(which, MailFilter):
            return super().count(which)
        where, values = which.where()
        sql = f"SELECT count(*) FROM message m{where}"
        return int(self._database.value(sql, values))

    def get(self, message_id: str) -> Mail | None:
        """The mail with an id, None where there is none."""
        with self._database.transaction():
            sql = f"{_MESSAGE} WHERE m.message_id = ? AND m.removed = 0"
            return next(
                iter(self._mails(self._database.rows(sql, (message_id,)))), None
            )

    def events(self, message_id: str) -> list[Event]:
        """Events of a mail, in the order in which they happened."""
        sql = f"{_EVENT} WHERE m.message_id = ? ORDER BY e.time, e.id"
        return [event_of(row) for row in self._database.rows(sql, (message_id,))]

    def recent_events(
        self, account: str | None = None, *, limit: int = 100
    ) -> list[Event]:
        """The last events, newest first."""
        sql = f"{_EVENT} WHERE ?1 IS NULL OR e.account = ?1 ORDER BY e.id DESC LIMIT ?2"
        return [event_of(row) for row in self._database.rows(sql, (account, limit))]

    def remove(self, message_id: str) -> bool:
        """Take a mail out of the outbox; False where there is none with that id."""
        return self._remove("WHERE message_id = ? AND removed = 0", (message_id,)) > 0

    def clear(self, which: MailFilter = _ALL) -> int:
        """Take the mails that a filter takes out of the outbox. Returns the number."""
        where, values = which.where()
        return self._remove(f"WHERE id IN (SELECT m.id FROM message m{where})", values)

    def _remove(self, where: str, values: Sequence[Any]) -> int:
        with self._database.transaction():
            sql = f"UPDATE message SET removed = 1 {where}"
            return self._database.count(sql, values)

    def __len__(self) -> int:
        return self.count(_ALL)

    def __iter__(self) -> Iterator[Mail]:
        after: int | None = None
        while mails := self.find(MailFilter(after=after), limit=_CHUNK):
            yield from mails
            after = mails[-1].id

    @overload
    def __getitem__(self, index: int) -> Mail: ...
    @overload
    def __getitem__(self, index: slice) -> list[Mail]: ...
    def __getitem__(self, index: int | slice) -> Mail | list[Mail]:
        if isinstance(index, slice):
            return list(self)[index]
        found = self.find(
            offset=index if index >= 0 else -1 - index, limit=1, newest_first=index < 0
        )
        if not found:
            raise IndexError(f"the outbox has {len(self)} mails, and none at {index}")
        return found[0]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<Outbox with {len(self)} mails>"

    def _mails(self, rows: Sequence[Row]) -> list[Mail]:
        mails: list[Mail] = []
        for start in range(0, len(rows), _CHUNK):
            mails += self._chunk(rows[start : start + _CHUNK])
        return mails

    def _chunk(self, rows: Sequence[Row]) -> list[Mail]:
        ids = [row["id"] for row in rows]
        contents = self._contents({row["content"] for row in rows})
        deliveries = self._grouped(
            "SELECT message, email, kind, deliver_status, send_status, reason,"
            " delivered, opened, clicked, unsubscribed, complained"
            " FROM delivery WHERE message IN ({}) ORDER BY message, id",
            ids,
        )
        files = self._grouped(
            "SELECT message, name, content FROM attachment"
            " WHERE message IN ({}) ORDER BY message, id",
            [row["id"] for row in rows if row["attached"]],
        )
        events = self._grouped(_EVENTS_OF, ids)
        submitted = self._grouped(
            "SELECT message, raw FROM submitted WHERE message IN ({})",
            [row["id"] for row in rows if row["content"] == 0],
        )
        return [
            Mail(
                id=row["id"],
                message_id=row["message_id"],
                header_id=row["header_id"],
                account=row["account"],
                task_id=row["task"],
                from_address=row["sender"],
                reply_to=row["reply_to"],
                subject=row["subject"],
                content=contents.get(row["content"], Content(html="", text="")),
                files=tuple(
                    Attachment(name=each["name"], content=each["content"])
                    for each in files.get(row["id"], ())
                ),
                template_id=row["template"],
                template_data=parse_object(row["data"]),
                unsubscribe=row["unsubscribe"],
                footer=row["footer"],
                extra=json.loads(row["extra"] or "{}"),
                sent_at=row["sent"],
                deliveries=tuple(delivery_of(each) for each in deliveries[row["id"]]),
                events=tuple(event_of(each) for each in events.get(row["id"], ())),
                submitted=submitted[row["id"]][0]["raw"]
                if row["id"] in submitted
                else None,
                base_url=self._base_url(),
                render=render_mail,
            )
            for row in rows
        ]

    def _contents(self, ids: Iterable[int]) -> dict[int, Content]:
        found = self._grouped(
            "SELECT id, html, text FROM content WHERE id IN ({})", list(ids)
        )
        return {
            id: Content(html=row["html"], text=row["text"])
            for id, (row,) in found.items()
        }

    def _grouped(self, sql: str, ids: Sequence[int]) -> dict[int, list[Row]]:
        """Rows by their first column, which is one of the ids."""
        if not ids:
            return {}
        marks = ",".join("?" * len(ids))
        rows = self._database.rows(sql.format(marks), ids)
        return {id: list(group) for id, group in groupby(rows, key=itemgetter(0))}
