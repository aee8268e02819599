"""Adding addresses to recipient groups."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.ses.addresses import ADDRESS_LENGTH, has_tag, is_address, parse_object
from tc3gen.cloud.ses.resources.groups import Group, find_group
from tc3gen.cloud.ses.store.state import Account, Params, Response

GROUP_SIZE = 50_000
"""Addresses of a group."""


@frozen
class _Row:
    """An address to add, and the JSON text that came with it, if any."""

    email: str
    template_data: str | None = None


def create_receiver_detail(account: Account, params: Params) -> Response:
    group = find_group(account, params)
    if group.with_data:
        _refuse_while_busy(account, group)
    rows = [_Row(email.strip()) for email in params["Emails"]]
    return _upload(account, group, rows, frozenset(), with_data=False)


def create_receiver_detail_with_data(account: Account, params: Params) -> Response:
    group = find_group(account, params)
    _refuse_while_busy(account, group)
    rows = [
        _Row(data["Email"].strip(), data["TemplateData"]) for data in params["Datas"]
    ]
    return _upload(account, group, rows, _common_variables(rows), with_data=True)


HANDLERS = {
    "CreateReceiverDetail": create_receiver_detail,
    "CreateReceiverDetailWithData": create_receiver_detail_with_data,
}


def _refuse_while_busy(account: Account, group: Group) -> None:
    """Refuse an upload while another is under way: its variables are not known yet."""
    if account.now < group.ready:
        message = f"An upload to the recipient group {group.id} is under way."
        raise ApiErrorResponse("OperationDenied.ReceiverIsOperating", message)


def _upload(
    account: Account,
    group: Group,
    rows: list[_Row],
    variables: frozenset[str],
    *,
    with_data: bool,
) -> Response:
    """Add all rows that can be added, or none where the group refuses the upload."""
    names = json.dumps(sorted(variables))
    if group.variables not in (None, names):
        raise _inconsistent()
    filled = [row for row in rows if row.email]
    fitting = [row for row in filled if len(row.email) <= ADDRESS_LENGTH]
    taken, valid = _add_rows(account, group, fitting)
    if group.size + taken > GROUP_SIZE:
        message = f"The group would have more than {GROUP_SIZE:,} addresses."
        raise ApiErrorResponse("LimitExceeded.ReceiverDetailCountLimit", message)
    account.database.run(
        "UPDATE receiver SET size = size + ?, valid = valid + ?, ready = ?,"
        " with_data = ?, variables = ? WHERE id = ?",
        (
            taken,
            valid,
            account.now + account.shared.upload_seconds,
            with_data,
            names if taken else group.variables,
            group.id,
        ),
    )
    return {
        "TotalCount": len(rows),
        "ValidCount": taken,
        "TooLongCount": len(filled) - len(fitting),
        "EmptyEmailCount": len(rows) - len(filled),
        "RepeatCount": len(fitting) - taken,
    }


def _add_rows(account: Account, group: Group, rows: Iterable[_Row]) -> tuple[int, int]:
    """Add the addresses that the group lacks: how many, and how many are valid."""
    database, now = account.database, account.now
    last = database.value("SELECT seq FROM sqlite_sequence WHERE name = 'recipient'")
    database.run_many(
        "INSERT OR IGNORE INTO recipient (receiver, email, data, valid, created)"
        " VALUES (?, ?, ?, ?, ?)",
        (
            (group.id, row.email, row.template_data, is_address(row.email), now)
            for row in rows
        ),
    )
    found = database.row(
        "SELECT count(*), coalesce(sum(valid), 0) FROM recipient WHERE id > ?", (last,)
    )
    assert found is not None
    return found[0], found[1]


def _common_variables(rows: Iterable[_Row]) -> frozenset[str]:
    """The variables that every row names, which must be the same ones."""
    names: frozenset[str] | None = None
    for data in _checked_data(rows):
        if names is not None and names != data.keys():
            raise _inconsistent()
        names = frozenset(data)
    return names or frozenset()


def _checked_data(rows: Iterable[_Row]) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        text = row.template_data or ""
        data = parse_object(text)
        if has_tag(text):
            message = f"The data of `{row.email}` contains HTML."
            raise ApiErrorResponse("InvalidParameterValue.InValidTemplateData", message)
        if row.email and not is_address(row.email) and len(row.email) <= ADDRESS_LENGTH:
            message = f"`{row.email}` is not an address."
            raise ApiErrorResponse(
                "InvalidParameterValue.ReceiverEmailInvalid", message
            )
        yield data


def _inconsistent() -> ApiErrorResponse:
    message = "The data does not name the variables of the addresses before it."
    return ApiErrorResponse("InvalidParameterValue.TemplateDataInconsistent", message)
