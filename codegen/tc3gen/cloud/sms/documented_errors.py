"""The codes that actions document for parameters that miss the spec."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tc3gen.spec.model import Action
from tc3gen.spec.value_checks.violations import Violation

_TOO_MANY = "LimitExceeded.PhoneNumberCountLimit"
_VALUE = "InvalidParameterValue"

_CODES: Mapping[str, tuple[str, ...]] = {
    "BeginTime": (f"{_VALUE}.BeginTimeVerifyFail",),
    "CommissionImage": (f"{_VALUE}.ImageInvalid",),
    "DocumentType": (f"{_VALUE}.InvalidDocumentType",),
    "EndDataTime": (f"{_VALUE}.EndTimeVerifyFail", f"{_VALUE}.InvalidStartTime"),
    "EndDateTime": (f"{_VALUE}.EndTimeVerifyFail",),
    "EndTime": (f"{_VALUE}.EndTimeVerifyFail",),
    "International": (f"{_VALUE}.InvalidInternational",),
    "Limit": (f"{_VALUE}.LimitVerifyFail",),
    "MultiSmsInfoSet": (_TOO_MANY,),
    "Offset": (f"{_VALUE}.OffsetVerifyFail",),
    "PhoneNumberSet": (_TOO_MANY,),
    "ProofImage": (f"{_VALUE}.ImageInvalid",),
    "SendDateTime": (f"{_VALUE}.BeginTimeVerifyFail",),
    "SignPurpose": (f"{_VALUE}.InvalidSignPurpose",),
    "SmsType": (f"{_VALUE}.InvalidSmsType",),
    "StartDateTime": (f"{_VALUE}.BeginTimeVerifyFail", f"{_VALUE}.InvalidStartTime"),
    "UsedMethod": (f"{_VALUE}.InvalidUsedMethod",),
}
"""By parameter: the codes for a value that it cannot have, of which an action documents one."""

_EMPTY: Mapping[str, tuple[str, ...]] = {
    "MultiSmsInfoSet": (f"{_VALUE}.MultiSmsInfoSetEmpty",),
    "PhoneNumberSet": (
        "MissingParameter.EmptyPhoneNumberSet",
        f"{_VALUE}.IncorrectPhoneNumber",
    ),
}
"""By parameter: the codes for an empty list."""

_UNREADABLE = "FailedOperation.FailResolvePacket"
"""Code for a parameter of a wrong type."""

_IMAGES = frozenset({"CommissionImage", "ProofImage"})

_INDEX = re.compile(r"\[\d+\]")


def documented_code(
    action: Action, violation: Violation, params: Mapping[str, Any]
) -> str | None:
    """The special code for a violation, None where the action documents none."""
    if violation.kind in ("unknown", "missing"):
        return None
    path = _INDEX.sub("", violation.path)
    codes = _CODES.get(path, ())
    if params.get(path) == []:
        codes = _EMPTY.get(path, ()) + codes
    if violation.kind == "type" and path not in _IMAGES:
        codes = (_UNREADABLE,)
    return next((code for code in codes if code in action.errors), None)
