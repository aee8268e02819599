"""The delivery reports and replies that wait to be posted, and their bodies.

Reports are posted as a list, as many as wait; each reply is an object of its own. Either is
taken only where the response says so in its body.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import partial
from itertools import groupby
from typing import Any

from tc3gen.cloud.background.callbacks import Posting
from tc3gen.cloud.china_time import local_time
from tc3gen.cloud.database import Row
from tc3gen.cloud.sms.numbers.reports import DELIVERED, code_meaning


class SmsReports:
    """The queue of delivery reports and replies."""

    table = "sms_callback"
    key = "id"
    query = """
SELECT c.id, c.attempts, c.report, p.code, p.time AS report_time, r.text, r.time AS reply_time,
  m.number, m.country_code, m.subscriber, m.serial, m.signature, m.extend
FROM sms_callback c
  LEFT JOIN sms_report p ON p.id = c.report
  LEFT JOIN sms_reply r ON r.id = c.reply
  JOIN sms_message m ON m.id = coalesce(p.message, r.message)
WHERE c.due <= ? ORDER BY c.due, c.id LIMIT ?
"""

    def postings(self, rows: Iterable[Row]) -> list[Posting]:
        """One request for all reports that were tried as often, and one for each reply."""
        found = list(rows)
        reports = [row for row in found if row["report"] is not None]
        replies = [row for row in found if row["report"] is None]
        reports.sort(key=_attempts)
        together = [list(each) for _, each in groupby(reports, _attempts)]
        return [
            *(_posting(each, partial(_reports, each)) for each in together),
            *(_posting([row], partial(_reply, row)) for row in replies),
        ]

    def problem(self, reply: bytes) -> str | None:
        """Tell what is missing where a response does not say `{"result": 0}`."""
        try:
            result = json.loads(reply)["result"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return 'the response is not like {"result": 0, "errmsg": "OK"}'
        return None if result == 0 and result is not False else "`result` is not 0"


def _attempts(row: Row) -> int:
    return int(row["attempts"])


def _posting(rows: list[Row], body: Callable[[], Any]) -> Posting:
    keys = [row["id"] for row in rows]
    return Posting(keys=keys, attempts=_attempts(rows[0]), body=body)


def _reports(rows: list[Row]) -> list[dict[str, Any]]:
    return [_report(row) for row in rows]


def _report(row: Row) -> dict[str, Any]:
    return {
        "user_receive_time": local_time(row["report_time"]),
        "nationcode": row["country_code"],
        "mobile": row["subscriber"],
        "report_status": "SUCCESS" if row["code"] == DELIVERED else "FAIL",
        "errmsg": row["code"],
        "description": code_meaning(row["code"]),
        "sid": row["serial"],
    }


def _reply(row: Row) -> dict[str, Any]:
    return {
        "extend": row["extend"],
        "mobile": row["subscriber"],
        "nationcode": row["country_code"],
        "sign": row["signature"],
        "text": row["text"],
        "time": int(row["reply_time"]),
    }
