"""When a credential is used, renewed and given up. Nothing here waits, sends or reads.

A lease is renewed ahead of time, when a fifth of its life is left or `AHEAD` seconds,
whichever is less; until the new one is there, the old one is used. Where renewing fails,
the old one is used as long as it lives, and the next try is made `PAUSE` seconds later.
"""

from __future__ import annotations

import math
import threading
from typing import Literal, NamedTuple

from . import clock
from .credentials import Credential, Lease
from .errors import CallTimeout, CredentialError, Tc3Error
from .keys import bare
from .sources import Source

AHEAD = 300.0
PAUSE = 10.0

Need = Literal["use", "renew", "wait"]
"""Use the lease; use it while it is being renewed; there is none that could be used."""


class Kept(NamedTuple):
    """A lease and when to renew it. Replaced as a whole, so that nobody sees half of it."""

    lease: Lease
    renew_at: float

    @classmethod
    def new(cls, lease: Lease, now: float) -> Kept:
        """Raises CredentialError for one that cannot be kept."""
        expires = lease.expires
        if expires is None:
            return cls(lease, math.inf)
        if not isinstance(expires, (int, float)) or expires != expires:
            raise CredentialError("a lease expires at a number of seconds since 1970")
        left = expires - now
        if left <= 0:
            raise CredentialError("the credential that came had expired already")
        return cls(lease, expires - min(AHEAD, left / 5))

    def need(self, now: float) -> Need:
        if self.lease.expires is not None and now >= self.lease.expires:
            return "wait"
        return "renew" if now >= self.renew_at else "use"


Outcome = Lease | Exception
"""How renewing ended."""


class Refresh:
    """What a keeper knows about its source, and decides."""

    _swap = threading.Lock()

    def __init__(self, source: Source) -> None:
        self.source = source

    def look(self) -> tuple[Kept | None, Need]:
        """What is kept, and what is to be done about it now."""
        kept = self.source.kept
        return kept, "wait" if kept is None else kept.need(clock.time())

    def done(self, lease: Lease) -> Lease:
        """Keeps what has come, if it may serve other requests too."""
        kept = Kept.new(lease, clock.time())
        if self.source.shared:
            with self._swap:
                self.source.kept = kept
        return lease

    def failed(self, seen: Kept | None, error: Exception) -> Exception:
        """Puts the next try off, unless another client had more luck meanwhile."""
        if seen is not None:
            with self._swap:
                if self.source.kept is seen:
                    self.source.kept = seen._replace(renew_at=clock.time() + PAUSE)
            if seen.need(clock.time()) != "wait":
                _log(error)
        return error

    def credential(self, outcome: Outcome) -> Credential:
        """What a request gets after it has waited."""
        if isinstance(outcome, Lease):
            return outcome.credential
        if not self.source.shared:
            raise outcome  # the user's own function failed: its error says most
        cause: BaseException | None = outcome
        if isinstance(outcome, CredentialError):
            cause = outcome.__cause__
        elif isinstance(outcome, Tc3Error):
            bare(outcome)
        reason = _reason(outcome)
        if self.source.kept is not None:
            reason = f"the credential has expired and was not renewed: {reason}"
        # One outcome is shared by all who wait; each gets an error of its own.
        raise CredentialError(reason) from cause


def late() -> CallTimeout:
    return CallTimeout("there was no credential in time", sent=False)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Tc3Error) else type(error).__name__


def _log(error: Exception) -> None:
    import logging

    logging.getLogger(__name__).warning(
        "The credential was not renewed, and is used until it expires: %s",
        _reason(error),
    )
