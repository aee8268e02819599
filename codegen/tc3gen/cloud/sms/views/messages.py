"""Messages as tests and pages read them, and whole conversations with a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Literal, get_args, overload

from attrs import frozen

from tc3gen.cloud.database import Database, Row
from tc3gen.cloud.sms.numbers.reports import code_meaning
from tc3gen.cloud.sms.text.segments import Length, measure_message
from tc3gen.cloud.sms.views.message_filter import MessageFilter
from tc3gen.cloud.waiting import pause_async, pause_briefly, poll_results

Status = Literal["refused", "delivered", "sending", "failed"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""States of a message, in the order of the values of `SendRecordStatus`."""

ALL = MessageFilter()
_OF_NUMBER = "number = ?1 AND removed = 0 AND (?2 IS NULL OR account = ?2)"
_SHOWN = 10
_BATCH = 200


@frozen(kw_only=True)
class Message:
    """A message to one number."""

    id: int
    account: str
    app: str
    serial: str
    """Its `SerialNo`; empty where it was refused."""
    number: str
    country: str
    template: str
    signature: str
    sender: str
    text: str
    """As the phone shows it; empty where no text could be made."""
    session: str
    code: str
    """`Ok`, or the code by which it was refused."""
    fee: int
    sent_at: float
    status: Status
    report: str
    """Code of the carrier's report; empty where there is none yet."""
    received_at: float
    """0 where it did not arrive."""

    @property
    def length(self) -> Length:
        """Characters and segments of the text."""
        return measure_message(self.text)

    @property
    def reason(self) -> str:
        """The reason of a failure, in words; empty if there was none."""
        if self.status == "refused":
            return self.code
        return f"{self.report}: {code_meaning(self.report)}" if self.failed else ""

    @property
    def failed(self) -> bool:
        """True if it was accepted and did not arrive."""
        return self.status == "failed"


@frozen(kw_only=True)
class Reply:
    """A reply of a recipient."""

    id: int
    account: str
    number: str
    text: str
    time: float


class Messages(Sequence[Message]):
    """All messages, oldest first."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __len__(self) -> int:
        return self.count()

    @overload
    def __getitem__(self, place: int) -> Message: ...
    @overload
    def __getitem__(self, place: slice) -> list[Message]: ...
    def __getitem__(self, place: int | slice) -> Message | list[Message]:
        if isinstance(place, slice):
            start, stop, step = place.indices(len(self))
            found = self.find(offset=start, limit=max(stop - start, 0))
            return found[::step] if step > 0 else list(self)[place]
        index = place + len(self) if place < 0 else place
        found = self.find(offset=index, limit=1) if index >= 0 else []
        if not found:
            raise IndexError("there are not so many messages")
        return found[0]

    def __iter__(self) -> Iterator[Message]:
        last = 0
        while rows := self.find(MessageFilter(after=last), limit=_BATCH):
            yield from rows
            last = rows[-1].id

    def count(self, which: MessageFilter = ALL) -> int:
        """Number of the messages that fit."""
        where, values = which.where()
        return int(
            self._database.value(f"SELECT count(*) FROM sms_message m{where}", values)
        )

    def find(
        self,
        which: MessageFilter = ALL,
        *,
        offset: int = 0,
        limit: int = -1,
        newest_first: bool = False,
    ) -> list[Message]:
        """The messages that fit, but no more than `limit` of them."""
        where, values = which.where()
        order = "DESC" if newest_first else "ASC"
        rows = self._database.rows(
            f"SELECT * FROM sms_message m{where} ORDER BY m.id {order}"
            f" LIMIT {int(limit)} OFFSET {int(offset)}",
            values,
        )
        return [_message(row) for row in rows]

    def replies(
        self, number: str, account: str | None = None, *, most: int = -1
    ) -> list[Reply]:
        """The replies of a number, oldest first; no more than the last `most`."""
        rows = self._database.rows(
            f"SELECT * FROM sms_reply WHERE {_OF_NUMBER} ORDER BY id DESC LIMIT ?3",
            (number, account, most),
        )
        return [_reply(row) for row in reversed(rows)]

    def last_reply(
        self, number: str, account: str | None = None
    ) -> tuple[Reply | None, int]:
        """The last reply of a number, and the number of its replies."""
        found = self.replies(number, account, most=1)
        sql = f"SELECT count(*) FROM sms_reply WHERE {_OF_NUMBER}"
        count = self._database.value(sql, (number, account))
        return (found[0] if found else None), int(count)

    def clear(self, which: MessageFilter = ALL) -> int:
        """Take messages that fit off this list, and replies to them. Returns their number.

        The service still knows of them: reports, statistics and limits stay.
        """
        where, values = which.where()
        with self._database.transaction():
            self._database.run(
                "UPDATE sms_reply SET removed = 1 WHERE message IN"
                f" (SELECT m.id FROM sms_message m{where})",
                values,
            )
            return self._database.count(
                f"UPDATE sms_message AS m SET removed = 1{where}", values
            )

    def wait_for(
        self,
        *,
        number: str | None = None,
        text: str | None = None,
        status: Status | None = None,
        where: Callable[[Message], bool] | None = None,
        timeout: float = 5,
    ) -> Message:
        """The first message that fits, as soon as there is one.

        It blocks: in a coroutine, `await` the result of `wait_for_async` instead.

        Args:
            number: the number that it went to, in E.164 form.
            text: a part of the text.
            status: what became of it.
            where: anything else that must be true of it.
            timeout: the most seconds to wait.

        Raises:
            AssertionError: none came in time; it shows what there is.
        """
        which = MessageFilter(number=number, text=text, status=status)
        for found in poll_results(
            self._database, lambda: self._first(which, where), timeout
        ):
            if found is not None:
                return found
            pause_briefly()
        raise self._missing(timeout)

    async def wait_for_async(
        self,
        *,
        number: str | None = None,
        text: str | None = None,
        status: Status | None = None,
        where: Callable[[Message], bool] | None = None,
        timeout: float = 5,
    ) -> Message:
        """Wait like `wait_for`, while the event loop goes on."""
        which = MessageFilter(number=number, text=text, status=status)
        for found in poll_results(
            self._database, lambda: self._first(which, where), timeout
        ):
            if found is not None:
                return found
            await pause_async()
        raise self._missing(timeout)

    def _first(
        self, which: MessageFilter, where: Callable[[Message], bool] | None
    ) -> Message | None:
        found = self.find(which, limit=1 if where is None else -1)
        return next((each for each in found if where is None or where(each)), None)

    def _missing(self, timeout: float) -> AssertionError:
        lines = [f"no such message came within {timeout:g} s; there are {len(self)}"]
        for each in self.find(limit=_SHOWN, newest_first=True):
            lines.append(f"  {each.text!r} to {each.number}: {each.status}")
        return AssertionError("\n".join(lines))


def _message(row: Row) -> Message:
    return Message(
        id=row["id"],
        account=row["account"],
        app=row["app"],
        serial=row["serial"],
        number=row["number"],
        country=row["country"],
        template=row["template"],
        signature=row["signature"],
        sender=row["sender"],
        text=row["text"],
        session=row["session"],
        code=row["code"],
        fee=row["fee"],
        sent_at=row["sent"],
        status=STATUSES[row["status"] - 1],
        report=row["report"],
        received_at=row["received"],
    )


def _reply(row: Row) -> Reply:
    return Reply(
        id=row["id"],
        account=row["account"],
        number=row["number"],
        text=row["text"],
        time=row["time"],
    )
