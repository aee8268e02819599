"""The attempts of a call: how many, how long, whether there is another. No input or output."""

from __future__ import annotations

from . import clock
from .errors import Tc3Error
from .http import Timeout
from .retry import Quota, RetryPolicy

_TOLERANCE = 30.0
"""Seconds by which clocks may differ: a signature is not refused for less."""


class Learned:
    """What a client learns from its calls. Its copies with other options share it."""

    __slots__ = ("quota", "skew")

    def __init__(self) -> None:
        self.quota = Quota()
        self.skew = 0.0
        """Seconds by which the service's clock is ahead of this machine's."""

    def now(self) -> float:
        """The time, in seconds since 1970, by the service's clock."""
        return clock.time() + self.skew


class Attempts:
    """Counts the attempts of one call, keeps its deadline, asks the policy."""

    __slots__ = (
        "_corrected",
        "_deadline",
        "_late",
        "_learned",
        "_repeatable",
        "_retry",
        "_signed",
        "_spent",
        "_timeout",
        "count",
        "failed",
    )

    def __init__(
        self, timeout: Timeout, retry: RetryPolicy, learned: Learned, repeatable: bool
    ) -> None:
        self._retry = retry
        self._timeout = timeout
        self._learned = learned
        self._repeatable = repeatable
        self.count = 0
        """Those that were begun."""
        self._late = False
        self._corrected = False
        self._signed = 0.0
        self._spent = 0
        self.failed: Tc3Error | None = None
        """Why the last attempt failed."""
        self._deadline = clock.monotonic() + timeout.total

    def left(self) -> float:
        """Seconds that are left, for something else to take some of them."""
        self._late = True
        return max(0.001, self._deadline - clock.monotonic())

    def timeout(self) -> Timeout:
        """The time-outs of the attempt that begins now."""
        self.count += 1
        self._signed = self._learned.now()
        if self.count == 1 and not self._late:
            return self._timeout
        left = self.left()
        connect, read, _ = self._timeout
        return Timeout(min(connect, left), min(read, left), left)

    def succeeded(self) -> None:
        self._learned.quota.give(self._spent or Quota.SUCCESS)

    def wait(self, error: Tc3Error) -> float | None:
        """Seconds until the next attempt; None where the error is final."""
        error.attempts = self.count
        wait = self._pause(error)
        if wait is None or clock.monotonic() + wait >= self._deadline:
            return None
        self.failed = error
        return wait

    def _pause(self, error: Tc3Error) -> float | None:
        if self._clock_was_wrong(error):
            # The service did not look at the request: signed anew, it is the first.
            return 0.0
        wait = self._retry.wait(error, attempt=self.count, repeatable=self._repeatable)
        if wait is None:
            return None
        self._spent = self._learned.quota.take(error)
        if not self._spent:
            return None
        return max(wait, error.retry_after or 0.0)

    def _clock_was_wrong(self, error: Tc3Error) -> bool:
        """Whether a signature was refused for its time; corrects the clock, once a call."""
        served = error.server_time
        if (
            served is None
            or self._corrected
            or abs(served - self._signed) <= _TOLERANCE
        ):
            return False
        self._corrected = True
        self._learned.skew = served - clock.time()
        return True
