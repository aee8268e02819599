"""Qualifications of companies, which mainland signatures name.

They are handed in at the console; here, those from 1000000 to 1999999 exist.
"""

from __future__ import annotations

from typing import Any

from tc3gen.cloud.protocol.api_error import ApiErrorResponse

_IDS = range(1_000_000, 2_000_000)
_APPROVED = 1
_UNAPPROVED = frozenset({1_000_400})
"""Qualifications that were rejected."""


def check_qualification(id: int | None) -> int:
    """Refuse a qualification that does not exist or is not approved; 0 stands for none.

    The international site does not know qualifications, so one may be left out.
    """
    if id is None:
        return 0
    if id not in _IDS:
        message = f"There is no qualification {id}."
        raise ApiErrorResponse("InvalidParameterValue.QualificationIdNotFound", message)
    if id in _UNAPPROVED:
        raise ApiErrorResponse("FailedOperation.QualificationIdNotApproved")
    return id


def qualification_members(id: int) -> dict[str, Any]:
    """Members of a listed signature that tell its qualification."""
    return {
        "QualificationId": id,
        "QualificationName": f"Company {id}" if id else "",
        "QualificationStatusCode": _APPROVED if id else 0,
    }
