"""Recipient groups and the addresses in them."""

from __future__ import annotations

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.ses.paging import page
from tc3gen.cloud.ses.state import (
    Account,
    Answer,
    Group,
    Params,
    Recipient,
    local_time,
)
from tc3gen.cloud.ses.text import is_plain

GROUP_LIMIT = 1000
"""Groups of an account. The documentation gives no number."""

NAME_LENGTH = 100
DESCRIPTION_LENGTH = 300

VALID, INVALID = 1, 2
"""Values of a recipient's `Status`."""


def create_receiver(account: Account, params: Params) -> Answer:
    name, description = params["ReceiversName"], params.get("Desc")
    if not is_plain(name, NAME_LENGTH):
        message = "The name is blank, too long, or has special characters."
        raise ApiFault("InvalidParameterValue.ReceiverNameIllegal", message)
    if description is not None and not is_plain(description, DESCRIPTION_LENGTH):
        message = "The description is blank, too long, or has special characters."
        raise ApiFault("InvalidParameterValue.ReceiverDescIllegal", message)
    if name in account.group_names:
        message = f"A group called `{name}` exists already."
        raise ApiFault("InvalidParameterValue.RepeatReceiverName", message)
    if len(account.groups) >= GROUP_LIMIT:
        message = f"There are {GROUP_LIMIT} groups, which is the most."
        raise ApiFault("LimitExceeded.ExceedReceiverLimit", message)
    group = Group(
        id=next(account.world.group_ids),
        name=name,
        description=description or "",
        created=account.now,
    )
    account.groups[group.id] = group
    account.group_names.add(name)
    return {"ReceiverId": group.id}


def list_receivers(account: Account, params: Params) -> Answer:
    now = account.now
    status, keyword = params.get("Status"), params.get("KeyWord") or ""
    found = [
        group
        for group in account.groups.values()
        if keyword in group.name and status in (None, group.status(now))
    ]
    return {
        "TotalCount": len(found),
        "Data": [_group_row(group, now) for group in page(found, params)],
    }


def delete_receiver(account: Account, params: Params) -> Answer:
    group = find_group(account, params)
    del account.groups[group.id]
    account.group_names.remove(group.name)
    return {}


def list_receiver_details(account: Account, params: Params) -> Answer:
    group = find_group(account, params)
    found = [
        recipient
        for recipient in group.recipients.values()
        if _is_wanted(recipient, params)
    ]
    return {
        "TotalCount": len(found),
        "Data": [_recipient_row(recipient) for recipient in page(found, params)],
        "ValidCount": group.valid_count,
        "InvalidCount": len(group.recipients) - group.valid_count,
    }


HANDLERS = {
    "CreateReceiver": create_receiver,
    "ListReceivers": list_receivers,
    "DeleteReceiver": delete_receiver,
    "ListReceiverDetails": list_receiver_details,
}


def find_group(account: Account, params: Params) -> Group:
    group = account.groups.get(params["ReceiverId"])
    if group is None:
        message = f"There is no recipient group {params['ReceiverId']}."
        raise ApiFault("OperationDenied.ReceiverNotExist", message)
    return group


def _is_wanted(recipient: Recipient, params: Params) -> bool:
    return (
        (params.get("Email") or "") in recipient.email
        and params.get("Status") in (None, _status(recipient))
        and _is_between(recipient, params)
    )


def _is_between(recipient: Recipient, params: Params) -> bool:
    begin, end = params.get("CreateTimeBegin"), params.get("CreateTimeEnd")
    if not begin and not end:
        return True
    created = local_time(recipient.created)
    # An end like `2026-01-31` means the whole day.
    return (not begin or begin <= created) and (not end or created[: len(end)] <= end)


def _status(recipient: Recipient) -> int:
    return VALID if recipient.valid else INVALID


def _group_row(group: Group, now: float) -> Answer:
    return {
        "ReceiverId": group.id,
        "ReceiversName": group.name,
        "Count": len(group.recipients),
        "Desc": group.description,
        "ReceiversStatus": group.status(now),
        "CreateTime": local_time(group.created),
        "InvalidCount": len(group.recipients) - group.valid_count,
    }


def _recipient_row(recipient: Recipient) -> Answer:
    return {
        "Email": recipient.email,
        "CreateTime": local_time(recipient.created),
        "TemplateData": recipient.template_data,
        "Reason": "" if recipient.valid else "The address is malformed.",
        "Status": _status(recipient),
        "EmailId": recipient.id,
    }
