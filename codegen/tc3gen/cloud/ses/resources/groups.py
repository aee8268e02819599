"""Recipient groups and the addresses in them."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from tc3gen.cloud.china_time import local_time
from tc3gen.cloud.database import Row
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import is_name, is_plain
from tc3gen.cloud.ses.store.state import Account, Params, Response

VALID, INVALID = 1, 2
"""Values of a recipient's `Status`."""

TO_UPLOAD, UPLOADING, UPLOADED = 1, 2, 3
"""Values of `ReceiversStatus`."""

_COLUMNS = "id, name, description, created, size, valid, variables, ready, with_data"
_STATUS = f"CASE WHEN ready > ? THEN {UPLOADING} WHEN size > 0 THEN {UPLOADED} ELSE {TO_UPLOAD} END"


@frozen
class Group:
    """A recipient group."""

    id: int
    name: str
    description: str
    created: float
    size: int
    valid: int
    variables: str | None
    """JSON list of those that every recipient has; None before the first upload."""
    ready: float
    """When the last upload is through."""
    with_data: int
    """1 if the last upload came with data."""

    def status(self, now: float) -> int:
        if now < self.ready:
            return UPLOADING
        return UPLOADED if self.size else TO_UPLOAD


def create_receiver(account: Account, params: Params) -> Response:
    name, description = params["ReceiversName"], params.get("Desc")
    if not is_name(name):
        message = "The name is blank, too long, or has special characters."
        raise ApiErrorResponse("InvalidParameterValue.ReceiverNameIllegal", message)
    if description is not None and not is_plain(description):
        message = "The description is blank, or has special characters."
        raise ApiErrorResponse("InvalidParameterValue.ReceiverDescIllegal", message)
    database = account.database
    if database.row(
        "SELECT 1 FROM receiver WHERE account = ? AND name = ?", (account.id, name)
    ):
        message = f"A group called `{name}` exists already."
        raise ApiErrorResponse("InvalidParameterValue.RepeatReceiverName", message)
    limit = account.settings.groups
    sql = "SELECT count(*) FROM receiver WHERE account = ?"
    if database.value(sql, (account.id,)) >= limit:
        message = f"There are {limit} groups, which is the most."
        raise ApiErrorResponse("LimitExceeded.ExceedReceiverLimit", message)
    id = database.run(
        "INSERT INTO receiver (account, name, description, created) VALUES (?, ?, ?, ?)",
        (account.id, name, description or "", account.now),
    )
    return {"ReceiverId": id}


def list_receivers(account: Account, params: Params) -> Response:
    where, values = "account = ?", [account.id]
    conditions: list[tuple[str, list[Any]]] = []
    if params.get("KeyWord"):
        conditions.append(("instr(name, ?)", [params["KeyWord"]]))
    if params.get("Status") is not None:
        conditions.append((f"{_STATUS} = ?", [account.now, params["Status"]]))
    for condition, more in conditions:
        where += f" AND {condition}"
        values += more
    total = account.database.value(
        f"SELECT count(*) FROM receiver WHERE {where}", values
    )
    rows = account.database.rows(
        f"SELECT {_COLUMNS} FROM receiver WHERE {where} ORDER BY id LIMIT ? OFFSET ?",
        [*values, params["Limit"], params["Offset"]],
    )
    return {
        "TotalCount": total,
        "Data": [_group_row(Group(*row), account.now) for row in rows],
    }


def delete_receiver(account: Account, params: Params) -> Response:
    group = find_group(account, params)
    account.database.run("DELETE FROM recipient WHERE receiver = ?", (group.id,))
    account.database.run("DELETE FROM receiver WHERE id = ?", (group.id,))
    return {}


def list_receiver_details(account: Account, params: Params) -> Response:
    group = find_group(account, params)
    where, values = "receiver = ?", [group.id]
    begin, end = params.get("CreateTimeBegin"), params.get("CreateTimeEnd")
    # The service's zone. An end like `2026-01-31` means the whole day.
    written = "datetime(created + 28800, 'unixepoch')"
    conditions: list[tuple[str, Any]] = [
        ("instr(email, ?)", params.get("Email") or None),
        ("2 - valid = ?", params.get("Status")),
        (f"{written} >= ?", begin or None),
        (f"substr({written}, 1, {len(end or '')}) <= ?", end or None),
    ]
    for condition, value in conditions:
        if value is not None:
            where += f" AND {condition}"
            values.append(value)
    total = account.database.value(
        f"SELECT count(*) FROM recipient WHERE {where}", values
    )
    rows = account.database.rows(
        f"SELECT id, email, data, valid, created FROM recipient WHERE {where}"
        " ORDER BY id LIMIT ? OFFSET ?",
        [*values, params["Limit"], params["Offset"]],
    )
    return {
        "TotalCount": total,
        "Data": [_recipient_row(row) for row in rows],
        "ValidCount": group.valid,
        "InvalidCount": group.size - group.valid,
    }


HANDLERS = {
    "CreateReceiver": create_receiver,
    "ListReceivers": list_receivers,
    "DeleteReceiver": delete_receiver,
    "ListReceiverDetails": list_receiver_details,
}


def find_group(account: Account, params: Params) -> Group:
    """The group that a call names, or a fault where there is none."""
    group = group_of(account, params["ReceiverId"])
    if group is None:
        message = f"There is no recipient group {params['ReceiverId']}."
        raise ApiErrorResponse("OperationDenied.ReceiverNotExist", message)
    return group


def group_of(account: Account, id: int) -> Group | None:
    """A group of the account, None where there is no such one."""
    row = account.database.row(
        f"SELECT {_COLUMNS} FROM receiver WHERE id = ? AND account = ?",
        (id, account.id),
    )
    return None if row is None else Group(*row)


def _group_row(group: Group, now: float) -> Response:
    return {
        "ReceiverId": group.id,
        "ReceiversName": group.name,
        "Count": group.size,
        "Desc": group.description,
        "ReceiversStatus": group.status(now),
        "CreateTime": local_time(group.created),
        "InvalidCount": group.size - group.valid,
    }


def _recipient_row(row: Row) -> Response:
    valid = row["valid"]
    return {
        "Email": row["email"],
        "CreateTime": local_time(row["created"]),
        "TemplateData": row["data"] or "",
        "Reason": "" if valid else "The address is malformed.",
        "Status": VALID if valid else INVALID,
        "EmailId": row["id"],
    }
