"""Delivery reports and replies: taken from the queue, or listed for a number."""

from __future__ import annotations

from typing import Any

from tc3gen.cloud.china_time import DAY
from tc3gen.cloud.database import Row
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.sms.numbers.phone_numbers import BadNumber, read_number
from tc3gen.cloud.sms.numbers.reports import DELIVERED
from tc3gen.cloud.sms.resources.access import check_app
from tc3gen.cloud.sms.store.periods import read_seconds
from tc3gen.cloud.sms.store.queue import Column
from tc3gen.cloud.sms.store.state import Caller, Params, Response

_REACH = 7 * DAY
"""Seconds that lists of a number reach back."""

_QUERIES: dict[Column, str] = {
    "report": (
        "SELECT r.id AS entry, r.code AS outcome, r.time, m.* FROM sms_report r"
        " JOIN sms_message m ON m.id = r.message"
    ),
    "reply": (
        "SELECT r.id AS entry, r.text AS reply, r.time, m.* FROM sms_reply r"
        " JOIN sms_message m ON m.id = r.message"
    ),
}


def pull_sms_send_status(caller: Caller, params: Params) -> Response:
    rows = _take_entries(caller, "report", params)
    return {"PullSmsSendStatusSet": [_report(caller, row) for row in rows]}


def pull_sms_reply_status(caller: Caller, params: Params) -> Response:
    rows = _take_entries(caller, "reply", params)
    return {"PullSmsReplyStatusSet": [_reply(row) for row in rows]}


def pull_sms_send_status_by_phone_number(caller: Caller, params: Params) -> Response:
    rows = _list(caller, "report", params)
    return {"PullSmsSendStatusSet": [_report(caller, row) for row in rows]}


def pull_sms_reply_status_by_phone_number(caller: Caller, params: Params) -> Response:
    rows = _list(caller, "reply", params)
    return {"PullSmsReplyStatusSet": [_reply(row) for row in rows]}


HANDLERS = {
    "PullSmsSendStatus": pull_sms_send_status,
    "PullSmsReplyStatus": pull_sms_reply_status,
    "PullSmsSendStatusByPhoneNumber": pull_sms_send_status_by_phone_number,
    "PullSmsReplyStatusByPhoneNumber": pull_sms_reply_status_by_phone_number,
}


def read_known_number(text: str) -> str:
    """A number in E.164 form. Raises `ApiErrorResponse` for what is not one."""
    try:
        return read_number(text).e164
    except BadNumber as error:
        code = "InvalidParameterValue.IncorrectPhoneNumber"
        raise ApiErrorResponse(code, str(error)) from None


def _take_entries(caller: Caller, column: Column, params: Params) -> list[Row]:
    """The next entries of a queue, each of which is handed out once."""
    check_app(caller, params["SmsSdkAppId"])
    rows = caller.database.rows(
        f"{_QUERIES[column]} WHERE r.account = ? AND r.app = ? AND r.pulled = 0"
        " ORDER BY r.id LIMIT ?",
        (caller.id, params["SmsSdkAppId"], params["Limit"]),
    )
    caller.database.run_many(
        f"UPDATE sms_{column} SET pulled = 1 WHERE id = ?",
        [(row["entry"],) for row in rows],
    )
    return rows


def _list(caller: Caller, column: Column, params: Params) -> list[Row]:
    check_app(caller, params["SmsSdkAppId"])
    begin, end = read_seconds(caller, params, most_seconds=_REACH)
    return caller.database.rows(
        f"{_QUERIES[column]} WHERE r.account = ? AND r.number = ? AND r.app = ?"
        " AND r.time >= ? AND r.time < ? ORDER BY r.id LIMIT ?",
        (
            caller.id, read_known_number(params["PhoneNumber"]), params["SmsSdkAppId"],
            begin, end + 1, params["Limit"],
        ),
    )  # fmt: skip


def _report(caller: Caller, row: Row) -> dict[str, Any]:
    delivered = row["outcome"] == DELIVERED
    return {
        "UserReceiveTime": int(row["time"]),
        "CountryCode": row["country_code"],
        "SubscriberNumber": row["subscriber"],
        "PhoneNumber": row["number"],
        "SerialNo": row["serial"],
        "ReportStatus": "SUCCESS" if delivered else "FAIL",
        "Description": row["outcome"],
        "SessionContext": row["session"] if caller.settings.session_in_reports else "",
    }


def _reply(row: Row) -> dict[str, Any]:
    return {
        "ExtendCode": row["extend"],
        "CountryCode": row["country_code"],
        "PhoneNumber": row["number"],
        "SignName": row["signature"],
        "ReplyContent": row["reply"],
        "ReplyTime": int(row["time"]),
        "SubscriberNumber": row["subscriber"],
    }
