"""The platform's blacklist of addresses that bounced, and the account's own.

The real platform has one list for everybody; here each account has its own, so that
accounts do not get into each other's way.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tc3gen.cloud.china_time import DAY, day_of, day_text, local_time
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import ADDRESS_LENGTH, is_address
from tc3gen.cloud.ses.resources.periods import read_period
from tc3gen.cloud.ses.store.state import Account, Params, Response

BLACKLISTED_SECONDS = 14 * DAY
"""Time for which an address stays on the platform's blacklist."""

REQUEST_LIMIT = 20_000
"""Addresses that one request may add. The documentation gives no number."""

EXPIRED, ACTIVE = 0, 1
"""Values of `Status`; as a filter, 2 stands for both."""


def list_blacklist(account: Account, params: Params) -> Response:
    period = read_period(params["StartDate"], params["EndDate"])
    listed_since = account.now - BLACKLISTED_SECONDS
    values: list[Any] = [account.id, period.begin, period.end, listed_since]
    where = "account = ? AND time >= ? AND time < ? AND time > ?"
    if params.get("EmailAddress"):
        where += " AND email = ?"
        values.append(params["EmailAddress"].lower())
    total = account.database.value(f"SELECT count(*) FROM black WHERE {where}", values)
    rows = account.database.rows(
        f"SELECT time, email, reason FROM black WHERE {where}"
        " ORDER BY time, email LIMIT ? OFFSET ?",
        [*values, params["Limit"], params["Offset"]],
    )
    return {
        "BlackList": [
            {"BounceTime": local_time(time), "EmailAddress": email, "IspDesc": reason}
            for time, email, reason in rows
        ],
        "TotalCount": total,
    }


def delete_blacklist(account: Account, params: Params) -> Response:
    for email in params["EmailAddressList"]:
        if not is_address(email):
            raise ApiErrorResponse(
                "InvalidParameterValue", f"`{email}` is not an address."
            )
        if not account.database.count(
            "DELETE FROM black WHERE account = ? AND email = ? AND time > ?",
            (account.id, email.lower(), account.now - BLACKLISTED_SECONDS),
        ):
            raise ApiErrorResponse(
                "OperationDenied", f"{email} is not on the blacklist."
            )
    return {}


def create_custom_blacklist(account: Account, params: Params) -> Response:
    emails, expires = params["Emails"], params.get("ExpireDate") or None
    if len(emails) > REQUEST_LIMIT:
        message = f"`Emails` has more than {REQUEST_LIMIT:,} addresses."
        raise ApiErrorResponse("LimitExceeded.ReceiverDetailRequestLimit", message)
    _check_expiry(account, expires)
    fitting = [email for email in emails if len(email) <= ADDRESS_LENGTH]
    valid = [email.lower() for email in fitting if is_address(email)]
    added = account.database.run_many(
        "INSERT OR IGNORE INTO custom_black (account, email, created, expires)"
        " VALUES (?, ?, ?, ?)",
        [(account.id, email, account.now, expires) for email in valid],
    )
    return {
        "TotalCount": len(emails),
        "ValidCount": added,
        "TooLongCount": len(emails) - len(fitting),
        "RepeatCount": len(valid) - added,
        "InvalidCount": len(fitting) - len(valid),
    }


def list_custom_blacklist(account: Account, params: Params) -> Response:
    today = day_text(day_of(account.now))
    where, values = "account = ?", [account.id]
    if params["Status"] in (EXPIRED, ACTIVE):
        where += " AND (expires IS NULL OR expires >= ?) = ?"
        values += [today, params["Status"]]
    if params.get("Email"):
        where += " AND email = ?"
        values.append(params["Email"].lower())
    total = account.database.value(
        f"SELECT count(*) FROM custom_black WHERE {where}", values
    )
    rows = account.database.rows(
        f"SELECT id, email, created, expires FROM custom_black WHERE {where}"
        " ORDER BY id LIMIT ? OFFSET ?",
        [*values, params["Limit"], params["Offset"]],
    )
    return {
        "TotalCount": total,
        "Data": [
            {
                "Id": id,
                "Email": email,
                "CreateTime": local_time(created),
                "ExpireDate": expires or "",
                "Status": ACTIVE if expires is None or expires >= today else EXPIRED,
            }
            for id, email, created, expires in rows
        ],
    }


def update_custom_blacklist(account: Account, params: Params) -> Response:
    email, expires = params["Email"], params.get("ExpireDate") or None
    if not is_address(email):
        message = f"`{email}` is not an address."
        raise ApiErrorResponse("InvalidParameterValue.IllegalEmailAddress", message)
    _check_expiry(account, expires)
    id, email = params["Id"], email.lower()
    if not account.database.row(
        "SELECT 1 FROM custom_black WHERE id = ? AND account = ?", (id, account.id)
    ):
        raise ApiErrorResponse("ResourceNotFound", f"There is no entry {id}.")
    # What is on the list twice would be removed by halves.
    account.database.run(
        "DELETE FROM custom_black WHERE account = ? AND email = ? AND id <> ?",
        (account.id, email, id),
    )
    account.database.run(
        "UPDATE custom_black SET email = ?, expires = ? WHERE id = ?",
        (email, expires, id),
    )
    return {}


def delete_custom_blacklist(account: Account, params: Params) -> Response:
    account.database.run_many(
        "DELETE FROM custom_black WHERE account = ? AND email = ?",
        [(account.id, email.lower()) for email in params["Emails"]],
    )
    return {}


HANDLERS = {
    "ListBlackEmailAddress": list_blacklist,
    "DeleteBlackList": delete_blacklist,
    "CreateCustomBlacklist": create_custom_blacklist,
    "ListCustomBlacklist": list_custom_blacklist,
    "UpdateCustomBlackList": update_custom_blacklist,
    "DeleteCustomBlackList": delete_custom_blacklist,
}


def _check_expiry(account: Account, expires: str | None) -> None:
    if expires is None:
        return
    try:
        written = datetime.strptime(expires, "%Y-%m-%d").strftime("%Y-%m-%d")
    except ValueError:
        written = ""
    if written != expires:
        message = f"`ExpireDate` is `{expires}`, not a day like `2024-01-31`."
        raise ApiErrorResponse("InvalidParameterValue.WrongDate", message)
    if expires < day_text(day_of(account.now)):
        message = f"`ExpireDate` is {expires}, which is over."
        raise ApiErrorResponse("InvalidParameterValue.WrongDate", message)
