"""The older version, 2019-07-11: its names and times, from those of the newer one and to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tc3gen.cloud.china_time import local_time
from tc3gen.cloud.sms.store.state import Params, Response

OLDER, NEWER = "2019-07-11", "2021-01-11"

_PARAMS: Mapping[str, str] = {
    "EndDataTime": "EndTime",
    "EndDateTime": "EndTime",
    "SendDateTime": "BeginTime",
    "Sign": "SignName",
    "SmsSdkAppid": "SmsSdkAppId",
    "StartDateTime": "BeginTime",
    "TemplateID": "TemplateId",
    "UsedMethod": "SignPurpose",
}
"""Parameters of the older version, and their names in the newer one."""

_HOURS = frozenset({"EndDataTime", "StartDateTime"})
"""Parameters that are numbers like 2024013108, and text in the newer version."""

_APPLICATIONS = 70_000
"""What the id of an application is ahead of that of its signature."""

Item = dict[str, Any]


def newer_params(params: Params) -> Params:
    """The parameters of a call of the older version as the newer one has them."""
    return {
        _PARAMS.get(name, name): str(value) if name in _HOURS else value
        for name, value in params.items()
    }


def older_response(response: Response) -> Response:
    """A response of the newer version as the older one has it."""
    return {name: _older(name, value) for name, value in response.items()}


def _older(name: str, value: Any) -> Any:
    change = _CHANGES.get(name)
    if change is None:
        return value
    return (
        [change(each) for each in value] if isinstance(value, list) else change(value)
    )


def _report(item: Item) -> Item:
    return {
        "UserReceiveTime": local_time(item["UserReceiveTime"]),
        "UserReceiveUnixTime": item["UserReceiveTime"],
        "NationCode": item["CountryCode"],
        "PurePhoneNumber": item["PhoneNumber"],
        "PhoneNumber": item["SubscriberNumber"],
        "SerialNo": item["SerialNo"],
        "ReportStatus": item["ReportStatus"],
        "Description": item["Description"],
    }


def _reply(item: Item) -> Item:
    return {
        "ExtendCode": item["ExtendCode"],
        "NationCode": item["CountryCode"],
        "PhoneNumber": item["PhoneNumber"],
        "Sign": item["SignName"],
        "ReplyContent": item["ReplyContent"],
        "ReplyTime": local_time(item["ReplyTime"]),
        "ReplyUnixTime": item["ReplyTime"],
    }


def _package(item: Item) -> Item:
    older: Item = {}
    for name in ("Create", "Effective", "Expired"):
        time = item[f"Package{name}Time"]
        older[f"Package{name}Time"] = local_time(time)
        older[f"Package{name}UnixTime"] = time
    return older | {
        "AmountOfPackage": item["PackageAmount"],
        "TypeOfPackage": item["PackageType"],
        "PackageId": item["PackageId"],
        "CurrentUsage": item["CurrentUsage"],
    }


def _template(item: Item) -> Item:
    return {name: value for name, value in item.items() if name != "TemplateContent"}


def _added(item: Item) -> Item:
    return item | {"SignApplyId": item["SignId"] + _APPLICATIONS}


def _modified(item: Item) -> Item:
    return item | {"SignApplyId": str(item["SignId"] + _APPLICATIONS)}


_CHANGES: Mapping[str, Callable[[Item], Item]] = {
    "AddSignStatus": _added,
    "DescribeTemplateStatusSet": _template,
    "ModifySignStatus": _modified,
    "PullSmsReplyStatusSet": _reply,
    "PullSmsSendStatusSet": _report,
    "SmsPackagesStatisticsSet": _package,
}
"""By the member of a response that differs between the versions."""
