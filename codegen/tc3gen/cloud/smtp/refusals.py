"""Replies by which the SMTP endpoint refuses mail, as the provider documents them.

Its page on errors of SMTP (2026-03-09) shows one reply for all refusals of the business
kind, `554 5.0.0` with the response of `SendEmail` as JSON behind a mark, and one for lines
that are too long. So a client that takes 4xx for 'try again' never gets one for a mail.
Replies to a wrong login are not documented; those are what RFC 4954 means.
"""

from __future__ import annotations

import json
import uuid

from tc3gen.cloud.protocol.api_error import ApiErrorResponse

MARK = "##SES-response-json:"
"""Text before the JSON in a reply."""

SMTP_RATE_LIMIT = 20
"""Mails a second that an account may send over SMTP, from the SMTP sending guide."""

LOGIN_FIRST = "530 5.7.0 Log in first"
TOO_LONG_LINE = "554 5.0.0 Error: transaction failed: too longer line in input stream"

_FAILED = "554 5.0.0 Error: transaction failed:"
_MAX_MESSAGE = 400
"""Characters of a message: a line of a reply should stay short, and messages quote."""


def reply_to(error: ApiErrorResponse) -> str:
    """The reply for mail that the API would refuse: one line of ASCII."""
    details = {"Code": error.code, "Message": error.message[:_MAX_MESSAGE]}
    response = {"RequestId": str(uuid.uuid4()), "QcloudError": {"Error": details}}
    text = json.dumps({"Response": response}, separators=(",", ":"))
    return f"{_FAILED} {MARK} {text}"


def too_fast() -> ApiErrorResponse:
    """The refusal of an account that sends faster than `SMTP_RATE_LIMIT`."""
    reason = f"Over SMTP, {SMTP_RATE_LIMIT} mails a second are the most."
    return ApiErrorResponse("RequestLimitExceeded.SmtpRateLimit", reason)
