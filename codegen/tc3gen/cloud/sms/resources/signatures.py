"""Signatures: applied for, changed, deleted and listed."""

from __future__ import annotations

import re
from base64 import b64decode
from typing import Any

from tc3gen.cloud.database import Row
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.sms.resources import qualifications
from tc3gen.cloud.sms.resources.access import check_company
from tc3gen.cloud.sms.resources.reviews import (
    EFFECTIVE,
    UNDER_REVIEW,
    delete,
    submit_review,
)
from tc3gen.cloud.sms.store.schema import GLOBAL
from tc3gen.cloud.sms.store.state import Caller, Params, Response

MAX_LENGTH = 12
"""Characters of a name, from the meaning of `SignatureIncorrectOrUnapproved`."""

_OTHERS = 1
"""Value of `SignPurpose` for somebody else's name."""

_NAME = re.compile(r"\w{2,}")
_IMAGES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM")
"""Beginnings of image files: PNG, JPEG, GIF and BMP."""

_DOCUMENTS: dict[int, frozenset[int]] = {
    0: frozenset({0, 1, 2, 3}),
    1: frozenset({0, 1, 2, 3, 4}),
    2: frozenset({0, 1, 2, 3, 5}),
    3: frozenset({0, 1, 2, 3, 6, 8}),
    4: frozenset({7}),
    5: frozenset({2, 3}),
    6: frozenset({0, 1, 2, 3, 6}),
}
"""Documents that either site accepts for each type of signature."""

_GONE = "FailedOperation.MissingSignatureToModify"


def add_sms_sign(caller: Caller, params: Params) -> Response:
    check_company(caller)
    name, qualification = _read_application(caller, params)
    _check_unused(caller, name, params["International"])
    sql = "SELECT count(*) FROM sms_signature WHERE account = ? AND deleted = 0"
    limit = caller.settings.signatures
    if caller.database.value(sql, (caller.id,)) >= limit:
        message = f"There are {limit} signatures, which is the most."
        raise ApiErrorResponse("FailedOperation.SignNumberLimit", message)
    id = caller.database.run(
        "INSERT INTO sms_signature (account, name, scope, qualification, status, reason,"
        " created) VALUES (?, ?, ?, ?, ?, '', ?)",
        (caller.id, name, params["International"], qualification, UNDER_REVIEW, caller.now),
    )  # fmt: skip
    return {"AddSignStatus": _submit_signature(caller, id, name)}


def modify_sms_sign(caller: Caller, params: Params) -> Response:
    check_company(caller)
    name, qualification = _read_application(caller, params)
    row = _existing_signature(caller, params["SignId"])
    if row["status"] == EFFECTIVE:
        raise ApiErrorResponse("InvalidParameterValue.SignAlreadyPassedCheck")
    if row["scope"] != params["International"]:
        message = "The kind of a signature cannot be changed."
        raise ApiErrorResponse("InvalidParameterValue.InvalidInternational", message)
    _check_unused(caller, name, params["International"], but=row["id"])
    caller.database.run(
        "UPDATE sms_signature SET name = ?, qualification = ? WHERE id = ?",
        (name, qualification, row["id"]),
    )
    return {"ModifySignStatus": _submit_signature(caller, row["id"], name)}


def delete_sms_sign(caller: Caller, params: Params) -> Response:
    check_company(caller)
    unknown = "FailedOperation.SignIdNotExist"
    deleted = delete(
        caller, "sms_signature", params["SignId"], unknown=unknown, gone=_GONE
    )
    return {"DeleteSignStatus": deleted}


def describe_sms_sign_list(caller: Caller, params: Params) -> Response:
    check_company(caller)
    ids = params.get("SignIdSet")
    if ids is not None and not ids and caller.documents(_NONE_NAMED):
        raise ApiErrorResponse(_NONE_NAMED, "`SignIdSet` is empty.")
    rows = caller.database.rows(
        "SELECT * FROM sms_signature WHERE account = ? AND scope = ? AND deleted = 0"
        " ORDER BY id",
        (caller.id, params["International"]),
    )
    if ids:
        rows = [row for row in rows if row["id"] in set(ids)]
        if caller.documents(_NOT_KNOWN) and len(rows) < len(set(ids)):
            raise ApiErrorResponse(_NOT_KNOWN, "There is no such signature.")
    else:
        start = params.get("Offset", 0)
        rows = rows[start : start + params.get("Limit", 10)]
    return {"DescribeSignListStatusSet": [_signature_members(row) for row in rows]}


_NONE_NAMED = "MissingParameter.MissingSignatureList"
_NOT_KNOWN = "InvalidParameterValue.MissingSignatureList"

HANDLERS = {
    "AddSmsSign": add_sms_sign,
    "ModifySmsSign": modify_sms_sign,
    "DeleteSmsSign": delete_sms_sign,
    "DescribeSmsSignList": describe_sms_sign_list,
}


def is_usable(caller: Caller, name: str, scope: int) -> bool:
    """True if the account has an approved signature of that name for such messages."""
    sql = (
        "SELECT 1 FROM sms_signature WHERE account = ? AND name = ? AND scope = ?"
        " AND status = ? AND deleted = 0"
    )
    values = (caller.id, name, scope, EFFECTIVE)
    return caller.database.row(sql, values) is not None


def has_any(caller: Caller) -> bool:
    """True if the account ever applied for a signature that is not deleted."""
    sql = "SELECT 1 FROM sms_signature WHERE account = ? AND deleted = 0"
    return caller.database.row(sql, (caller.id,)) is not None


def _read_application(caller: Caller, params: Params) -> tuple[str, int]:
    """Name and qualification of an application that may be reviewed."""
    name = params["SignName"]
    if len(name) > MAX_LENGTH:
        message = f"The name has more than {MAX_LENGTH} characters."
        raise ApiErrorResponse("InvalidParameterValue.SignNameLengthTooLong", message)
    if not _NAME.fullmatch(name):
        message = "A name has at least 2 letters, digits or Chinese characters."
        raise ApiErrorResponse("FailedOperation.OtherError", message)
    if params["DocumentType"] not in _DOCUMENTS.get(params["SignType"], ()):
        message = f"A document of type {params['DocumentType']} does not suit the name."
        raise ApiErrorResponse("InvalidParameterValue.InvalidDocumentType", message)
    _check_image("ProofImage", params["ProofImage"])
    if params["SignPurpose"] == _OTHERS:
        image = params.get("CommissionImage")
        if image is None:
            message = "`CommissionImage` is missing."
            raise caller.refusal(
                "MissingParameter",
                "InvalidParameterValue.ImageInvalid",
                message=message,
            )
        _check_image("CommissionImage", image)
    if params["International"] == GLOBAL:
        return name, 0
    return name, qualifications.check_qualification(params.get("QualificationId"))


def _check_image(name: str, image: str) -> None:
    if not b64decode(image).startswith(_IMAGES):
        message = f"`{name}` is not a PNG, JPEG, GIF or BMP file."
        raise ApiErrorResponse("InvalidParameterValue.ImageInvalid", message)


def _check_unused(caller: Caller, name: str, scope: int, but: int = 0) -> None:
    """Refuse a name that is approved or under review."""
    rows = caller.database.rows(
        "SELECT status FROM sms_signature WHERE account = ? AND name = ? AND scope = ?"
        " AND deleted = 0 AND id <> ?",
        (caller.id, name, scope, but),
    )
    states = {row["status"] for row in rows}
    if EFFECTIVE in states:
        raise ApiErrorResponse("InvalidParameterValue.SignAlreadyPassedCheck")
    if UNDER_REVIEW in states:
        raise ApiErrorResponse("InvalidParameterValue.SignExistAndUnapproved")


def _existing_signature(caller: Caller, id: int) -> Row:
    row = caller.database.row(
        "SELECT * FROM sms_signature WHERE id = ? AND deleted = 0", (id,)
    )
    if row is None:
        raise ApiErrorResponse(_GONE, f"There is no signature {id}.")
    if row["account"] != caller.id:
        message = f"The signature {id} is not one of this account."
        raise ApiErrorResponse("FailedOperation.MissingSignatureList", message)
    return row


def _submit_signature(caller: Caller, id: int, name: str) -> dict[str, Any]:
    submit_review(caller, "sms_signature", id, name)
    return {"SignId": id}


def _signature_members(row: Row) -> dict[str, Any]:
    shown = {
        "SignId": row["id"],
        "International": row["scope"],
        "StatusCode": row["status"],
        "ReviewReply": row["reason"],
        "SignName": row["name"],
        "CreateTime": int(row["created"]),
    }
    return shown | qualifications.qualification_members(row["qualification"])
