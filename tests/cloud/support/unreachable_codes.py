"""Codes of SES that no situation brings about, each with its reason.

The table of codes asks for them by the account's setting `refused`.
"""

from __future__ import annotations

from .steps import VALUE

REFUSED = {
    "AuthFailure.UnauthorizedOperation": "access policies are no part of this cloud",
    "FailedOperation": "it is said of no situation in particular",
    "FailedOperation.ServiceNotAvailable": "a fault inside the service",
    "InternalError": "a fault inside the service",
    "InternalError.QueryDataBaseFailed": "a fault inside the service",
    "LimitExceeded": "the quotas of these actions have codes of their own",
    "OperationDenied": "what these actions refuse has codes of its own",
    "RequestLimitExceeded": "the cloud has no rate limits unless told to",
    "ResourceInsufficient": "a fault inside the service",
    "ResourceNotFound": "the only resource has a code of its own, TemplateNotExist",
    "ResourceUnavailable": "a fault inside the service",
    "UnsupportedOperation": "no operation of these actions is unsupported",
}
"""Why no situation brings about a code, whatever the action."""

SENDING_ONLY = (
    "asking for a status sends nothing: it comes as a `SendStatus`, if at all"
)
NO_DATA = "the addresses come without data"

REASONS = {
    ("CreateReceiverDetail", f"{VALUE}.TemplateDataError"): NO_DATA,
    **{
        ("GetSendEmailStatus", code): SENDING_ONLY
        for code in (
            "FailedOperation.EmailAddrInBlacklist",
            "FailedOperation.EmailContentToolarge",
            "FailedOperation.ExceedSendLimit",
            "FailedOperation.FrequencyLimit",
            "FailedOperation.HighRejectionRate",
            "FailedOperation.InsufficientBalance",
            "FailedOperation.InsufficientQuota",
            "FailedOperation.InvalidTemplateID",
            "FailedOperation.NotAuthenticatedSender",
            "FailedOperation.ProtocolCheckErr",
            "FailedOperation.TemporaryBlocked",
            "FailedOperation.TooManyRecipients",
            "FailedOperation.UnsupportMailType",
            "FailedOperation.WithOutPermission",
            "FailedOperation.WrongContentJson",
            f"{VALUE}.EmailAddressIsNULL",
            f"{VALUE}.EmailContentIsWrong",
        )
    },
}
"""Why no situation of an action brings about a code."""
