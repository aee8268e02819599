"""Messages to whole recipient groups: asked for, and listed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import asdict

from tc3gen.cloud.database import Row
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.content import (
    ContentCodes,
    Message,
    check_size,
    read_message,
    subject_of,
)
from tc3gen.cloud.ses.groups import UPLOADED, Group, find_group
from tc3gen.cloud.ses.headers import extra_headers, footer_of
from tc3gen.cloud.ses.running import SEND_NOW, WAITING, run_task
from tc3gen.cloud.ses.senders import sender_name
from tc3gen.cloud.ses.state import (
    ZONE,
    Account,
    Answer,
    Draft,
    Params,
    local_time,
)
from tc3gen.cloud.ses.text import Mailbox

SCHEDULED, RECURRING = 2, 3
"""Values of `TaskType`."""

_INTERVALS = range(1, 366 * 24 + 1)
"""Hours from one start of a recurring task to the next."""

_CODES = ContentCodes(
    missing="MissingParameter.SendParamNecessary",
    no_template="OperationDenied.TemplateStatusError",
    no_permission="MissingParameter.SendParamNecessary",
)


def batch_send_email(account: Account, params: Params) -> Answer:
    sender = _read_sender(account, params["FromEmailAddress"])
    group = _ready_group(account, params)
    message = read_message(account, params, _CODES)
    _check_variables(message, group)
    check_size(message)
    start = _start(account, params)
    unsubscribe, footer = footer_of(account, params, sender)
    draft = Draft(
        sender=params["FromEmailAddress"],
        domain=sender.domain,
        subject=subject_of(params),
        reply_to=_reply_address(params),
        content=message.kept(account),
        template=message.template_id,
        values=message.values,
        unsubscribe=unsubscribe,
        footer=footer,
        extra=extra_headers(account, {}, sender),
    )
    task = account.database.run(
        "INSERT INTO task (account, type, status, receiver, receiver_name, draft, content,"
        " template, timed, cycle, requested, planned, due, created, updated)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            account.id, params["TaskType"], WAITING, group.id, group.name,
            json.dumps(asdict(draft)), draft.content, _text(params.get("Template")),
            _text(params.get("TimedParam")), _text(params.get("CycleParam")), group.valid,
            start, start, account.now, account.now,
        ),
    )  # fmt: skip
    if params["TaskType"] == SEND_NOW:
        run_task(account.world, task, start)
    else:
        account.world.note_due(start)
    return {"TaskId": task}


def list_send_tasks(account: Account, params: Params) -> Answer:
    where, values = "account = ?", [account.id]
    for column, name in (
        ("status", "Status"), ("receiver", "ReceiverId"), ("type", "TaskType"),
    ):  # fmt: skip
        if params.get(name) is not None:
            where += f" AND {column} = ?"
            values.append(params[name])
    total = account.database.value(f"SELECT count(*) FROM task WHERE {where}", values)
    rows = account.database.rows(
        "SELECT id, draft, receiver, status, type, requested, sent, cached, created,"
        " updated, template, cycle, timed, error, receiver_name"
        f" FROM task WHERE {where} ORDER BY id LIMIT ? OFFSET ?",
        [*values, params["Limit"], params["Offset"]],
    )
    return {"TotalCount": total, "Data": [_task_row(row) for row in rows]}


HANDLERS = {
    "BatchSendEmail": batch_send_email,
    "ListSendTasks": list_send_tasks,
}


def _read_sender(account: Account, text: str) -> Mailbox:
    mailbox = Mailbox.parse(text)
    if mailbox is None or sender_name(account, mailbox.address) is None:
        message = f"`{text}` is not a verified sender address of this account."
        raise ApiFault("OperationDenied.SendAddressStatusError", message)
    return mailbox


def _reply_address(params: Params) -> str | None:
    reply: str | None = params.get("ReplyToAddresses") or None
    if reply is not None and Mailbox.parse(reply) is None:
        message = f"`ReplyToAddresses` is `{reply}`, which is not an address."
        raise ApiFault("InvalidParameterValue", message)
    return reply


def _ready_group(account: Account, params: Params) -> Group:
    group = find_group(account, params)
    if group.status(account.now) != UPLOADED:
        message = f"The recipient group {group.id} is empty or being uploaded."
        raise ApiFault("OperationDenied.ReceiverStatusError", message)
    return group


def _check_variables(message: Message, group: Group) -> None:
    known = set(json.loads(group.variables or "[]")) | message.values.keys()
    missing = message.content.variables - known
    if missing:
        names = ", ".join(sorted(missing))
        text = f"The template has variables without a value: {names}."
        raise ApiFault("InvalidParameterValue.TemplateNotMatchData", text)


def _start(account: Account, params: Params) -> float:
    """When a task starts: scheduled and recurring ones say it, and not in the past."""
    if params["TaskType"] == SCHEDULED:
        name, code = "TimedParam", "MissingParameter.TimedParamNecessary"
    elif params["TaskType"] == RECURRING:
        name, code = "CycleParam", "MissingParameter.CycleParamNecessary"
    else:
        return account.now
    timing = params.get(name)
    if timing is None:
        raise ApiFault(code, f"`{name}` is missing.")
    start = _moment(name, timing)
    if start < account.now:
        message = f"`{name}.BeginTime` is in the past, in the time zone UTC+8."
        raise ApiFault("InvalidParameterValue.BeginTimeBeforeNow", message)
    if name == "CycleParam" and timing["IntervalTime"] not in _INTERVALS:
        message = "`CycleParam.IntervalTime` must be an hour to a year."
        raise ApiFault("InvalidParameterValue", message)
    return start


def _moment(name: str, timing: Mapping[str, Any]) -> float:
    try:
        start = datetime.strptime(timing["BeginTime"], "%Y-%m-%d %H:%M:%S")
    except ValueError:
        message = f"`{name}.BeginTime` must look like `2024-01-31 08:00:00`."
        raise ApiFault("InvalidParameterValue", message) from None
    return start.replace(tzinfo=ZONE).timestamp()


def _text(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value)


def _task_row(row: Row) -> Answer:
    id, draft, receiver, status, type, requested, sent, cached, created, updated = row[
        :10
    ]
    template, cycle, timed = (json.loads(text) if text else None for text in row[10:13])
    shared = json.loads(draft)
    return {
        "TaskId": id,
        "FromEmailAddress": shared["sender"],
        "ReceiverId": receiver,
        "TaskStatus": status,
        "TaskType": type,
        "RequestCount": requested,
        "SendCount": sent,
        "CacheCount": cached,
        "CreateTime": local_time(created),
        "UpdateTime": local_time(updated),
        "Subject": shared["subject"],
        "Template": template,
        "CycleParam": cycle,
        "TimedParam": timed,
        "ErrMsg": row[13],
        "ReceiversName": row[14],
    }
