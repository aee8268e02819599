"""Codes of SMS that no situation brings about, each with its reason.

The table of codes asks for them by the account's setting `refused`; a message gets any code
of `SendSms` from a number that stands for it.
"""

from __future__ import annotations

INSIDE = "a fault inside the service"
GATEWAY = "the gateway refuses a body that is not JSON by a common code"

REFUSED = {
    "FailedOperation.JsonParseFail": GATEWAY,
    "InternalError.ConstructUserDataFail": INSIDE,
    "InternalError.JsonParseFail": INSIDE,
    "InternalError.OtherError": INSIDE,
    "InternalError.ParseBackendResponseFail": INSIDE,
    "InternalError.RequestTimeException": "the gateway refuses a wrong time by a common code",
    "InternalError.RestApiInterfaceNotExist": INSIDE,
    "InternalError.SendAndRecvFail": INSIDE,
    "InternalError.SigFieldMissing": INSIDE,
    "InternalError.SigVerificationFail": INSIDE,
    "InternalError.Timeout": INSIDE,
    "InternalError.UnknownError": INSIDE,
    "FailedOperation.ParametersOtherError": "it stands for an unknown reason",
    "UnsupportedOperation": "no operation of these actions is unsupported",
}
"""Why no situation brings about a code, whatever the action."""

NO_APP = "the action names no application"
NO_TEMPLATE = "the action has nothing to do with templates"
NO_MESSAGE = "the action sends nothing to a number"
NO_NUMBER = "the action names no number"
ELSEWHERE = "what the action refuses has codes of its own"

_MANAGING = (
    "AddSmsSign",
    "AddSmsTemplate",
    "DeleteSmsSign",
    "DeleteSmsTemplate",
    "DescribeSmsSignList",
    "DescribeSmsTemplateList",
    "ModifySmsSign",
    "ModifySmsTemplate",
)
_REPORTING = (
    "CallbackStatusStatistics",
    "PullSmsReplyStatus",
    "PullSmsReplyStatusByPhoneNumber",
    "PullSmsSendStatus",
    "PullSmsSendStatusByPhoneNumber",
    "SendStatusStatistics",
    "SmsPackagesStatistics",
)

REASONS = {
    **{
        (action, "UnauthorizedOperation.SdkAppIdIsDisabled"): NO_APP
        for action in (
            "AddSmsTemplate",
            "DeleteSmsTemplate",
            "DescribeSmsSignList",
            "DescribeSmsTemplateList",
            "ModifySmsTemplate",
        )
    },
    ("AddSmsSign", "InvalidParameter.AppidAndBizId"): NO_APP,
    ("AddSmsSign", "InvalidParameterValue.SdkAppIdNotExist"): NO_APP,
    ("ModifySmsSign", "InvalidParameter.AppidAndBizId"): NO_APP,
    **{
        (action, "FailedOperation.TemplateIdNotExist"): NO_TEMPLATE
        for action in (
            "AddSmsSign",
            "CallbackStatusStatistics",
            "DeleteSmsSign",
            "ModifySmsSign",
        )
    },
    **{
        (action, "FailedOperation.PhoneNumberInBlacklist"): NO_MESSAGE
        for action in _REPORTING
    },
    **{
        (action, "InvalidParameterValue.IncorrectPhoneNumber"): NO_NUMBER
        for action in _REPORTING
        if not action.endswith("ByPhoneNumber")
    },
    **{
        (action, "FailedOperation.OtherError"): ELSEWHERE
        for action in _MANAGING
        if action not in ("AddSmsSign", "ModifySmsSign")
    },
    ("AddSmsTemplate", "FailedOperation.MissingTemplateToModify"): (
        "the action changes no template"
    ),
    ("DescribeSmsTemplateList", "FailedOperation.ForbidAddMarketingTemplates"): (
        "the action adds nothing"
    ),
    ("DescribeSmsTemplateList", "FailedOperation.TemplateNumberLimit"): (
        "the action adds nothing"
    ),
    ("DescribeSmsTemplateList", "InvalidParameterValue.InvalidTemplateFormat"): (
        "the action adds nothing"
    ),
    ("DescribeSmsTemplateList", "InvalidParameterValue.TemplateWithDirtyWords"): (
        "the action adds nothing"
    ),
    ("ModifySmsSign", "FailedOperation.SignNumberLimit"): "the action adds nothing",
    ("ModifySmsSign", "FailedOperation.TemplateAlreadyPassedCheck"): NO_TEMPLATE,
    ("ModifySmsTemplate", "FailedOperation.TemplateNumberLimit"): (
        "the action adds nothing"
    ),
    (
        "SendStatusStatistics",
        "FailedOperation.TemplateIncorrectOrUnapproved",
    ): NO_TEMPLATE,
    ("SmsPackagesStatistics", "FailedOperation.SignatureIncorrectOrUnapproved"): (
        "the action has nothing to do with signatures"
    ),
}
"""Why no situation of an action brings about a code, in either version."""

NEWER_REASONS = {
    ("AddSmsSign", "InvalidParameterValue.InvalidUsedMethod"): (
        "it is the older name of InvalidSignPurpose"
    ),
}
"""Why no situation of an action of the newer version brings about a code."""
