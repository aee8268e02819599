"""Statistics of what was sent, and the complaints about it."""

from __future__ import annotations

from typing import Any

from tc3gen.cloud.china_time import day_number, day_text, local_time
from tc3gen.cloud.database import Row
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import domain_of
from tc3gen.cloud.ses.resources.periods import Period, read_period
from tc3gen.cloud.ses.store.state import Account, Params, Response

REPORT_LIMIT = 1000
"""Complaints of one page."""

SOURCE_IP = "192.0.2.10"
"""Address that mail is said to come from: one for documentation."""

_COUNTS = (
    "count(*) AS requested, coalesce(sum(send_status = 0), 0) AS accepted,"
    " coalesce(sum(deliver_status = 1), 0) AS delivered,"
    " coalesce(sum(opened), 0) AS opened, coalesce(sum(clicked > 0), 0) AS clicked,"
    " coalesce(sum(bounced), 0) AS bounced,"
    " coalesce(sum(unsubscribed), 0) AS unsubscribed"
)


def get_statistics_report(account: Account, params: Params) -> Response:
    period = read_period(params["StartDate"], params["EndDate"])
    where = "account = ? AND day BETWEEN ? AND ?"
    values: list[Any] = [account.id, period.first, period.last]
    if params.get("Domain"):
        where += " AND sender_domain = ?"
        values.append(params["Domain"].lower())
    if params.get("ReceivingMailboxType"):
        where += " AND lower(substr(email, instr(email, '@') + 1)) = ?"
        values.append(params["ReceivingMailboxType"].lower())
    rows = account.database.rows(
        f"SELECT day, {_COUNTS} FROM delivery WHERE {where} GROUP BY day ORDER BY day",
        values,
    )
    overall = account.database.row(
        f"SELECT {_COUNTS} FROM delivery WHERE {where}", values
    )
    assert overall is not None
    return {
        "DailyVolumes": [_volume(day_text(row["day"]), row) for row in rows],
        "OverallVolume": _volume(params["StartDate"], overall),
    }


def get_abuse_report(account: Account, params: Params) -> Response:
    if not account.settings.known:
        raise ApiErrorResponse("InvalidParameter.AppIdIsRequired")
    period = Period(
        _day(params["StartTime"], "InvalidParameter.InvalidStartTimeFormat"),
        _day(params["EndTime"], "InvalidParameter.InvalidEndTimeFormat"),
    )
    limit = params.get("Limit") or REPORT_LIMIT
    if limit > REPORT_LIMIT:
        message = f"`Limit` must not exceed {REPORT_LIMIT}."
        raise ApiErrorResponse("FailedOperation.InvalidLimit", message)
    where = "e.account = ? AND e.name = 'spamreport' AND e.time >= ? AND e.time < ?"
    values: list[Any] = [account.id, period.begin, period.end]
    for condition, name in (
        ("d.sender_domain = ?", "FromDomain"),
        ("instr(lower(m.sender), ?)", "FromAddress"),
        ("substr(lower(e.email), instr(e.email, '@') + 1) = ?", "Mta"),
        ("lower(e.email) = ?", "ToAddress"),
        ("CAST(m.template AS TEXT) = ?", "TemplateId"),
    ):
        if params.get(name):
            where += f" AND {condition}"
            values.append(params[name].lower())
    tables = "event e JOIN message m ON m.id = e.message JOIN delivery d ON d.id = e.delivery"
    total = account.database.value(
        f"SELECT count(*) FROM {tables} WHERE {where}", values
    )
    rows = account.database.rows(
        "SELECT d.delivered, m.sender, e.email, d.sender_domain, e.time, m.template,"
        f" m.message_id, m.header_id, m.subject FROM {tables} WHERE {where}"
        " ORDER BY e.id LIMIT ? OFFSET ?",
        [*values, limit, params.get("Offset") or 0],
    )
    return {"Data": [_complaint(row) for row in rows], "TotalCount": total}


HANDLERS = {
    "GetStatisticsReport": get_statistics_report,
    "GetAbuseReport": get_abuse_report,
}


def _volume(day: str, counts: Row) -> Response:
    return {
        "SendDate": day,
        "RequestCount": counts["requested"],
        "AcceptedCount": counts["accepted"],
        "DeliveredCount": counts["delivered"],
        "OpenedCount": counts["opened"],
        "ClickedCount": counts["clicked"],
        "BounceCount": counts["bounced"],
        "UnsubscribeCount": counts["unsubscribed"],
    }


def _complaint(row: Row) -> Response:
    when, template = local_time(row["time"]), row["template"]
    return {
        "DeliverTime": local_time(row["delivered"]),
        "OriginalMailFrom": row["sender"],
        "OriginalRcptTo": row["email"],
        "FromDomain": row["sender_domain"],
        "ComplainTime": when,
        "Mta": domain_of(row["email"]),
        "SourceIp": SOURCE_IP,
        "InsertTime": when,
        "TemplateId": "" if template is None else str(template),
        "BulkId": row["message_id"],
        "MessageId": f"<{row['header_id']}>",
        "AbuseTime": when,
        "Subject": row["subject"],
    }


def _day(text: str, code: str) -> int:
    try:
        if len(text) != len("2026-01-31"):
            raise ValueError(text)
        return day_number(text)
    except ValueError:
        raise ApiErrorResponse(
            code, f"`{text}` is not a day like `2026-01-31`."
        ) from None
