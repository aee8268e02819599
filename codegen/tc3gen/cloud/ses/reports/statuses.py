"""Delivery statuses of the mail of a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tc3gen.cloud.china_time import ZONE, day_number
from tc3gen.cloud.database import Row
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import is_address
from tc3gen.cloud.ses.store.state import Account, Params, Response

KEPT_DAYS = 30
"""Days for which the service remembers what it sent; the code's text alone says 90."""


def get_send_email_status(account: Account, params: Params) -> Response:
    day = params["RequestDate"]
    _check_day(account, day)
    address = params.get("ToEmailAddress")
    if address and not is_address(address):
        message = f"`ToEmailAddress` is `{address}`, which is not an address."
        raise ApiErrorResponse("FailedOperation.IncorrectEmail", message)
    where, values = "d.account = ? AND d.day = ?", [account.id, day_number(day)]
    conditions: list[tuple[str, Any]] = [
        ("m.message_id = ?", params.get("MessageId")),
        ("d.email = ?", address),
    ]
    for condition, value in conditions:
        if value:
            where += f" AND {condition}"
            values.append(value)
    rows = account.database.rows(
        "SELECT m.message_id, d.email, m.sender, d.send_status, d.deliver_status,"
        " d.reason, m.sent, d.delivered, d.opened, d.clicked, d.unsubscribed, d.complained"
        " FROM delivery d JOIN message m ON m.id = d.message"
        f" WHERE {where} ORDER BY d.id LIMIT ? OFFSET ?",
        [*values, params["Limit"], params["Offset"]],
    )
    return {"EmailStatusList": [_status_row(row) for row in rows]}


HANDLERS = {"GetSendEmailStatus": get_send_email_status}


def _check_day(account: Account, day: str) -> None:
    oldest = datetime.fromtimestamp(account.now, ZONE) - timedelta(days=KEPT_DAYS)
    if day < oldest.strftime("%Y-%m-%d"):
        message = f"What was sent is remembered for {KEPT_DAYS} days."
        raise ApiErrorResponse("FailedOperation.NotSupportDate", message)


def _status_row(row: Row) -> Response:
    complained = bool(row["complained"])
    return {
        "MessageId": row["message_id"],
        "ToEmailAddress": row["email"],
        "FromEmailAddress": row["sender"],
        "SendStatus": row["send_status"],
        "DeliverStatus": row["deliver_status"],
        "DeliverMessage": row["reason"],
        "RequestTime": int(row["sent"]),
        "DeliverTime": int(row["delivered"]),
        "UserOpened": bool(row["opened"]),
        "UserClicked": bool(row["clicked"]),
        "UserUnsubscribed": bool(row["unsubscribed"]),
        "UserComplainted": complained,
        "UserComplained": complained,
    }
