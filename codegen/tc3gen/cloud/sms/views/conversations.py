"""Conversations: all messages to a number and its replies, as a list shows them."""

from __future__ import annotations

from attrs import frozen

from tc3gen.cloud.database import Database
from tc3gen.cloud.sms.views.message_filter import MessageFilter
from tc3gen.cloud.sms.views.messages import Message, Messages, Reply


@frozen(kw_only=True)
class Heading:
    """A conversation in a list: its last message or reply."""

    number: str
    country: str
    text: str
    time: float
    status: str
    """State of the last message, `reply` where the number has the last word."""
    messages: int
    replies: int


def count_conversations(database: Database, which: MessageFilter) -> int:
    """Number of the numbers that a message which fits went to."""
    where, values = which.where()
    sql = f"SELECT count(DISTINCT m.number) FROM sms_message m{where}"
    return int(database.value(sql, values))


def list_conversations(
    database: Database, which: MessageFilter, *, offset: int, limit: int
) -> list[Heading]:
    """The conversations with a message that fits, the one with the newest first."""
    where, values = which.where()
    rows = database.rows(
        f"SELECT m.number, count(*) AS messages, max(m.id) AS last FROM sms_message m{where}"
        f" GROUP BY m.number ORDER BY last DESC LIMIT {int(limit)} OFFSET {int(offset)}",
        values,
    )
    messages = Messages(database)
    found = []
    for number, count, last in rows:
        (message,) = messages.find(MessageFilter(after=last - 1), limit=1)
        latest, replies = messages.last_reply(number, which.account)
        found.append(_heading(message, latest, count, replies))
    return found


def _heading(
    message: Message, latest: Reply | None, count: int, replies: int
) -> Heading:
    answered = latest is not None and latest.time >= message.sent_at
    return Heading(
        number=message.number,
        country=message.country,
        text=latest.text if latest and answered else message.text or message.code,
        time=latest.time if latest and answered else message.sent_at,
        status="reply" if answered else message.status,
        messages=count,
        replies=replies,
    )


def conversation(
    database: Database, number: str, *, most: int
) -> list[Message | Reply]:
    """The last messages to a number and its replies, oldest first."""
    messages = Messages(database)
    which = MessageFilter(number=number)
    newest = messages.find(which, limit=most, newest_first=True)
    lines: list[Message | Reply] = [*newest, *messages.replies(number, most=most)]
    return sorted(lines, key=_place)


def _place(line: Message | Reply) -> tuple[float, int, int]:
    if isinstance(line, Message):
        return line.sent_at, 0, line.id
    return line.time, 1, line.id
