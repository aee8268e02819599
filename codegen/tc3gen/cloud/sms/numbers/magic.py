"""Numbers that bring something about: a code by which they are refused, a report, a reply.

They end in two digits that say what, after numbers that nobody has: `+86120000000` and two
digits in mainland China, `+120255501` and two digits elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen

PREFIXES = ("+86120000000", "+120255501")
"""Beginnings of the numbers, all but the last two digits."""

DELAY_SECONDS = 600
"""Seconds after which a message arrives that is late."""

REFUSALS: Mapping[str, str] = {
    "30": "FailedOperation.ContainSensitiveWord",
    "31": "FailedOperation.FailResolvePacket",
    "32": "FailedOperation.InsufficientBalanceInSmsPackage",
    "33": "FailedOperation.JsonParseFail",
    "34": "FailedOperation.MarketingSendTimeConstraint",
    "35": "FailedOperation.PhoneNumberInBlacklist",
    "36": "FailedOperation.SignatureIncorrectOrUnapproved",
    "37": "FailedOperation.TemplateIncorrectOrUnapproved",
    "38": "FailedOperation.TemplateParamSetNotMatchApprovedTemplate",
    "39": "FailedOperation.TemplateUnapprovedOrNotExist",
    "40": "InternalError.OtherError",
    "41": "InternalError.RequestTimeException",
    "42": "InternalError.RestApiInterfaceNotExist",
    "43": "InternalError.SendAndRecvFail",
    "44": "InternalError.SigFieldMissing",
    "45": "InternalError.SigVerificationFail",
    "46": "InternalError.Timeout",
    "47": "InternalError.UnknownError",
    "48": "InvalidParameterValue.ContentLengthLimit",
    "49": "InvalidParameterValue.IncorrectPhoneNumber",
    "50": "InvalidParameterValue.ProhibitedUseUrlInTemplateParameter",
    "51": "InvalidParameterValue.SdkAppIdNotExist",
    "52": "InvalidParameterValue.TemplateParameterFormatError",
    "53": "InvalidParameterValue.TemplateParameterLengthLimit",
    "54": "LimitExceeded.AppCountryOrRegionDailyLimit",
    "55": "LimitExceeded.AppCountryOrRegionInBlacklist",
    "56": "LimitExceeded.AppDailyLimit",
    "57": "LimitExceeded.AppGlobalDailyLimit",
    "58": "LimitExceeded.AppMainlandChinaDailyLimit",
    "59": "LimitExceeded.DailyLimit",
    "60": "LimitExceeded.DeliveryFrequencyLimit",
    "61": "LimitExceeded.GlobalSmsSendingRateLimit",
    "62": "LimitExceeded.PhoneNumberCountLimit",
    "63": "LimitExceeded.PhoneNumberDailyLimit",
    "64": "LimitExceeded.PhoneNumberOneHourLimit",
    "65": "LimitExceeded.PhoneNumberSameContentDailyLimit",
    "66": "LimitExceeded.PhoneNumberThirtySecondLimit",
    "67": "MissingParameter.EmptyPhoneNumberSet",
    "68": "UnauthorizedOperation.IndividualUserMarketingSmsPermissionDeny",
    "69": "UnauthorizedOperation.RequestIpNotInWhitelist",
    "70": "UnauthorizedOperation.RequestPermissionDeny",
    "71": "UnauthorizedOperation.SdkAppIdIsDisabled",
    "72": "UnauthorizedOperation.ServiceSuspendDueToArrears",
    "73": "UnauthorizedOperation.SmsSdkAppIdVerifyFail",
    "74": "UnsupportedOperation",
    "75": "UnsupportedOperation.ChineseMainlandTemplateToGlobalPhone",
    "76": "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
    "77": "UnsupportedOperation.GlobalTemplateToChineseMainlandPhone",
    "78": "UnsupportedOperation.UnsupportedRegion",
}
"""Codes by which a message is refused, by the last two digits."""


@frozen(kw_only=True)
class Fate:
    """The delivery report and the reply that follow an accepted message."""

    report: str | None = "DELIVRD"
    """Code of its delivery report; None where none ever comes."""
    delay: float = 0
    """Seconds until the report."""
    reply: str = ""
    """Text of the recipient's reply; empty if there is none."""


FATES: Mapping[str, Fate] = {
    "80": Fate(report="UNDELIV"),
    "81": Fate(report="EXPIRED"),
    "82": Fate(report="REJECTD"),
    "83": Fate(report="DELETED"),
    "84": Fate(report="SUBFAIL"),
    "85": Fate(report="UNKNOWN"),
    "86": Fate(report="COMFAIL"),
    "87": Fate(report="WTNFAIL"),
    "88": Fate(report="BLACKLIST"),
    "89": Fate(report="FREQUENCY"),
    "90": Fate(delay=DELAY_SECONDS),
    "91": Fate(report=None),
    "95": Fate(reply="Thank you"),
    "96": Fate(reply="T"),
}
"""What becomes of accepted messages, by the last two digits."""

_USUAL = Fate()


def refusal_of(number: str) -> str | None:
    """Code by which a number in E.164 form is refused, None for most."""
    return REFUSALS.get(_digits(number))


def fate_of(number: str) -> Fate:
    """Return the fate of a message to a number; nearly all messages arrive at once."""
    return FATES.get(_digits(number), _USUAL)


def _digits(number: str) -> str:
    return number[-2:] if number[:-2] in PREFIXES else ""
