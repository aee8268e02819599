"""Messages to whole recipient groups."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.content import ContentCodes, Message, read_message
from tc3gen.cloud.ses.groups import find_group
from tc3gen.cloud.ses.paging import page
from tc3gen.cloud.ses.sending import deliver, is_known_sender, new_message_id
from tc3gen.cloud.ses.state import (
    DONE,
    UPLOADED,
    WAITING,
    ZONE,
    Account,
    Answer,
    Group,
    Mail,
    Params,
    Task,
    local_time,
)
from tc3gen.cloud.ses.text import Mailbox, parse_object

SEND_NOW, SCHEDULED, RECURRING = 1, 2, 3
"""Values of `TaskType`."""

_CODES = ContentCodes(
    missing="MissingParameter.SendParamNecessary",
    no_template="OperationDenied.TemplateStatusError",
    no_permission="MissingParameter.SendParamNecessary",
)


def batch_send_email(account: Account, params: Params) -> Answer:
    _check_sender(account, params["FromEmailAddress"])
    group = _ready_group(account, params)
    message = read_message(account, params, _CODES)
    _check_variables(message, group)
    _check_start(account, params)
    task = _task(account, params, group)
    account.tasks.append(task)
    if task.status == DONE:
        _send(account, params, task, group, message)
    return {"TaskId": task.id}


def list_send_tasks(account: Account, params: Params) -> Answer:
    found = [
        task
        for task in account.tasks
        if params.get("Status") in (None, task.status)
        and params.get("ReceiverId") in (None, task.group_id)
        and params.get("TaskType") in (None, task.type)
    ]
    return {
        "TotalCount": len(found),
        "Data": [_task_row(task) for task in page(found, params)],
    }


HANDLERS = {
    "BatchSendEmail": batch_send_email,
    "ListSendTasks": list_send_tasks,
}


def _check_sender(account: Account, text: str) -> None:
    mailbox = Mailbox.parse(text)
    if mailbox is None or not is_known_sender(account, mailbox):
        message = f"`{text}` is not a verified sender address of this account."
        raise ApiFault("OperationDenied.SendAddressStatusError", message)


def _ready_group(account: Account, params: Params) -> Group:
    group = find_group(account, params)
    if group.status(account.now) != UPLOADED:
        message = f"The recipient group {group.id} is empty or being uploaded."
        raise ApiFault("OperationDenied.ReceiverStatusError", message)
    return group


def _check_variables(message: Message, group: Group) -> None:
    known = (group.variables or frozenset()) | message.values.keys()
    missing = message.content.variables - known
    if missing:
        names = ", ".join(sorted(missing))
        message_text = f"The template has variables without a value: {names}."
        raise ApiFault("InvalidParameterValue.TemplateNotMatchData", message_text)


def _check_start(account: Account, params: Params) -> None:
    """Scheduled and recurring tasks say when they start, and not in the past."""
    if params["TaskType"] == SCHEDULED:
        name, code = "TimedParam", "MissingParameter.TimedParamNecessary"
    elif params["TaskType"] == RECURRING:
        name, code = "CycleParam", "MissingParameter.CycleParamNecessary"
    else:
        return
    timing = params.get(name)
    if timing is None:
        raise ApiFault(code, f"`{name}` is missing.")
    if _start(name, timing) < account.now:
        message = f"`{name}.BeginTime` is in the past, in the time zone UTC+8."
        raise ApiFault("InvalidParameterValue.BeginTimeBeforeNow", message)


def _start(name: str, timing: Mapping[str, Any]) -> float:
    try:
        start = datetime.strptime(timing["BeginTime"], "%Y-%m-%d %H:%M:%S")
    except ValueError:
        message = f"`{name}.BeginTime` must look like `2024-01-31 08:00:00`."
        raise ApiFault("InvalidParameterValue", message) from None
    return start.replace(tzinfo=ZONE).timestamp()


def _task(account: Account, params: Params, group: Group) -> Task:
    now = params["TaskType"] == SEND_NOW
    return Task(
        id=next(account.world.task_ids),
        type=params["TaskType"],
        status=DONE if now else WAITING,
        from_address=params["FromEmailAddress"],
        group_id=group.id,
        group_name=group.name,
        subject=params["Subject"],
        template=params.get("Template"),
        timed=params.get("TimedParam"),
        cycle=params.get("CycleParam"),
        requested=group.valid_count,
        sent=group.valid_count if now else 0,
        created=account.now,
    )


def _send(
    account: Account, params: Params, task: Task, group: Group, message: Message
) -> None:
    """One mail to each valid address, with its own values over those of the call."""
    for recipient in group.recipients.values():
        if not recipient.valid:
            continue
        own = parse_object(recipient.template_data)
        mail = Mail(
            message_id=new_message_id(account),
            account=account.id,
            task_id=task.id,
            from_address=task.from_address,
            to=(recipient.email,),
            reply_to=params.get("ReplyToAddresses"),
            content=message.content,
            template_id=message.template_id,
            template_data={**message.values, **own} if own else message.values,
            unsubscribe=params.get("Unsubscribe"),
            sent_at=task.created,
        )
        deliver(account, mail)


def _task_row(task: Task) -> Answer:
    created = local_time(task.created)
    return {
        "TaskId": task.id,
        "FromEmailAddress": task.from_address,
        "ReceiverId": task.group_id,
        "TaskStatus": task.status,
        "TaskType": task.type,
        "RequestCount": task.requested,
        "SendCount": task.sent,
        "CacheCount": 0,
        "CreateTime": created,
        "UpdateTime": created,
        "Subject": task.subject,
        "Template": task.template,
        "CycleParam": task.cycle,
        "TimedParam": task.timed,
        "ErrMsg": "",
        "ReceiversName": task.group_name,
    }
