"""Messages to whole recipient groups: asked for, and listed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from attrs import asdict

from tc3gen.cloud.china_time import ZONE, local_time
from tc3gen.cloud.database import Row
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import Mailbox
from tc3gen.cloud.ses.resources.groups import UPLOADED, Group, find_group
from tc3gen.cloud.ses.resources.senders import sender_name
from tc3gen.cloud.ses.sending.batch_runs import SEND_NOW, WAITING, run_task
from tc3gen.cloud.ses.sending.content import (
    ContentCodes,
    Message,
    check_size,
    read_message,
    subject_of,
)
from tc3gen.cloud.ses.sending.headers import extra_headers, footer_of
from tc3gen.cloud.ses.store.state import Account, Draft, Params, Response

SCHEDULED, RECURRING = 2, 3
"""Values of `TaskType`."""

_INTERVALS = range(1, 366 * 24 + 1)
"""Hours from one start of a recurring task to the next."""

_CODES = ContentCodes(
    missing="MissingParameter.SendParamNecessary",
    no_template="OperationDenied.TemplateStatusError",
    no_permission="MissingParameter.SendParamNecessary",
)


def batch_send_email(account: Account, params: Params) -> Response:
    sender = _read_sender(account, params["FromEmailAddress"])
    group = _ready_group(account, params)
    message = read_message(account, params, _CODES)
    _check_variables(message, group)
    check_size(message)
    start = _start_time(account, params)
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
        "INSERT INTO task (account, type, status, receiver, receiver_name, draft, domain,"
        " content, template, timed, cycle, requested, planned, due, created, updated)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            account.id, params["TaskType"], WAITING, group.id, group.name,
            json.dumps(asdict(draft)), draft.domain, draft.content, _text(params.get("Template")),
            _text(params.get("TimedParam")), _text(params.get("CycleParam")), group.valid,
            start, start, account.now, account.now,
        ),
    )  # fmt: skip
    if params["TaskType"] == SEND_NOW:
        run_task(account.shared, task, start)
    else:
        account.shared.note_due(start)
    return {"TaskId": task}


def list_send_tasks(account: Account, params: Params) -> Response:
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
        raise ApiErrorResponse("OperationDenied.SendAddressStatusError", message)
    return mailbox


def _reply_address(params: Params) -> str | None:
    reply: str | None = params.get("ReplyToAddresses") or None
    if reply is not None and Mailbox.parse(reply) is None:
        message = f"`ReplyToAddresses` is `{reply}`, which is not an address."
        raise ApiErrorResponse("InvalidParameterValue", message)
    return reply


def _ready_group(account: Account, params: Params) -> Group:
    group = find_group(account, params)
    if group.status(account.now) != UPLOADED:
        message = f"The recipient group {group.id} is empty or being uploaded."
        raise ApiErrorResponse("OperationDenied.ReceiverStatusError", message)
    return group


def _check_variables(message: Message, group: Group) -> None:
    """Refuse a group whose values are not those of the template, in number and in name.

    A group without values takes those of the call, which may have some too many.
    """
    needed = message.content.variables
    uploaded = frozenset(json.loads(group.variables or "[]"))
    wrong = uploaded ^ needed if uploaded else needed - message.values.keys()
    if wrong:
        names = ", ".join(sorted(wrong))
        text = f"Only the template, or only the group, has the variables {names}."
        if not uploaded:
            text = f"The template has variables without a value: {names}."
        raise ApiErrorResponse("InvalidParameterValue.TemplateNotMatchData", text)


def _start_time(account: Account, params: Params) -> float:
    """When a task starts: scheduled and recurring ones say it, and not in the past."""
    if params["TaskType"] == SCHEDULED:
        name, code = "TimedParam", "MissingParameter.TimedParamNecessary"
    elif params["TaskType"] == RECURRING:
        name, code = "CycleParam", "MissingParameter.CycleParamNecessary"
    else:
        return account.now
    timing = params.get(name)
    if timing is None:
        raise ApiErrorResponse(code, f"`{name}` is missing.")
    start = _moment(name, timing)
    if start < account.now:
        message = f"`{name}.BeginTime` is in the past, in the time zone UTC+8."
        raise ApiErrorResponse("InvalidParameterValue.BeginTimeBeforeNow", message)
    if name == "CycleParam" and timing["IntervalTime"] not in _INTERVALS:
        message = "`CycleParam.IntervalTime` must be an hour to a year."
        raise ApiErrorResponse("InvalidParameterValue", message)
    return start


def _moment(name: str, timing: Mapping[str, Any]) -> float:
    try:
        start = datetime.strptime(timing["BeginTime"], "%Y-%m-%d %H:%M:%S")
    except ValueError:
        message = f"`{name}.BeginTime` must look like `2024-01-31 08:00:00`."
        raise ApiErrorResponse("InvalidParameterValue", message) from None
    return start.replace(tzinfo=ZONE).timestamp()


def _text(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value)


def _task_row(row: Row) -> Response:
    draft = json.loads(row["draft"])
    return {
        "TaskId": row["id"],
        "FromEmailAddress": draft["sender"],
        "ReceiverId": row["receiver"],
        "TaskStatus": row["status"],
        "TaskType": row["type"],
        "RequestCount": row["requested"],
        "SendCount": row["sent"],
        "CacheCount": row["cached"],
        "CreateTime": local_time(row["created"]),
        "UpdateTime": local_time(row["updated"]),
        "Subject": draft["subject"],
        "Template": _object(row["template"]),
        "CycleParam": _object(row["cycle"]),
        "TimedParam": _object(row["timed"]),
        "ErrMsg": row["error"],
        "ReceiversName": row["receiver_name"],
    }


def _object(text: str | None) -> Any:
    return None if text is None else json.loads(text)
