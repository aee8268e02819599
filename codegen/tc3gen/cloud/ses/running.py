"""Running batch tasks when their time has come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import frozen

from tc3gen.cloud.ses.delivery import Sending
from tc3gen.cloud.ses.groups import group_of
from tc3gen.cloud.ses.periods import begin_of
from tc3gen.cloud.ses.permits import charge, left_today, refusal_of
from tc3gen.cloud.ses.senders import sender_name
from tc3gen.cloud.ses.state import Account, Draft, World, day_of
from tc3gen.cloud.ses.templates import APPROVED
from tc3gen.cloud.ses.text import Mailbox, parse_object

SEND_NOW = 1
"""A value of `TaskType`."""

WAITING, PAUSED, FAILED, FINISHED = 1, 6, 7, 10
"""Values of `TaskStatus`."""

_CHUNK = 1000


@frozen
class _Task:
    """A task that is to run."""

    id: int
    account: str
    receiver: int
    draft: Draft
    cycle: Mapping[str, Any] | None
    position: int
    """The last recipient of the run that got its mail, where a quota stopped it."""


def run_task(world: World, id: int, when: float) -> None:
    """Send what a task has to send at a time, and say when it goes on."""
    row = world.database.row(
        "SELECT id, account, receiver, draft, cycle, position FROM task WHERE id = ?",
        (id,),
    )
    assert row is not None
    cycle = json.loads(row[4]) if row[4] else None
    task = _Task(row[0], row[1], row[2], Draft(**json.loads(row[3])), cycle, row[5])
    account = Account(id=task.account, world=world, database=world.database, now=when)
    sql = "SELECT count(*) FROM recipient WHERE receiver = ? AND valid AND id > ?"
    waiting = world.database.value(sql, (task.receiver, task.position))
    problem = _problem(account, task, waiting)
    if problem is None:
        _run(account, task, waiting)
    else:
        _set(account, task, FAILED, error=problem)


def _problem(account: Account, task: _Task, waiting: int) -> str | None:
    """Why a task cannot run now, though it could be made."""
    draft = task.draft
    if group_of(account, task.receiver) is None:
        return "The recipient group was deleted"
    mailbox = Mailbox.parse(draft.sender)
    if mailbox is None or sender_name(account, mailbox.address) is None:
        return "The sender address cannot send any more"
    if draft.template is not None:
        sql = "SELECT status FROM template WHERE id = ?"
        if account.database.value(sql, (draft.template,)) != APPROVED:
            return "The template cannot be used any more"
    settings = account.settings
    left = [each for each in (settings.balance, settings.package) if each is not None]
    if left and min(left) < waiting:
        return "Insufficient balance"
    return None


def _run(account: Account, task: _Task, waiting: int) -> None:
    """Send to those who wait for a mail, or to as many as the quota lets."""
    allowed = left_today(account, account.now)
    number = waiting if allowed is None else min(waiting, allowed)
    position = _send(account, task, number)
    charge(account, number)
    if task.position == 0:
        # The counts of a recurring task are those of all runs together.
        account.database.run(
            "UPDATE task SET requested = requested * (sent > 0) + ? WHERE id = ?",
            (waiting, task.id),
        )
    account.database.run(
        "UPDATE task SET sent = sent + ?, cached = ? WHERE id = ?",
        (number, waiting - number, task.id),
    )
    if number < waiting:
        midnight = begin_of(day_of(account.now) + 1)
        _set(account, task, PAUSED, due=midnight, position=position)
    elif task.cycle is not None and not task.cycle.get("TermCycle"):
        due = _next_start(account, task)
        _set(account, task, WAITING, due=due)
    else:
        _set(account, task, FINISHED)


def _send(account: Account, task: _Task, number: int) -> int:
    """One mail to each of the next valid addresses. Answers the last one's row."""
    sending = Sending(account, task.draft, account.now, task.id)
    shared = json.dumps(task.draft.values, ensure_ascii=False)
    position = task.position
    while number > 0:
        rows = account.database.rows(
            "SELECT id, email, data FROM recipient WHERE receiver = ? AND valid"
            " AND id > ? ORDER BY id LIMIT ?",
            (task.receiver, position, min(number, _CHUNK)),
        )
        for _, email, data in rows:
            values, text = task.draft.values, shared
            if data:
                values = {**values, **parse_object(data)}
                text = json.dumps(values, ensure_ascii=False)
            refusal = refusal_of(account, task.draft.domain, email, account.now)
            sending.mail([(0, email)], values=values, data=text, refusal=refusal)
        sending.flush()
        position = rows[-1][0]
        number -= len(rows)
    return position


def _next_start(account: Account, task: _Task) -> float:
    """The first start after this run that keeps to the interval of a recurring task."""
    assert task.cycle is not None
    interval = task.cycle["IntervalTime"] * 3600.0
    planned = account.database.value(
        "SELECT planned FROM task WHERE id = ?", (task.id,)
    )
    start = float(planned)
    while start <= account.now:
        start += interval
    account.database.run("UPDATE task SET planned = ? WHERE id = ?", (start, task.id))
    return start


def _set(
    account: Account,
    task: _Task,
    status: int,
    *,
    due: float | None = None,
    position: int = 0,
    error: str = "",
) -> None:
    account.database.run(
        "UPDATE task SET status = ?, due = ?, position = ?, error = ?, updated = ?"
        " WHERE id = ?",
        (status, due, position, error, account.now, task.id),
    )
    if due is not None:
        account.world.note_due(due)
