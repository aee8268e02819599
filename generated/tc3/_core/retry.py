"""When to send a request again, and when never. No clock and no sleep in here."""

from __future__ import annotations

from collections.abc import Callable

from .errors import (
    ApiError,
    CallTimeout,
    ConfigurationError,
    ResponseError,
    Tc3Error,
    TransportError,
)
from .narrowing import is_number, is_whole


def _random() -> float:
    from random import random  # loaded when something has failed

    return random()


class RetryPolicy:
    """Decides how often and how fast to retry.

    What may be retried is not up to the policy: a request that the service may have carried
    out is sent again only if its action is repeatable, so no mail is sent twice.

    `attempts` counts the first one; the wait before attempt n + 1 is random, at most
    `base * 2 ** (n - 1)` seconds and at most `cap`.
    """

    __slots__ = ("attempts", "base", "cap", "random")

    def __init__(
        self,
        attempts: int = 4,
        *,
        base: float = 0.2,
        cap: float = 10.0,
        random: Callable[[], float] = _random,
    ) -> None:
        numbers = is_whole(attempts) and is_number(base) and is_number(cap)
        if not numbers or attempts < 1 or not base >= 0 or not cap >= 0:
            raise ConfigurationError("retry: attempts from 1, base and cap from 0")
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.random = random

    def __repr__(self) -> str:
        if not hasattr(self, "random"):
            return "<RetryPolicy>"  # one that could not be made
        return f"RetryPolicy({self.attempts}, base={self.base}, cap={self.cap})"

    def wait(self, error: Tc3Error, *, attempt: int, repeatable: bool) -> float | None:
        """Seconds to wait after attempt number `attempt` failed; None means give up."""
        if attempt >= self.attempts or not may_retry(error, repeatable):
            return None
        ceiling = min(self.cap, self.base * 2.0 ** min(attempt - 1, 60))
        return ceiling * self.random()


def may_retry(error: Tc3Error, repeatable: bool) -> bool:
    """True if sending the request again can do no harm, and may help.

    The service has not seen it, or has said that it did nothing; otherwise only if the
    action is repeatable and the failure is one that passes.
    """
    if error.sent and not repeatable:
        return False
    if isinstance(error, TransportError):
        return True
    if isinstance(error, ApiError):
        return error.retry == "always" or (repeatable and error.retry == "repeatable")
    if isinstance(error, ResponseError):
        return repeatable and error.status >= 500
    return False


class RetryBudget:
    """The budget of a client for retries, so that an outage is not made worse.

    Each retry takes from it and each success gives back; when it is used up, errors are
    final at once. The figures are those of other clouds' standard.

    There is no lock: a signal handler that makes a call could come while it is held, and
    wait for ever. A step that is lost to another thread does not matter here.
    """

    RETRY = 5
    TIMEOUT = 10
    SUCCESS = 1

    def __init__(self, capacity: int = 500) -> None:
        self._capacity = capacity
        self._left = capacity

    def take(self, error: Tc3Error) -> int:
        """Take the cost of a retry after this error; 0 where too little is left."""
        cost = self.TIMEOUT if isinstance(error, CallTimeout) else self.RETRY
        if self._left < cost:
            return 0
        self._left -= cost
        return cost

    def give(self, amount: int) -> None:
        """Gives back, after a success."""
        if self._left < self._capacity:  # mostly it is full
            self._left = min(self._capacity, self._left + amount)


def retry_after(header: str | None, now: float) -> float | None:
    """The seconds that a Retry-After header asks to wait; None where it asks nothing sane.

    It is a number of seconds or a date. `now` is in seconds since 1970.
    """
    text = (header or "").strip()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    date = http_date(text)
    return None if date is None else max(0.0, date - now)


def http_date(header: str | None) -> float | None:
    """A date of a header in seconds since 1970; None where it is none."""
    if not header or len(header) > 64:
        return None
    from email.utils import parsedate_to_datetime  # slow to import, and rarely needed

    try:
        date = parsedate_to_datetime(header)
        # A clock that is set by the last year would soon be behind all dates.
        return date.timestamp() if date.year < 9999 else None
    except (ValueError, TypeError, OverflowError):
        return None
