"""Replies of recipients, and the list of those who want no more messages."""

from __future__ import annotations

from tc3gen.cloud.sms.store.queue import queue_reply
from tc3gen.cloud.sms.store.state import Caller, SharedState

OPT_OUT_WORDS = frozenset({"t", "td", "r", "stop", "unsubscribe", "退订"})
"""Replies after which a number gets no more messages of the account, in any case."""

MAX_LENGTH = 1000
"""Characters of a reply."""


def add_reply(shared: SharedState, message: int, text: str, when: float) -> None:
    """Note a reply to a message; one of the words that say so ends all messages."""
    queue_reply(shared, message, text, when)
    if text.strip().casefold() in OPT_OUT_WORDS:
        shared.database.run(
            "INSERT OR REPLACE INTO sms_opt_out (account, number, time)"
            " SELECT account, number, ? FROM sms_message WHERE id = ?",
            (when, message),
        )


def reply_from(shared: SharedState, number: str, text: str, account: str) -> bool:
    """Let a number reply to the last message that it got; False where it got none.

    Raises:
        ValueError: the reply is empty or too long.
    """
    if not text.strip() or len(text) > MAX_LENGTH:
        raise ValueError(f"a reply has 1 to {MAX_LENGTH:,} characters")
    row = shared.database.row(
        "SELECT id FROM sms_message WHERE account = ? AND number = ? AND code = 'Ok'"
        " ORDER BY id DESC LIMIT 1",
        (account, number),
    )
    if row is None:
        return False
    add_reply(shared, row["id"], text, shared.clock())
    return True


def has_opted_out(caller: Caller, number: str) -> bool:
    """True if a number wants no more messages of the account."""
    sql = "SELECT 1 FROM sms_opt_out WHERE account = ? AND number = ?"
    return caller.database.row(sql, (caller.id, number)) is not None
