"""What became of the mail of a day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from tc3gen.cloud.database import Row
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.state import ZONE, Account, Answer, Params, day_number
from tc3gen.cloud.ses.text import is_address

KEPT_DAYS = 90
"""Days for which the service remembers what it sent."""


def get_send_email_status(account: Account, params: Params) -> Answer:
    day = params["RequestDate"]
    _check_day(account, day)
    address = params.get("ToEmailAddress")
    if address and not is_address(address):
        message = f"`ToEmailAddress` is `{address}`, which is not an address."
        raise ApiFault("FailedOperation.IncorrectEmail", message)
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
        raise ApiFault("FailedOperation.NotSupportDate", message)


def _status_row(row: Row) -> Answer:
    message_id, email, sender, send_status, status, reason, sent, delivered, *marks = (
        row
    )
    opened, clicked, unsubscribed, complained = (bool(mark) for mark in marks)
    return {
        "MessageId": message_id,
        "ToEmailAddress": email,
        "FromEmailAddress": sender,
        "SendStatus": send_status,
        "DeliverStatus": status,
        "DeliverMessage": reason,
        "RequestTime": int(sent),
        "DeliverTime": int(delivered),
        "UserOpened": opened,
        "UserClicked": clicked,
        "UserUnsubscribed": unsubscribed,
        "UserComplainted": complained,
        "UserComplained": complained,
    }
