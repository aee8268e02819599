"""The codes that actions document for parameters that miss the spec."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tc3gen.spec.model import Action
from tc3gen.spec.value_checks.violations import Violation

_CODES: dict[tuple[str, str], tuple[str, ...]] = {
    ("missing", "Datas"): ("MissingParameter.EmailsNecessary",),
    ("missing", "Emails"): ("MissingParameter.EmailsNecessary",),
    ("missing", "FromEmailAddress"): ("MissingParameter.SendParamNecessary",),
    ("missing", "ReceiverId"): (
        "MissingParameter.ReceiverIdNecessary",
        "MissingParameter.SendParamNecessary",
    ),
    ("missing", "Template.TemplateID"): ("MissingParameter.SendParamNecessary",),
    ("type", "Attachments.Content"): ("InvalidParameterValue.AttachContentIsWrong",),
    ("type", "Datas.TemplateData"): ("InvalidParameterValue.TemplateDataError",),
    ("type", "EndDate"): ("InvalidParameterValue.WrongDate",),
    ("type", "ExpireDate"): ("InvalidParameterValue.WrongDate",),
    ("type", "RequestDate"): ("InvalidParameterValue.WrongDate",),
    ("type", "Simple.Html"): ("InvalidParameterValue.EmailContentIsWrong",),
    ("type", "Simple.Text"): ("InvalidParameterValue.EmailContentIsWrong",),
    ("type", "StartDate"): ("InvalidParameterValue.WrongDate",),
    ("type", "Template.TemplateData"): (
        "InvalidParameterValue.TemplateDataError",
        "FailedOperation.WrongContentJson",
    ),
    ("type", "TemplateContent.Html"): ("InvalidParameterValue.TemplateContentIsWrong",),
    ("type", "TemplateContent.Text"): ("InvalidParameterValue.TemplateContentIsWrong",),
    ("value", "Attachments"): ("FailedOperation.TooManyAttachments",),
    ("value", "Attachments.Content"): ("FailedOperation.AttachContentToolarge",),
    ("value", "Attachments.FileName"): ("FailedOperation.InvalidAttachName",),
    ("value", "Bcc"): ("FailedOperation.TooManyRecipients",),
    ("value", "Cc"): ("FailedOperation.TooManyRecipients",),
    ("value", "Datas"): ("LimitExceeded.ReceiverDetailRequestLimit",),
    ("value", "Datas.TemplateData"): ("InvalidParameterValue.TemplateDataLenLimit",),
    ("value", "Desc"): ("InvalidParameterValue.ReceiverDescIllegal",),
    ("value", "Destination"): ("FailedOperation.TooManyRecipients",),
    ("value", "EmailAddress"): ("InvalidParameterValue.NoSuchSender",),
    ("value", "Emails"): ("LimitExceeded.ReceiverDetailRequestLimit",),
    ("value", "Limit"): ("FailedOperation.InvalidLimit",),
    ("value", "Password"): ("InvalidParameterValue.InvalidSmtpPassWord",),
    ("value", "Subject"): ("InvalidParameterValue.SubjectLengthError",),
}
"""By what is wrong with which parameter: the codes of which an action documents one."""

_KINDS = {"missing": "missing", "type": "type", "limit": "value", "size": "value"}
_INDEX = re.compile(r"\[\d+\]")


def documented_code(
    action: Action, violation: Violation, params: Mapping[str, Any]
) -> str | None:
    """The special code for a violation, None where the action documents none."""
    kind = _KINDS.get(violation.kind)
    if kind is None:
        return None
    path = _INDEX.sub("", violation.path)
    # An empty list is too short by the spec; the service says that it is missing.
    kinds = ("missing", kind) if params.get(path) == [] else (kind,)
    codes = [code for each in kinds for code in _CODES.get((each, path), ())]
    return next((code for code in codes if code in action.errors), None)
