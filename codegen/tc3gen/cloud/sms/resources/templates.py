"""Templates: applied for, changed, deleted and listed."""

from __future__ import annotations

from typing import Any

from attrs import frozen

from tc3gen.cloud.database import Row
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.sms.resources.access import check_company
from tc3gen.cloud.sms.resources.reviews import (
    EFFECTIVE,
    UNDER_REVIEW,
    delete,
    submit_review,
)
from tc3gen.cloud.sms.resources.signatures import has_any
from tc3gen.cloud.sms.store.schema import MAINLAND
from tc3gen.cloud.sms.store.state import Caller, Params, Response
from tc3gen.cloud.sms.text import placeholders as text

REGULAR, MARKETING, NOTIFICATION, VERIFICATION = 0, 1, 2, 3
"""Values of `SmsType`. The older version still has the first, which is all but marketing."""

_GONE = "FailedOperation.MissingTemplateToModify"
_NO_MARKETING = "FailedOperation.ForbidAddMarketingTemplates"
_VALUE = "InvalidParameterValue"


@frozen(kw_only=True)
class Template:
    """A template that messages can be made of."""

    id: str
    content: str
    type: int
    scope: int


def add_sms_template(caller: Caller, params: Params) -> Response:
    _check_permission(caller, params)
    if not has_any(caller):
        raise ApiErrorResponse("FailedOperation.MissingSignature")
    _check_template(caller, params)
    name, content = params["TemplateName"], params["TemplateContent"]
    rows = caller.database.rows(
        "SELECT name, content, scope, status FROM sms_template"
        " WHERE account = ? AND deleted = 0",
        (caller.id,),
    )
    if (name, content, params["International"], EFFECTIVE) in {
        tuple(row) for row in rows
    }:
        raise ApiErrorResponse("FailedOperation.TemplateAlreadyPassedCheck")
    limit = caller.settings.templates
    if len(rows) >= limit:
        message = f"There are {limit} templates, which is the most."
        raise ApiErrorResponse("FailedOperation.TemplateNumberLimit", message)
    id = caller.database.run(
        "INSERT INTO sms_template (account, name, content, type, scope, status, reason,"
        " created) VALUES (?, ?, ?, ?, ?, ?, '', ?)",
        (caller.id, name, content, params["SmsType"], params["International"],
         UNDER_REVIEW, caller.now),
    )  # fmt: skip
    submit_review(caller, "sms_template", id, name)
    return {"AddTemplateStatus": {"TemplateId": str(id)}}


def modify_sms_template(caller: Caller, params: Params) -> Response:
    _check_permission(caller, params)
    _check_template(caller, params)
    id, name = params["TemplateId"], params["TemplateName"]
    row = caller.database.row(
        "SELECT * FROM sms_template WHERE id = ? AND deleted = 0", (id,)
    )
    if row is None:
        raise ApiErrorResponse(_GONE, f"There is no template {id}.")
    if row["account"] != caller.id:
        message = f"The template {id} is not one of this account."
        raise ApiErrorResponse("FailedOperation.MissingTemplateList", message)
    if row["status"] == EFFECTIVE:
        raise ApiErrorResponse("FailedOperation.TemplateAlreadyPassedCheck")
    if row["scope"] != params["International"]:
        message = "The kind of a template cannot be changed."
        raise ApiErrorResponse(f"{_VALUE}.InvalidInternational", message)
    caller.database.run(
        "UPDATE sms_template SET name = ?, content = ?, type = ? WHERE id = ?",
        (name, params["TemplateContent"], params["SmsType"], id),
    )
    submit_review(caller, "sms_template", id, name)
    return {"ModifyTemplateStatus": {"TemplateId": id}}


def delete_sms_template(caller: Caller, params: Params) -> Response:
    check_company(caller)
    unknown = "FailedOperation.TemplateIdNotExist"
    deleted = delete(
        caller, "sms_template", params["TemplateId"], unknown=unknown, gone=_GONE
    )
    return {"DeleteTemplateStatus": deleted}


def describe_sms_template_list(caller: Caller, params: Params) -> Response:
    check_company(caller)
    ids = params.get("TemplateIdSet")
    if not ids and not caller.settings.main_account:
        raise caller.refusal(
            "FailedOperation.ProhibitSubAccountUse", "FailedOperation.OtherError"
        )
    rows = caller.database.rows(
        "SELECT * FROM sms_template WHERE account = ? AND scope = ? AND deleted = 0"
        " ORDER BY id",
        (caller.id, params["International"]),
    )
    if ids:
        rows = [row for row in rows if row["id"] in set(ids)]
        if len(rows) < len(set(ids)):
            raise ApiErrorResponse(_GONE, "There is no such template.")
    else:
        start = params.get("Offset", 0)
        rows = rows[start : start + params.get("Limit", 0)]
    return {"DescribeTemplateStatusSet": [_template_members(row) for row in rows]}


HANDLERS = {
    "AddSmsTemplate": add_sms_template,
    "ModifySmsTemplate": modify_sms_template,
    "DeleteSmsTemplate": delete_sms_template,
    "DescribeSmsTemplateList": describe_sms_template_list,
}


def usable_template(caller: Caller, id: str) -> Template | None:
    """The approved template with an id, None where the account has none."""
    if not (id.isascii() and id.isdigit() and len(id) < 19):
        return None
    row = caller.database.row(
        "SELECT content, type, scope FROM sms_template"
        " WHERE id = ? AND account = ? AND status = ? AND deleted = 0",
        (int(id), caller.id, EFFECTIVE),
    )
    if row is None:
        return None
    return Template(id=id, content=row["content"], type=row["type"], scope=row["scope"])


def _check_permission(caller: Caller, params: Params) -> None:
    is_marketing = params["SmsType"] == MARKETING
    if is_marketing and not caller.settings.company and caller.documents(_NO_MARKETING):
        raise ApiErrorResponse(_NO_MARKETING)
    check_company(caller)


def _check_template(caller: Caller, params: Params) -> None:
    """Refuse what the reviewers would not even look at."""
    name, remark = params["TemplateName"], params["Remark"]
    content, kind = params["TemplateContent"], params["SmsType"]
    if not (name.strip() and remark.strip() and content.strip()):
        message = "`TemplateName`, `TemplateContent` and `Remark` must not be empty."
        raise ApiErrorResponse("InvalidParameter.InvalidParameters", message)
    if text.has_dirty_word(content):
        raise caller.refusal(
            f"{_VALUE}.TemplateWithDirtyWords", "FailedOperation.OtherError"
        )
    if text.has_dirty_word(name + remark):
        raise caller.refusal(
            "InvalidParameter.DirtyWordFound", "InvalidParameter.InvalidParameters"
        )
    if len(content) > text.MAX_LENGTH or not text.is_well_formed(content):
        message = (
            f"A template has {text.MAX_LENGTH} characters at most, and variables written "
            "{1}, {2} and so on, without a gap."
        )
        raise caller.refusal(
            f"{_VALUE}.InvalidTemplateFormat",
            "InvalidParameter.InvalidParameters",
            message=message,
        )
    if params["International"] != MAINLAND:
        return
    if kind == MARKETING and not text.ends_with_unsubscribing(content):
        raise ApiErrorResponse(f"{_VALUE}.MarketingTemplateWithoutUnsubscribe")
    if kind in (MARKETING, NOTIFICATION) and text.placeholders(content):
        raise ApiErrorResponse(f"{_VALUE}.UnsupportedTemplateVariable")


def _template_members(row: Row) -> dict[str, Any]:
    return {
        "TemplateId": row["id"],
        "International": row["scope"],
        "StatusCode": row["status"],
        "ReviewReply": row["reason"],
        "TemplateName": row["name"],
        "CreateTime": int(row["created"]),
        "TemplateContent": row["content"],
    }
