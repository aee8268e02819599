"""Packages of messages that were paid for in advance.

Without any, nobody asks for money. Where an application has some, messages are taken from
those that have not expired, the oldest first, and refused when all are used up.
"""

from __future__ import annotations

from typing import Any

from tc3gen.cloud.database import Row
from tc3gen.cloud.sms.resources.access import check_app
from tc3gen.cloud.sms.store.periods import read_hours
from tc3gen.cloud.sms.store.state import Caller, Params, Response, SharedState

GIFT, PURCHASED = 0, 1
"""Values of `PackageType`."""

LIFETIME = 2 * 365 * 86400
"""Seconds until a package expires."""


def sms_packages_statistics(caller: Caller, params: Params) -> Response:
    check_app(caller, params["SmsSdkAppId"])
    begin, end = 0.0, float(2**53)
    if "BeginTime" in params:
        begin, end = read_hours(caller, params["BeginTime"], params["EndTime"])
    rows = caller.database.rows(
        "SELECT * FROM sms_package WHERE account = ? AND app = ? AND created >= ?"
        " AND created < ? ORDER BY id LIMIT ? OFFSET ?",
        (caller.id, params["SmsSdkAppId"], begin, end,
         params["Limit"], params["Offset"]),
    )  # fmt: skip
    return {"SmsPackagesStatisticsSet": [_package_members(row) for row in rows]}


HANDLERS = {"SmsPackagesStatistics": sms_packages_statistics}


def add_package(
    shared: SharedState, account: str, app: str, amount: int, *, gift: bool = False
) -> int:
    """Give an application a package of messages. Returns its id."""
    if not 0 <= amount < 2**53:
        raise ValueError("a package has 0 messages or more")
    now = shared.clock()
    return shared.database.run(
        "INSERT INTO sms_package (account, app, type, amount, created, expires)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (account, app, GIFT if gift else PURCHASED, amount, now, now + LIFETIME),
    )


def take_from_package(caller: Caller, app: str, messages: int) -> bool:
    """Take messages from a package; False where all are used up or expired."""
    rows = caller.database.rows(
        "SELECT id, amount - used AS remaining, expires FROM sms_package"
        " WHERE account = ? AND app = ? ORDER BY expires, id",
        (caller.id, app),
    )
    if not rows:
        return True
    for row in rows:
        if row["expires"] > caller.now and row["remaining"] >= messages:
            caller.database.run(
                "UPDATE sms_package SET used = used + ? WHERE id = ?",
                (messages, row["id"]),
            )
            return True
    return False


def _package_members(row: Row) -> dict[str, Any]:
    return {
        "PackageCreateTime": int(row["created"]),
        "PackageEffectiveTime": int(row["created"]),
        "PackageExpiredTime": int(row["expires"]),
        "PackageAmount": row["amount"],
        "PackageType": row["type"],
        "PackageId": row["id"],
        "CurrentUsage": row["used"],
    }
