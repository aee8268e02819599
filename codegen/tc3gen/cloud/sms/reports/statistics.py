"""Counts of what was sent, and of the reports on it."""

from __future__ import annotations

from collections import Counter

from tc3gen.cloud.sms.numbers.reports import DELIVERED, REPORTS
from tc3gen.cloud.sms.resources.access import check_app
from tc3gen.cloud.sms.store.periods import read_hours
from tc3gen.cloud.sms.store.state import Caller, Params, Response

_MOST_DAYS = 32

_SENT = "WHERE m.account = ? AND m.app = ? AND m.sent >= ? AND m.sent < ?"


def send_status_statistics(caller: Caller, params: Params) -> Response:
    values = _asked_range(caller, params, None)
    row = caller.database.row(
        "SELECT coalesce(sum(fee), 0), count(*), coalesce(sum(code = 'Ok'), 0)"
        f" FROM sms_message m {_SENT}",
        values,
    )
    names = ("FeeCount", "RequestCount", "RequestSuccessCount")
    return {"SendStatusStatistics": dict(zip(names, row or (), strict=True))}


def callback_status_statistics(caller: Caller, params: Params) -> Response:
    values = _asked_range(caller, params, _MOST_DAYS)
    rows = caller.database.rows(
        "SELECT r.code, count(*) FROM sms_report r JOIN sms_message m ON m.id = r.message"
        f" {_SENT} GROUP BY r.code",
        values,
    )
    counts: Counter[str] = Counter()
    for code, number in rows:
        arrived = code == DELIVERED
        counts["CallbackCount"] += number
        counts["CallbackSuccessCount" if arrived else "CallbackFailCount"] += number
        known = REPORTS.get(code)
        if known is not None and known.counter is not None:
            counts[known.counter] += number
    counts["RequestSuccessCount"] = caller.database.value(
        f"SELECT count(*) FROM sms_message m {_SENT} AND m.code = 'Ok'", values
    )
    return {"CallbackStatusStatistics": {name: counts[name] for name in _COUNTERS}}


_COUNTERS = (
    "CallbackCount",
    "RequestSuccessCount",
    "CallbackFailCount",
    "CallbackSuccessCount",
    "InternalErrorCount",
    "InvalidNumberCount",
    "ShutdownErrorCount",
    "BlackListCount",
    "FrequencyLimitCount",
)

HANDLERS = {
    "SendStatusStatistics": send_status_statistics,
    "CallbackStatusStatistics": callback_status_statistics,
}


def _asked_range(
    caller: Caller, params: Params, most_days: int | None
) -> tuple[str, str, float, float]:
    check_app(caller, params["SmsSdkAppId"])
    begin, end = read_hours(
        caller, params["BeginTime"], params["EndTime"], most_days=most_days
    )
    return caller.id, params["SmsSdkAppId"], begin, end
