"""Looking at groups, tasks and templates: for pages and tests.

Nothing here changes anything, and all of it may be used from any thread.
"""

from __future__ import annotations

import json

from tc3gen.cloud.clock import Clock
from tc3gen.cloud.database import Database, Row
from tc3gen.cloud.ses.message import records
from tc3gen.cloud.ses.message.records import Content

_GROUP = (
    "SELECT id, account, name, description, size, valid, created, ready FROM receiver"
)


class StateBrowser:
    """Groups, tasks and templates."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def groups(
        self,
        account: str | None = None,
        *,
        offset: int = 0,
        limit: int = -1,
        newest_first: bool = False,
    ) -> list[records.Group]:
        """The recipient groups of an account, or of all."""
        rows = self._database.rows(
            f"{_GROUP} WHERE ?1 IS NULL OR account = ?1 {_order(newest_first)}"
            " LIMIT ?2 OFFSET ?3",
            (account, limit, offset),
        )
        return [self._group(row) for row in rows]

    def group(self, group_id: int) -> records.Group | None:
        """The recipient group with an id, None where there is none."""
        row = self._database.row(f"{_GROUP} WHERE id = ?", (group_id,))
        return None if row is None else self._group(row)

    def _group(self, row: Row) -> records.Group:
        uploading = self._clock() < row["ready"]
        return records.Group(
            id=row["id"],
            account=row["account"],
            name=row["name"],
            description=row["description"],
            status="uploading" if uploading else "ready" if row["size"] else "empty",
            count=row["size"],
            valid_count=row["valid"],
            created=row["created"],
        )

    def recipients(
        self, group_id: int, *, offset: int = 0, limit: int = -1
    ) -> list[records.Recipient]:
        """The addresses of a group."""
        rows = self._database.rows(
            "SELECT id, email, data, valid, created FROM recipient"
            " WHERE receiver = ? ORDER BY id LIMIT ? OFFSET ?",
            (group_id, limit, offset),
        )
        return [
            records.Recipient(
                id=row["id"],
                email=row["email"],
                template_data=row["data"] or "",
                valid=bool(row["valid"]),
                created=row["created"],
            )
            for row in rows
        ]

    def tasks(
        self,
        account: str | None = None,
        *,
        offset: int = 0,
        limit: int = -1,
        newest_first: bool = False,
    ) -> list[records.Task]:
        """The batch sending tasks of an account, or of all."""
        rows = self._database.rows(
            "SELECT id, account, type, status, draft, receiver, receiver_name, template,"
            " requested, sent, due, created, updated, error"
            " FROM task WHERE ?1 IS NULL OR account = ?1"
            f" {_order(newest_first)} LIMIT ?2 OFFSET ?3",
            (account, limit, offset),
        )
        return [_task(row) for row in rows]

    def templates(
        self, account: str | None = None, *, offset: int = 0, limit: int = -1
    ) -> list[records.Template]:
        """The templates of an account, or of all."""
        rows = self._database.rows(
            "SELECT t.id, t.account, t.name, t.status, t.reason, t.created, c.html, c.text"
            " FROM template t JOIN content c ON c.id = t.content"
            " WHERE ?1 IS NULL OR t.account = ?1 ORDER BY t.id LIMIT ?2 OFFSET ?3",
            (account, limit, offset),
        )
        return [
            records.Template(
                id=row["id"],
                account=row["account"],
                name=row["name"],
                status=("approved", "pending", "rejected")[row["status"]],
                reason=row["reason"],
                created=row["created"],
                content=Content(html=row["html"], text=row["text"]),
            )
            for row in rows
        ]


def _order(newest_first: bool) -> str:
    return f"ORDER BY id {'DESC' if newest_first else 'ASC'}"


_TASK_STATUS: dict[int, records.TaskStatus] = {
    1: "waiting",
    5: "sending",
    6: "paused",
    7: "failed",
    10: "finished",
}


def _task(row: Row) -> records.Task:
    draft = json.loads(row["draft"])
    template = json.loads(row["template"]) if row["template"] else None
    return records.Task(
        id=row["id"],
        account=row["account"],
        type=row["type"],
        status=_TASK_STATUS[row["status"]],
        from_address=draft["sender"],
        subject=draft["subject"],
        group_id=row["receiver"],
        group_name=row["receiver_name"],
        template_id=template["TemplateID"] if template else None,
        requested=row["requested"],
        sent=row["sent"],
        due=row["due"],
        created=row["created"],
        updated=row["updated"],
        error=row["error"],
    )
