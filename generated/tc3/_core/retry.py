"""When to send a request again, and when never. No clock and no sleep in here."""

from __future__ import annotations

from collections.abc import Callable
from random import random as _random

from .errors import (
    ApiError,
    ConfigurationError,
    ResponseError,
    Tc3Error,
    TransportError,
)


class RetryPolicy:
    """How often and how fast to try again.

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
        if attempts < 1 or not base >= 0 or not cap >= 0:
            raise ConfigurationError("retry: attempts from 1, base and cap from 0")
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.random = random

    def __repr__(self) -> str:
        return f"RetryPolicy({self.attempts}, base={self.base}, cap={self.cap})"

    def wait(self, error: Tc3Error, *, attempt: int, repeatable: bool) -> float | None:
        """Seconds to wait after attempt number `attempt` failed; None means give up."""
        if attempt >= self.attempts or not may_retry(error, repeatable):
            return None
        ceiling = min(self.cap, self.base * 2.0 ** min(attempt - 1, 60))
        return ceiling * self.random()


def may_retry(error: Tc3Error, repeatable: bool) -> bool:
    """Whether sending the request again can do no harm.

    The service has not seen it, or has said that it did nothing; otherwise only if the
    action is repeatable and the failure is one that passes.
    """
    if isinstance(error, TransportError):
        return repeatable or not error.sent
    if isinstance(error, ApiError):
        return error.retry == "always" or (repeatable and error.retry == "repeatable")
    if isinstance(error, ResponseError):
        return repeatable and error.status >= 500
    return False
