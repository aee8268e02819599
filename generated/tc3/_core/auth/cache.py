"""Keeps the credential of a synchronous client fresh: a thread renews it, others go on."""

from __future__ import annotations

import os
import threading
import time
from concurrent import futures
from contextvars import copy_context
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any

from ..credentials import Credential, TemporaryCredential
from ..deadline import Deadline
from ..endpoints import Site
from ..errors import ConfigurationError, CredentialError
from ..transport.base import Transport, TransportOptions
from .providers import CallableSource
from .refresh import (
    FetchOutcome,
    Refresh,
    call_user_function,
    check_in_time,
    late,
    mark_asking,
    refuse_asking,
)
from .source import (
    Asker,
    CachedCredential,
    CallFunction,
    SendRequest,
    Sleep,
    Source,
    Step,
    Steps,
)

if TYPE_CHECKING:
    from ..calls.attempts import SharedState

_ASYNCHRONOUS = "an asynchronous credential function needs an asynchronous client"


class CredentialCache:
    """Gives the credential of a source to any number of threads."""

    def __init__(
        self, source: Source, site: Site, transport: Transport, learned: SharedState
    ) -> None:
        if isinstance(source, CallableSource) and iscoroutinefunction(source.function):
            raise ConfigurationError(_ASYNCHRONOUS)
        self._source = source
        self._transport = transport
        self._refresh = Refresh(source, Asker(site, learned))
        self._lock = threading.Lock()
        self._flight: _Flight | None = None

    def get(self, deadline: Deadline) -> Credential:
        """Give the credential for a request; wait for it until the deadline at most.

        A function of the user's that runs in this thread cannot be interrupted: where it
        takes too long, `CallTimeout` comes after it.
        """
        while self._source.shared:
            kept, need = self._refresh.look()
            if kept is not None and need == "use":
                return kept.lease.credential
            if need == "wait":
                refuse_asking(self._source)
            flight, mine = self._join(kept)
            if flight is None:
                continue
            if kept is not None and need == "renew":
                return kept.lease.credential
            try:
                outcome = flight.result(max(0.0, deadline.left()))
            except futures.TimeoutError:
                raise late() from None
            if mine or self._source.shared:
                return check_in_time(self._refresh.credential(outcome), deadline)
        refuse_asking(self._source)
        lease = self._refresh.done(self._run())
        return check_in_time(lease.credential, deadline)

    def reject(self, credential: Credential) -> bool:
        """Drop a credential that the service refuses; tell whether another may come."""
        return self._refresh.reject(credential)

    def _join(self, kept: CachedCredential | None) -> tuple[_Flight | None, bool]:
        """The renewal that is under way, and whether it was begun here; None where one has
        ended since `kept` was looked at."""
        with self._lock:
            flight = self._flight
            # A child process has no copy of the thread that would end it.
            if flight is not None and flight.process == os.getpid():
                return flight, False
            if self._source.kept is not kept:
                return None, False
            flight = self._flight = _Flight()
        if kept is None and isinstance(self._source, CallableSource):
            # Until it gave a lease, the user's function is called where it is needed.
            self._renew(flight, kept)
        else:
            self._start(flight, kept)
        return flight, True

    def _start(self, flight: _Flight, kept: CachedCredential | None) -> None:
        # The context goes along: it tells which functions of the user's are being asked.
        try:
            threading.Thread(
                target=copy_context().run,
                args=(self._renew, flight, kept),
                name="tc3-credential",
                daemon=True,
            ).start()
        except RuntimeError:  # no thread is begun while the interpreter ends
            self._renew(flight, kept)

    def _renew(self, flight: _Flight, kept: CachedCredential | None) -> None:
        outcome: FetchOutcome = CredentialError(
            "asking for a credential was interrupted"
        )
        try:
            outcome = self._refresh.done(self._run())
        except Exception as error:  # noqa: BLE001
            outcome = self._refresh.failed(kept, error)
        finally:
            with self._lock:
                self._flight = None
            flight.set_result(outcome)

    def _run(self) -> TemporaryCredential:
        with mark_asking(self._source):
            steps: Steps[TemporaryCredential] = self._refresh.fetch()
            result: Any = None
            error: Exception | None = None
            while True:
                try:
                    step = steps.send(result) if error is None else steps.throw(error)
                except StopIteration as end:
                    lease: TemporaryCredential = end.value
                    return lease
                result = error = None
                try:
                    result = self._take(step)
                except Exception as caught:  # noqa: BLE001
                    error = caught

    def _take(self, step: Step) -> Any:
        if isinstance(step, SendRequest):
            if not step.direct:
                return self._transport.exchange(step.request, step.attempt)
            from ..transport.synchronous.transport import H11Transport

            direct = H11Transport(TransportOptions(trust_env=False))
            try:
                return direct.exchange(step.request, step.attempt)
            finally:
                direct.close()
        if isinstance(step, Sleep):
            return time.sleep(step.seconds)
        return _done(step)


class _Flight(futures.Future[FetchOutcome]):
    """A renewal that is under way."""

    def __init__(self) -> None:
        super().__init__()
        self.process = os.getpid()


def _done(step: CallFunction) -> Any:
    with mark_asking(step.function):
        result = call_user_function(step.function)
    if hasattr(result, "__await__"):
        if hasattr(result, "close"):
            result.close()  # or it would warn that nobody awaited it
        raise ConfigurationError(_ASYNCHRONOUS)
    return result
