"""The attempts of a call: how many, how long, whether there is another. No input or output."""

from __future__ import annotations

from collections.abc import Callable

from .. import clock
from ..attempt import Attempt
from ..deadline import Deadline
from ..errors import ApiError, CallTimeout, Tc3Error, TransportError
from ..retry import RetryBudget, RetryPolicy
from ..transport.base import NO_CONNECTION
from ..transport.error_chain import clear_frames
from ..transport.timeouts import Timeout

_SKEW_TOLERANCE = 30.0
"""Seconds by which clocks may differ: a signature is not refused for less."""

_EXPIRED = "AuthFailure.SignatureExpire"
TOKEN_REFUSED = "AuthFailure.TokenFailure"


class SharedState:
    """The knowledge that a client gains from its calls. Its copies with other options share it."""

    __slots__ = ("quota", "skew")

    def __init__(self) -> None:
        self.quota = RetryBudget()
        self.skew = 0.0
        """Seconds by which the service's clock is ahead of this machine's."""

    def now(self) -> float:
        """The time, in seconds since 1970, by the service's clock."""
        return clock.time() + self.skew


class Attempts:
    """Counts the attempts of one call, keeps its deadline, asks the policy.

    It knows what may have left: of each attempt its transport has told, before it could.
    """

    __slots__ = (
        "_corrected",
        "_learned",
        "_renewed",
        "_repeatable",
        "_retry",
        "_signed",
        "_spent",
        "_timeout",
        "deadline",
        "failed",
        "goes_elsewhere",
        "log",
    )

    def __init__(
        self,
        timeout: Timeout,
        retry: RetryPolicy,
        learned: SharedState,
        repeatable: bool,
        now: Callable[[], float] | None = None,
    ) -> None:
        self._retry = retry
        self._timeout = timeout
        self._learned = learned
        self._repeatable = repeatable
        self.log: list[Attempt] = []
        """Those that were begun."""
        self._corrected = False
        self._renewed = False
        self._signed = 0.0
        self._spent = 0
        self.goes_elsewhere: Callable[[Tc3Error], bool] | None = None
        """Sends the next attempt to another endpoint; true where that is worth one at once."""
        self.failed: Tc3Error | None = None
        """Why the last attempt failed."""
        self.deadline = Deadline(timeout.total, now)

    @property
    def sent(self) -> bool:
        """True unless it is certain that the service carried none of them out."""
        return any(attempt.may_have_arrived for attempt in self.log)

    def begin(self) -> Attempt:
        """The attempt that begins now. Raises `CallTimeout` if it is too late."""
        if self.deadline.left() <= 0:
            raise CallTimeout(NO_CONNECTION, sent=False)
        self._signed = self._learned.now()
        connect, read, _ = self._timeout
        attempt = Attempt(len(self.log) + 1, self.deadline, connect, read)
        self.log.append(attempt)
        return attempt

    def succeeded(self) -> None:
        self._learned.quota.give(self._spent or RetryBudget.SUCCESS)

    def wait(self, error: Tc3Error) -> float | None:
        """Seconds until the next attempt; None where the error is final."""
        attempt = self.log[-1]
        attempt.ended = getattr(error, "code", None) or getattr(
            error, "reason", type(error).__name__
        )
        if attempt.sent is None and isinstance(error, TransportError):
            attempt.sent = error.sent  # the word of a transport that tells no sooner
        attempt.refused = attempt.refused or _says_that_nothing_was_done(error)
        self.tell(error)
        if self.goes_elsewhere is not None and self.goes_elsewhere(error):
            wait: float | None = 0.0
        else:
            wait = self._pause(error)
        if wait is None or wait >= self.deadline.left():
            return None
        self.failed = error
        clear_frames(error)
        return wait

    def tell(self, error: BaseException) -> None:
        """Have the error that ends the call say what became of all its attempts."""
        if isinstance(error, Tc3Error):
            error.attempts = len(self.log)
            error.attempt_log = tuple(self.log)
            # Some speak of what another call has sent.
            error.sent = self.sent or type(error).sent

    def may_change_key(self, error: Tc3Error) -> bool:
        """True, once a call, if the service refused only the token of a temporary key."""
        if getattr(error, "code", None) != TOKEN_REFUSED or self._renewed:
            return False
        if error.sent and not self._repeatable:  # an earlier attempt
            return False
        self._renewed = True
        return self.deadline.left() > 0 and self._learned.quota.take(error) > 0

    def _pause(self, error: Tc3Error) -> float | None:
        if error.sent and not self._repeatable:
            return None  # whatever the policy says
        if self._clock_was_wrong(error):
            # The service did not look at the request: signed anew, it is the first.
            return 0.0
        count = len(self.log)
        wait = self._retry.wait(error, attempt=count, repeatable=self._repeatable)
        if wait is None:
            return None
        self._spent = self._learned.quota.take(error)
        if not self._spent:
            return None
        return max(wait, error.retry_after or 0.0)

    def _clock_was_wrong(self, error: Tc3Error) -> bool:
        """True if a signature was refused for its time; corrects the clock, once a call."""
        served = error.server_time
        if (
            served is None
            or self._corrected
            or abs(served - self._signed) <= _SKEW_TOLERANCE
        ):
            return False
        self._corrected = True
        self._learned.skew = served - clock.time()
        return True


def _says_that_nothing_was_done(error: Tc3Error) -> bool:
    """True for a response of the service which proves that the request was not carried out."""
    return isinstance(error, ApiError) and (
        error.retry == "always" or error.code in (_EXPIRED, TOKEN_REFUSED)
    )
