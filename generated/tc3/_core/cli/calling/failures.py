"""Errors of calls: their exit codes, and all that is known of them as values."""

from __future__ import annotations

import re
from typing import Any

from ...bulk.errors import BulkError, InvalidRow
from ...calls.certainty import took_nothing
from ...errors import (
    ApiError,
    ConfigurationError,
    CredentialError,
    ResponseError,
    Tc3Error,
    TransportError,
    ValidationError,
    WaitError,
)
from ...ledger.errors import InProgress, LedgerConflict, LedgerError, Uncertain
from ..catalog import Version, common, program
from ..exits import (
    MAYBE_DONE,
    NOT_CONFIGURED,
    NOT_REACHED,
    NOT_SENT,
    REFUSED,
    WRONG_USE,
)


def exit_code(error: Tc3Error) -> int:
    """The exit code for an error."""
    if isinstance(error, WaitError):
        return NOT_REACHED
    if isinstance(error, BulkError):
        if isinstance(error, InvalidRow) and not error.progress.sent:
            return WRONG_USE
        if isinstance(error.__cause__, ApiError):
            return REFUSED
        return MAYBE_DONE if error.uncertain else NOT_SENT
    if isinstance(error, ApiError):
        return REFUSED
    if isinstance(error, (TransportError, ResponseError)):
        return MAYBE_DONE if error.sent else NOT_SENT
    if error.sent:
        return MAYBE_DONE
    if isinstance(error, (ValidationError, LedgerError)):
        return WRONG_USE
    return NOT_CONFIGURED if isinstance(error, ConfigurationError) else NOT_SENT


def may_be_done(error: Tc3Error) -> bool:
    """True if the service may have carried the request out, or a part of it."""
    if isinstance(error, BulkError):
        return bool(error.uncertain)
    return not took_nothing(error)


def effect(error: Tc3Error) -> str:
    """A sentence on what became of the request; empty for a wait, which changes nothing."""
    if isinstance(error, WaitError):
        return ""
    if isinstance(error, ValidationError) and not error.sent:
        return "Nothing was sent."
    if isinstance(error, BulkError):
        if error.uncertain:
            first, last = error.uncertain.start, error.uncertain[-1]
            return f"Rows {first} to {last} may have arrived; all before them have."
        return f"{error.next_row} rows have arrived, and none behind them."
    if may_be_done(error):
        return "The service may have carried it out."
    if isinstance(error, ApiError):
        return "The service has not carried it out."
    if isinstance(error, (ConfigurationError, LedgerError)):
        return "Nothing was sent."
    return "The service did not receive it."


def details(error: Tc3Error, version: Version | None) -> dict[str, Any]:
    """All that is known of an error, by names that stay."""
    cause = error.__cause__
    inner = (
        cause if isinstance(error, BulkError) and isinstance(cause, ApiError) else error
    )
    code = inner.code if isinstance(inner, ApiError) else type(error).__name__
    known = _known_code(code, version) if isinstance(inner, ApiError) else {}
    return {
        "code": code,
        "message": message_of(error),
        "meaning": known.get("meaning"),
        "remedy": known.get("remedy") or _remedy(error),
        "retried": known.get("retried"),
        "action": getattr(inner, "action", None),
        "request_id": getattr(inner, "request_id", None),
        "status": getattr(inner, "status", None) or None,
        "attempts": max(inner.attempts, error.attempts),
        "may_be_done": may_be_done(error),
        "effect": effect(error),
        "exit_code": exit_code(error),
    }


def message_of(error: Tc3Error) -> str:
    """The message of an error, without what is told beside it."""
    if isinstance(error, ApiError):
        return error.message
    if isinstance(error, WaitError) and isinstance(error.__cause__, Tc3Error):
        return f"{error}; the last call failed: {error.__cause__}"
    if isinstance(error, (TransportError, ResponseError)):
        reason = error.reason
        body = getattr(error, "body", "")
        status = getattr(error, "status", 0)
        where = f" (HTTP {status})" if status else ""
        return f"{reason}{where}" + (f": {body!r}" if body else "")
    if isinstance(error, ConfigurationError):
        # The argument that it names is an option here.
        text = str(error).partition(". Pass Credential(")[0]
        text = text.replace("pass region=, one of", "give --region, one of")
        return re.sub(r"pass site='(\w+)'", r"give --site \1", text)
    return str(error)


def _known_code(code: str, version: Version | None) -> dict[str, Any]:
    """Look a code up in the spec, or the longest part of it that is there."""
    places = [place for place in (version, _common()) if place is not None]
    while code:
        for place in places:
            if code in place.names("errors"):
                return place.record("errors", code)
        code = code.rpartition(".")[0]
    return {}


def _common() -> Any:
    try:
        found = common()
        found.names("errors")
    except (OSError, ValueError):
        return None
    return found


def _remedy(error: Tc3Error) -> str | None:
    if isinstance(error, (TransportError, ResponseError)) and may_be_done(error):
        return "Look if it was done before you call again."
    if isinstance(error, Uncertain):
        return "Look if it was done, then tell: `once resolve KEY --sent yes` or `--sent no`."
    if isinstance(error, InProgress):
        return "Call again later, or wait with --once-wait SECONDS."
    if isinstance(error, LedgerConflict):
        return "Give each request a key of its own."
    if isinstance(error, CredentialError):
        return (
            f"Set up a key with `{program()} configure`, or set TENCENTCLOUD_SECRET_ID "
            "and TENCENTCLOUD_SECRET_KEY."
        )
    if isinstance(error, TransportError):
        return "Check the network, the endpoint and the proxy, then call again."
    return None
