"""The errors of calls that must not happen twice.

LedgerError        the ledger does not let a call go out
  LedgerConflict   its key was used with another request
  InProgress       another holder of the key is at it
  Uncertain        an earlier call of the key may have been carried out
"""

from __future__ import annotations

from datetime import datetime

from ..errors import Tc3Error


class LedgerError(Tc3Error):
    """The ledger does not let a call go out. `key` is that of the call."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(key, reason)
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.key!r} {self.reason}"


class LedgerConflict(LedgerError):
    """The key was used with another request. Nothing was sent.

    `action` and `since` say which, and when it was begun.
    """

    def __init__(self, key: str, action: str, since: datetime) -> None:
        reason = f"was used with another request: {action}, begun {_time_text(since)}"
        super().__init__(key, reason)
        self.args = (key, action, since)
        self.action = action
        self.since = since


class InProgress(LedgerError):
    """Another holder of the key is at it. This call sent nothing.

    `action` and `since` say at what, and when it was begun. `sent` is true, since the service
    may have received the request from that holder.
    """

    sent = True

    def __init__(self, key: str, action: str, since: datetime) -> None:
        super().__init__(key, f"is in progress: {action}, begun {_time_text(since)}")
        self.args = (key, action, since)
        self.action = action
        self.since = since


class Uncertain(LedgerError):
    """An earlier call of the key may have been carried out. This call sent nothing.

    Look whether it was, then tell the ledger: `ledger.resolve(key, sent=True)` or `False`.
    `action` and `since` say what it was and when it was begun, `cause` why its outcome is
    unknown; `request_id` is that of the response, empty if none came.
    """

    sent = True

    def __init__(
        self, key: str, action: str, since: datetime, cause: str, request_id: str = ""
    ) -> None:
        about = f", request {request_id}" if request_id else ""
        super().__init__(
            key,
            f"may have been carried out: {action}, begun {_time_text(since)} ({cause}{about}). "
            "Look whether it was, then resolve it",
        )
        self.args = (key, action, since, cause, request_id)
        self.action = action
        self.since = since
        self.cause = cause
        self.request_id = request_id


def _time_text(when: datetime) -> str:
    return when.isoformat(" ", "seconds")
