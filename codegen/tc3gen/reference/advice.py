"""Advice for callers about errors, by their codes.

The spec says what a code means; this says what to do next, as far as the code alone tells.
The texts hold for every service: the longest known part of a code decides.
"""

from __future__ import annotations

from tc3gen.spec.model import Retry

_ADVICE = {
    "ActionOffline": "Look for an action that replaces it; it cannot be called any more.",
    "AuthFailure": "Check the key, its site, and the permissions of its account.",
    "AuthFailure.InvalidAuthorization": "Sign again; a proxy may have changed headers.",
    "AuthFailure.InvalidSecretId": "Use a key for calling APIs, made in the console.",
    "AuthFailure.MFAFailure": "Call with a session that has passed the second factor.",
    "AuthFailure.SecretIdNotFound": "Check the key, and that it belongs to this site.",
    "AuthFailure.SignatureExpire": "Set the clock of this machine, then call again.",
    "AuthFailure.SignatureFailure": "Check the secret key; copy it again without blanks.",
    "AuthFailure.TokenFailure": "Get new temporary credentials.",
    "AuthFailure.UnauthorizedOperation": "Have this action allowed for the account.",
    "DryRunOperation": "Nothing: the call would have succeeded.",
    "FailedOperation": "Change what stands in its way, then call again.",
    "InternalError": "Call again later; report the request id if it persists.",
    "InvalidAction": "Check the names of action and version.",
    "InvalidParameter": "Correct the parameter that the message names.",
    "InvalidParameterValue": "Correct the value that the message names.",
    "InvalidRequest": "Check the form of the request.",
    "IpInBlacklist": "Call from another address, or have this one taken off the list.",
    "IpNotInWhitelist": "Call from an allowed address, or have this one allowed.",
    "LimitExceeded": "A quota is used up: remove something, or ask for a higher quota.",
    "MissingParameter": "Give the parameter that the message names.",
    "NoSuchProduct": "Check the name of the service and the endpoint.",
    "NoSuchVersion": "Check the version of the service.",
    "OperationDenied": "Change the state that the message names, then call again.",
    "RequestLimitExceeded": "Call more slowly; a rate limiter does so by itself.",
    "RequestSizeLimitExceeded": "Send less in one request.",
    "ResourceInUse": "Release the resource first, or wait until it is free.",
    "ResourceInsufficient": "Ask for less, for another kind, or in another region.",
    "ResourceNotFound": "Check the id and the region.",
    "ResourceUnavailable": "Check the state of the resource.",
    "ResourcesSoldOut": "Ask for another kind, or in another region.",
    "ResponseSizeLimitExceeded": "Ask for fewer items at once.",
    "ServiceUnavailable": "Call again later.",
    "UnauthorizedOperation": "Have this action allowed for the account.",
    "UnknownParameter": "Leave the parameter out, or correct its name.",
    "UnsupportedOperation": "Check the state of the resource and the kind of account.",
    "UnsupportedProtocol": "Use HTTPS with POST.",
    "UnsupportedRegion": "Choose a region that offers the service.",
}

_RETRIED: dict[Retry, str] = {
    "never": "Not retried by the client.",
    "repeatable": "Retried by the client if the action may be repeated.",
    "always": "Retried by the client: the service has done nothing.",
}


def remedy(code: str) -> str:
    """A sentence on what to do; empty where the code tells nothing."""
    part = code
    while part:
        if part in _ADVICE:
            return _ADVICE[part]
        part = part.rpartition(".")[0]
    return ""


def retry_advice(retry: Retry) -> str:
    """A sentence on whether the client repeats the call by itself."""
    return _RETRIED[retry]
