"""Queues of delivery reports and replies: those that are pulled, and those for a callback."""

from __future__ import annotations

import time
from typing import Literal

from tc3gen.cloud.sms.store.state import SharedState

Column = Literal["report", "reply"]


def queue_report(shared: SharedState, message: int, code: str, when: float) -> None:
    """Put a report on a message into the queues."""
    id = shared.database.run(
        "INSERT INTO sms_report (message, account, app, number, code, time)"
        " SELECT id, account, app, number, ?, ? FROM sms_message WHERE id = ?",
        (code, when, message),
    )
    _queue_callback(shared, "report", id)


def queue_reply(shared: SharedState, message: int, text: str, when: float) -> None:
    """Put a reply to a message into the queues."""
    id = shared.database.run(
        "INSERT INTO sms_reply (message, account, app, number, text, time)"
        " SELECT id, account, app, number, ?, ? FROM sms_message WHERE id = ?",
        (text, when, message),
    )
    _queue_callback(shared, "reply", id)


def _queue_callback(shared: SharedState, column: Column, id: int) -> None:
    if shared.callbacks:
        shared.database.run(
            f"INSERT INTO sms_callback ({column}, due) VALUES (?, ?)",
            (id, time.time()),
        )
