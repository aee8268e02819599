"""Reviews of signatures and templates.

There is no reviewer. Either waits as long as the cloud was told to, and is then approved, or
rejected where its name begins with `rejected`. One whose name begins with `pending` waits
until `SmsBackend.review` is called.
"""

from __future__ import annotations

from typing import Literal

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.sms.store.state import Caller, Response, SharedState

EFFECTIVE, UNDER_REVIEW, REJECTED = 0, 1, -1
"""Values of `SignStatus` and `TemplateStatus`."""

Table = Literal["sms_signature", "sms_template"]
TABLES: tuple[Table, ...] = ("sms_signature", "sms_template")

_REJECTED, _PENDING = "rejected", "pending"
_REASON = "The name asks for it"


def submit_review(caller: Caller, table: Table, id: int, name: str) -> None:
    """Hand something in for its review, which takes place at once or later."""
    waits = name.lower().startswith(_PENDING)
    due = None if waits else caller.now + caller.shared.review_seconds
    caller.database.run(
        f"UPDATE {table} SET status = ?, reason = '', due = ? WHERE id = ?",
        (UNDER_REVIEW, due, id),
    )
    if due is not None:
        caller.shared.note_due(due)
        review_due(caller.shared, caller.now)


def decide(
    shared: SharedState, table: Table, id: int, *, approved: bool, reason: str = ""
) -> bool:
    """End a review; False where there is nothing with that id."""
    done = shared.database.count(
        f"UPDATE {table} SET status = ?, reason = ?, due = NULL"
        " WHERE id = ? AND deleted = 0",
        (EFFECTIVE if approved else REJECTED, reason, id),
    )
    return done > 0


def delete(
    caller: Caller, table: Table, id: int, *, unknown: str, gone: str
) -> Response:
    """Delete what was applied for; the codes are for an id nobody has, and for the second time."""
    row = caller.database.row(
        f"SELECT deleted FROM {table} WHERE id = ? AND account = ?", (id, caller.id)
    )
    if row is None:
        raise ApiErrorResponse(unknown)
    if row["deleted"]:
        raise ApiErrorResponse(gone, f"{id} was deleted before.")
    caller.database.run(
        f"UPDATE {table} SET deleted = 1, due = NULL WHERE id = ?", (id,)
    )
    return {"DeleteStatus": "return successfully!", "DeleteTime": int(caller.now)}


def review_due(shared: SharedState, now: float) -> None:
    """Decide on all that has waited long enough."""
    for table in TABLES:
        rows = shared.database.rows(
            f"SELECT id, name FROM {table} WHERE due IS NOT NULL AND due <= ?", (now,)
        )
        for id, name in rows:
            approved = not name.lower().startswith(_REJECTED)
            reason = "" if approved else _REASON
            decide(shared, table, id, approved=approved, reason=reason)
