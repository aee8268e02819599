"""Running batch tasks when their time has come.

A run goes in slices, each of which is written as a whole: between two of them others get
their turn, and after a crash the next one goes on where the last one ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from attrs import evolve, frozen

from tc3gen.cloud.china_time import DAY
from tc3gen.cloud.ses.addresses import Mailbox, parse_object
from tc3gen.cloud.ses.resources.groups import group_of
from tc3gen.cloud.ses.resources.reputation import is_banned
from tc3gen.cloud.ses.resources.senders import sender_name
from tc3gen.cloud.ses.resources.templates import APPROVED
from tc3gen.cloud.ses.sending.delivery import Sending
from tc3gen.cloud.ses.sending.permissions import (
    charge,
    left_for_batch,
    paid_for,
    refusal_of,
)
from tc3gen.cloud.ses.store.state import Account, Draft, SharedState

SEND_NOW = 1
"""A value of `TaskType`."""

WAITING, SENDING, PAUSED, FAILED, FINISHED = 1, 5, 6, 7, 10
"""Values of `TaskStatus`."""

SLICE = 250
"""Mails that are sent in one go, which takes some 10 ms."""

_DELETED = "The recipient group was deleted"
_BANNED = "The sender domain is banned for today: too many addresses are invalid"


@frozen(kw_only=True)
class _Task:
    """A task that is to run."""

    id: int
    account: str
    receiver: int
    draft: Draft
    cycle: Mapping[str, Any] | None
    position: int
    """The last recipient of the run that got its mail, where the run is not over."""
    remaining: int
    """Mails of the run that are still to be sent; 0 where it has not begun."""
    cached: int
    """Mails that a quota puts off by 24 hours."""


def run_task(shared: SharedState, id: int, when: float, most: int = SLICE) -> int:
    """Send what a task has to send at a time, but no more than `most` mails of it.

    Notes when it goes on. Returns the number of mails sent.
    """
    row = shared.database.row(
        "SELECT id, account, receiver, draft, cycle, position, remaining, cached"
        " FROM task WHERE id = ?",
        (id,),
    )
    assert row is not None
    task = _Task(
        id=row["id"],
        account=row["account"],
        receiver=row["receiver"],
        draft=Draft(**json.loads(row["draft"])),
        cycle=json.loads(row["cycle"]) if row["cycle"] else None,
        position=row["position"],
        remaining=row["remaining"],
        cached=row["cached"],
    )
    account = Account(
        id=task.account, shared=shared, database=shared.database, now=when
    )
    problem = None
    if task.remaining == 0:
        sql = "SELECT count(*) FROM recipient WHERE receiver = ? AND valid AND id > ?"
        waiting = shared.database.value(sql, (task.receiver, task.position))
        problem = _problem(account, task, waiting)
        if problem is None:
            task = _begin_run(account, task, waiting)
    elif group_of(account, task.receiver) is None:
        problem = _DELETED
    elif is_banned(account, task.draft.domain, when):
        problem = _BANNED
    if problem is None:
        return _go_on(account, task, most)
    account.database.run("UPDATE task SET remaining = 0 WHERE id = ?", (task.id,))
    _set_status(account, task, FAILED, error=problem)
    return 0


def _problem(account: Account, task: _Task, waiting: int) -> str | None:
    """Why a task cannot run now, though it could be made."""
    draft = task.draft
    if group_of(account, task.receiver) is None:
        return _DELETED
    mailbox = Mailbox.parse(draft.sender)
    if mailbox is None or sender_name(account, mailbox.address) is None:
        return "The sender address cannot send any more"
    if draft.template is not None:
        sql = "SELECT status FROM template WHERE id = ?"
        if account.database.value(sql, (draft.template,)) != APPROVED:
            return "The template cannot be used any more"
    if is_banned(account, draft.domain, account.now):
        return _BANNED
    paid = paid_for(account)
    if paid is not None and paid < waiting:
        return "Insufficient balance"
    return None


def _begin_run(account: Account, task: _Task, waiting: int) -> _Task:
    """Fix how many of those who wait get their mail: all, or as many as the quota lets."""
    number = min(waiting, left_for_batch(account, task.draft.domain, account.now))
    if task.position == 0:
        # The counts of a recurring task are those of all runs together.
        account.database.run(
            "UPDATE task SET requested = requested * (sent > 0) + ? WHERE id = ?",
            (waiting, task.id),
        )
    cached = waiting - number
    account.database.run("UPDATE task SET cached = ? WHERE id = ?", (cached, task.id))
    return evolve(task, remaining=number, cached=cached)


def _go_on(account: Account, task: _Task, most: int) -> int:
    """Send the next mails of a run that has begun. Returns the number."""
    number = min(task.remaining, most)
    position = _send_slice(account, task, number)
    charge(account, number)
    remaining = task.remaining - number
    account.database.run(
        "UPDATE task SET sent = sent + ?, remaining = ? WHERE id = ?",
        (number, remaining, task.id),
    )
    if remaining:
        _set_status(account, task, SENDING, due=account.now, position=position)
    else:
        _finish_run(account, task, position)
    return number


def _finish_run(account: Account, task: _Task, position: int) -> None:
    """Say when a task runs again whose run is over."""
    if task.cached:
        _set_status(account, task, PAUSED, due=account.now + DAY, position=position)
    elif task.cycle is not None and not task.cycle.get("TermCycle"):
        due = _next_start(account, task)
        _set_status(account, task, WAITING, due=due)
    else:
        _set_status(account, task, FINISHED)


def _send_slice(account: Account, task: _Task, number: int) -> int:
    """One mail to each of the next valid addresses. Returns the last one's row."""
    sending = Sending(account, task.draft, account.now, task.id)
    shared = json.dumps(task.draft.values, ensure_ascii=False)
    rows = account.database.rows(
        "SELECT id, email, data FROM recipient WHERE receiver = ? AND valid"
        " AND id > ? ORDER BY id LIMIT ?",
        (task.receiver, task.position, number),
    )
    for _, email, data in rows:
        values, text = task.draft.values, shared
        if data:
            values = {**values, **parse_object(data)}
            text = json.dumps(values, ensure_ascii=False)
        refusal = refusal_of(account, task.draft.domain, email, account.now)
        sending.mail([(0, email)], values=values, data=text, refusal=refusal)
    sending.flush()
    return int(rows[-1]["id"]) if rows else task.position


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


def _set_status(
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
        account.shared.note_due(due)
