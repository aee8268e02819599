"""Statistics of what was sent, and the complaints about it."""

from __future__ import annotations

from typing import Any

from tc3gen.cloud.database import Row
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.periods import Period, read_period
from tc3gen.cloud.ses.state import (
    Account,
    Answer,
    Params,
    day_number,
    day_text,
    local_time,
)
from tc3gen.cloud.ses.text import domain_of

REPORT_LIMIT = 1000
"""Complaints of one page."""

SOURCE_IP = "192.0.2.10"
"""Where mail is said to come from: an address for documentation."""

_COUNTS = (
    "count(*), coalesce(sum(send_status = 0), 0), coalesce(sum(deliver_status = 1), 0),"
    " coalesce(sum(opened), 0), coalesce(sum(clicked > 0), 0),"
    " coalesce(sum(bounced), 0), coalesce(sum(unsubscribed), 0)"
)


def get_statistics_report(account: Account, params: Params) -> Answer:
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
        "DailyVolumes": [_volume(day_text(row[0]), row[1:]) for row in rows],
        "OverallVolume": _volume(params["StartDate"], overall),
    }


def get_abuse_report(account: Account, params: Params) -> Answer:
    if not account.settings.known:
        raise ApiFault("InvalidParameter.AppIdIsRequired")
    period = Period(
        _day(params["StartTime"], "InvalidParameter.InvalidStartTimeFormat"),
        _day(params["EndTime"], "InvalidParameter.InvalidEndTimeFormat"),
    )
    limit = params.get("Limit") or REPORT_LIMIT
    if limit > REPORT_LIMIT:
        message = f"`Limit` must not exceed {REPORT_LIMIT}."
        raise ApiFault("FailedOperation.InvalidLimit", message)
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


def _volume(day: str, counts: Row) -> Answer:
    requested, accepted, delivered, opened, clicked, bounced, unsubscribed = counts
    return {
        "SendDate": day,
        "RequestCount": requested,
        "AcceptedCount": accepted,
        "DeliveredCount": delivered,
        "OpenedCount": opened,
        "ClickedCount": clicked,
        "BounceCount": bounced,
        "UnsubscribeCount": unsubscribed,
    }


def _complaint(row: Row) -> Answer:
    delivered, sender, email, domain, time, template, bulk_id, header_id, subject = row
    when = local_time(time)
    return {
        "DeliverTime": local_time(delivered),
        "OriginalMailFrom": sender,
        "OriginalRcptTo": email,
        "FromDomain": domain,
        "ComplainTime": when,
        "Mta": domain_of(email),
        "SourceIp": SOURCE_IP,
        "InsertTime": when,
        "TemplateId": "" if template is None else str(template),
        "BulkId": bulk_id,
        "MessageId": f"<{header_id}>",
        "AbuseTime": when,
        "Subject": subject,
    }


def _day(text: str, code: str) -> int:
    try:
        if len(text) != len("2026-01-31"):
            raise ValueError(text)
        return day_number(text)
    except ValueError:
        raise ApiFault(code, f"`{text}` is not a day like `2026-01-31`.") from None
