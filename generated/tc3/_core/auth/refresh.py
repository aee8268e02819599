"""Decides when a credential is used, renewed and given up. Nothing here waits, sends or reads.

A lease is renewed ahead of time, when a fifth of its life is left or `AHEAD` seconds,
whichever is less; until the new one is there, the old one is used. Where renewing fails,
the old one is used as long as it lives, and the next try is made `PAUSE` seconds later.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from concurrent import futures
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from ..credentials import Credential, TemporaryCredential
from ..errors import CallTimeout, CredentialError, Tc3Error
from .secrets import bare
from .source import Asker, CachedCredential, Need, Source, Steps

if TYPE_CHECKING:
    from ..deadline import Deadline

PAUSE = 10.0
"""Seconds between tries to renew a credential that is still good."""

FetchOutcome = TemporaryCredential | Exception
"""The end of a renewal: a lease, or why there is none."""


class Refresh:
    """Decides for a keeper about the credential of its source."""

    _swap = threading.Lock()

    def __init__(self, source: Source, asker: Asker) -> None:
        self.source = source
        self._asker = asker

    def look(self) -> tuple[CachedCredential | None, Need]:
        """Tell what is kept, and what is to be done about it now."""
        kept = self.source.kept
        return kept, "wait" if kept is None else kept.need(self._asker.now())

    def fetch(self) -> Steps[TemporaryCredential]:
        """The steps to a new lease."""
        return self.source.fetch(self._asker)

    def done(self, lease: TemporaryCredential) -> TemporaryCredential:
        """Keeps what has come, if it may serve other requests too."""
        kept = CachedCredential.new(lease, self._asker.now())
        if self.source.shared:
            with self._swap:
                self.source.kept = kept
        return lease

    def failed(self, seen: CachedCredential | None, error: Exception) -> Exception:
        """Puts the next try off, unless another client had more luck meanwhile."""
        if seen is not None:
            now = self._asker.now()
            with self._swap:
                if self.source.kept is seen:
                    self.source.kept = seen._replace(renew_at=now + PAUSE)
            if seen.need(now) != "wait":
                _log_failure(error)
        return error

    def reject(self, credential: Credential) -> bool:
        """Drop what is kept where it is this credential; tell whether another may come."""
        if not self.source.renewable:
            return False
        with self._swap:
            kept = self.source.kept
            # Of many calls that are refused one after the other, the first one drops it.
            if kept is not None and kept.lease.credential == credential:
                self.source.kept = None
        return True

    def credential(self, outcome: FetchOutcome) -> Credential:
        """The credential for a request that has waited. Raises why there is none."""
        if isinstance(outcome, TemporaryCredential):
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


class _Mark:
    """A source or function that is being asked.

    What it starts inherits the mark, and may outlive it.
    """

    __slots__ = ("asked", "outer", "runs")

    def __init__(self, asked: object, outer: _Mark | None) -> None:
        self.asked = asked
        self.outer = outer
        self.runs = True


_asking: ContextVar[_Mark | None] = ContextVar("tc3_asking", default=None)


@contextmanager
def mark_asking(asked: object) -> Generator[None, None, None]:
    """Mark a source or a function as being asked, for all that is called meanwhile.

    Raises:
        CredentialError: It is being asked already.
    """
    refuse_asking(asked)
    mark = _Mark(asked, _asking.get())
    token = _asking.set(mark)
    try:
        yield
    finally:
        mark.runs = False
        with suppress(ValueError):  # a task that is never ended is closed elsewhere
            _asking.reset(token)


def refuse_asking(asked: object) -> None:
    """Refuse to ask who is being asked, which would never end.

    Raises:
        CredentialError: A credential function calls a client that asks this function.
    """
    mark = _asking.get()
    while mark is not None:
        if mark.runs and mark.asked == asked:
            raise CredentialError(
                "the credential function calls a client that asks this same function for "
                "its credential; give that client another credential"
            )
        mark = mark.outer


def call_user_function(function: Callable[[], Any]) -> Any:
    """Call a function of the user's; errors that would pass for others are renamed."""
    try:
        return function()
    except StopIteration as error:
        # It would never arrive: a future takes any error but this one.
        raise RuntimeError("the function raised StopIteration") from error
    except futures.CancelledError as error:
        raise was_cancelled() from error
    except Exception:
        raise
    except BaseException as error:
        from asyncio import CancelledError  # slow to import, and rarely needed

        if isinstance(error, CancelledError):
            raise was_cancelled() from error
        raise


def was_cancelled() -> CredentialError:
    """The error for a function that ended as if it had been cancelled, which nobody did."""
    return CredentialError("the credential function raised CancelledError")


def check_in_time(credential: Credential, deadline: Deadline) -> Credential:
    """The credential, unless time ran out meanwhile: then nothing may be sent."""
    if deadline.left() <= 0:
        raise late()
    return credential


def late() -> CallTimeout:
    """The error for a credential that did not come in time."""
    return CallTimeout("there was no credential in time", sent=False)


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, Tc3Error) else type(error).__name__


def _log_failure(error: Exception) -> None:
    import logging

    logging.getLogger(__name__).warning(
        "The credential was not renewed, and is used until it expires: %s",
        _reason(error),
    )
