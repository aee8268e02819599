"""Certainty about what a failed call has left behind at the service."""

from __future__ import annotations

from ..errors import ApiError, Tc3Error

_HALF_WAY = {"FailedOperation", "InternalError", "ServiceUnavailable"}
"""Categories of errors after which some of the work may have been done."""


def took_nothing(error: BaseException) -> bool:
    """True if it is certain that the service carried nothing of a request out."""
    if not isinstance(error, Tc3Error):
        return False
    return not error.sent or (_is_refused(error) and not came_before(error))


def came_before(error: Tc3Error) -> bool:
    """True if an attempt before the last one may have been carried out."""
    return any(attempt.may_have_arrived for attempt in error.attempt_log[:-1])


def _is_refused(error: Tc3Error) -> bool:
    """True if the service answered the last attempt that it does nothing."""
    if not isinstance(error, ApiError) or error.status >= 500:
        return False
    return error.code.partition(".")[0] not in _HALF_WAY
