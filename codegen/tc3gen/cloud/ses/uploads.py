"""Adding addresses to recipient groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import frozen

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.groups import find_group
from tc3gen.cloud.ses.state import Account, Answer, Group, Params, Recipient
from tc3gen.cloud.ses.text import ADDRESS_LENGTH, has_tag, is_address, parse_object

GROUP_SIZE = 50_000
"""Addresses of a group."""


@frozen
class _Row:
    """An address to add, and the JSON text that came with it."""

    email: str
    template_data: str = ""


@frozen
class _Sorted:
    """The rows of an upload: those to take, and how many of each sort are left out."""

    taken: dict[str, _Row]
    too_long: int
    empty: int
    repeated: int


def create_receiver_detail(account: Account, params: Params) -> Answer:
    group = find_group(account, params)
    rows = [_Row(email.strip()) for email in params["Emails"]]
    return _upload(account, group, rows, frozenset())


def create_receiver_detail_with_data(account: Account, params: Params) -> Answer:
    group = find_group(account, params)
    # Whether the variables are those of the group is known once it is uploaded.
    if account.now < group.ready:
        message = f"An upload to the recipient group {group.id} is under way."
        raise ApiFault("OperationDenied.ReceiverIsOperating", message)
    rows = [
        _Row(data["Email"].strip(), data["TemplateData"]) for data in params["Datas"]
    ]
    return _upload(account, group, rows, _common_variables(rows))


HANDLERS = {
    "CreateReceiverDetail": create_receiver_detail,
    "CreateReceiverDetailWithData": create_receiver_detail_with_data,
}


def _upload(
    account: Account, group: Group, rows: list[_Row], variables: frozenset[str]
) -> Answer:
    """Add all rows that can be added, or none where the group refuses the upload."""
    if group.variables not in (None, variables):
        raise _inconsistent()
    sorted_rows = _sort(rows, group)
    if len(group.recipients) + len(sorted_rows.taken) > GROUP_SIZE:
        message = f"The group would have more than {GROUP_SIZE:,} addresses."
        raise ApiFault("LimitExceeded.ReceiverDetailCountLimit", message)
    now = account.now
    for row in sorted_rows.taken.values():
        group.add(
            Recipient(
                id=next(account.world.recipient_ids),
                email=row.email,
                template_data=row.template_data,
                valid=is_address(row.email),
                created=now,
            )
        )
    if sorted_rows.taken:
        group.variables = variables
    group.ready = now + account.world.upload_seconds
    return {
        "TotalCount": len(rows),
        "ValidCount": len(sorted_rows.taken),
        "TooLongCount": sorted_rows.too_long,
        "EmptyEmailCount": sorted_rows.empty,
        "RepeatCount": sorted_rows.repeated,
    }


def _sort(rows: Iterable[_Row], group: Group) -> _Sorted:
    taken: dict[str, _Row] = {}
    too_long = empty = repeated = 0
    for row in rows:
        if not row.email:
            empty += 1
        elif len(row.email) > ADDRESS_LENGTH:
            too_long += 1
        elif row.email in taken or row.email in group.recipients:
            repeated += 1
        else:
            taken[row.email] = row
    return _Sorted(taken, too_long, empty, repeated)


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
        data = parse_object(row.template_data)
        if has_tag(row.template_data):
            message = f"The data of `{row.email}` contains HTML."
            raise ApiFault("InvalidParameterValue.InValidTemplateData", message)
        if row.email and not is_address(row.email) and len(row.email) <= ADDRESS_LENGTH:
            message = f"`{row.email}` is not an address."
            raise ApiFault("InvalidParameterValue.ReceiverEmailInvalid", message)
        yield data


def _inconsistent() -> ApiFault:
    message = "The data does not name the variables of the addresses before it."
    return ApiFault("InvalidParameterValue.TemplateDataInconsistent", message)
