"""Messages to a number, its country, and the codes that came back."""

from __future__ import annotations

from typing import Any

from tc3gen.cloud.china_time import DAY
from tc3gen.cloud.database import Row
from tc3gen.cloud.sms.numbers.countries import country_name
from tc3gen.cloud.sms.numbers.phone_numbers import BadNumber, read_number
from tc3gen.cloud.sms.reports.pulls import read_known_number
from tc3gen.cloud.sms.resources.access import check_app
from tc3gen.cloud.sms.store.periods import read_seconds
from tc3gen.cloud.sms.store.state import Caller, Params, Response

_REACH = 3 * DAY
"""Seconds that the list of messages reaches back."""

_MOST = 1000
"""Messages that can be listed."""

_UNREADABLE = "FailedOperation.PhoneNumberParseFail"
_INCORRECT = "InvalidParameterValue.IncorrectPhoneNumber"


def describe_send_record_list(caller: Caller, params: Params) -> Response:
    check_app(caller, params["SmsSdkAppId"])
    number = read_known_number(params["PhoneNumber"])
    begin, end = read_seconds(caller, params, most_seconds=_REACH)
    where = "account = ? AND number = ? AND app = ? AND sent >= ? AND sent < ?"
    values = (caller.id, number, params["SmsSdkAppId"], begin, end + 1)
    start = params.get("Offset", 0)
    most = min(params.get("Limit", 20), max(_MOST - start, 0))
    rows = caller.database.rows(
        f"SELECT * FROM sms_message WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?",
        (*values, most, start),
    )
    sql = f"SELECT count(*) FROM sms_message WHERE {where}"
    return {
        "SendRecordSet": [_record(row) for row in rows],
        "TotalCount": caller.database.value(sql, values),
    }


def describe_phone_number_info(caller: Caller, params: Params) -> Response:
    found = [_info(caller, text) for text in params["PhoneNumberSet"]]
    return {"PhoneNumberInfoSet": found}


def report_conversion(caller: Caller, params: Params) -> Response:
    check_app(caller, params["SmsSdkAppId"])
    sql = "SELECT 1 FROM sms_message WHERE account = ? AND app = ? AND serial = ?"
    serial = params["SerialNo"]
    values = (caller.id, params["SmsSdkAppId"], serial)
    if not serial or caller.database.row(sql, values) is None:
        code, message = "FailedOperation.OtherError", "There is no such message."
        return {"ReportConversionStatus": {"Code": code, "Message": message}}
    caller.database.run(
        "INSERT OR REPLACE INTO sms_conversion (account, serial, time) VALUES (?, ?, ?)",
        (caller.id, serial, params.get("ConversionTime", int(caller.now))),
    )
    return {"ReportConversionStatus": {"Code": "ok", "Message": "report success"}}


HANDLERS = {
    "DescribeSendRecordList": describe_send_record_list,
    "DescribePhoneNumberInfo": describe_phone_number_info,
    "ReportConversion": report_conversion,
}


def _record(row: Row) -> dict[str, Any]:
    return {
        "PhoneNumber": row["number"],
        "SerialNo": row["serial"],
        "SendStatus": row["status"],
        "RequestCode": row["code"],
        "StatusCode": row["report"],
        "IsoCode": row["country"],
        "Content": row["masked"],
        "SendTime": int(row["sent"]),
        "UserReceiveTime": int(row["received"]),
    }


def _info(caller: Caller, text: str) -> dict[str, Any]:
    try:
        number = read_number(text)
    except BadNumber as error:
        code = _INCORRECT if error.is_readable else _UNREADABLE
        return {
            "Code": code,
            "Message": caller.told(code),
            "NationCode": "",
            "SubscriberNumber": "",
            "PhoneNumber": text,
            "IsoCode": "",
            "IsoName": "",
        }
    return {
        "Code": "Ok",
        "Message": "Describe success",
        "NationCode": number.country_code,
        "SubscriberNumber": number.subscriber,
        "PhoneNumber": number.e164,
        "IsoCode": number.country,
        "IsoName": country_name(number.country),
    }
