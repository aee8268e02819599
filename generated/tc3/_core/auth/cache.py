"""Keeps the credential of a synchronous client fresh: a thread renews it, others go on."""

from __future__ import annotations

import os
import threading
import time
from concurrent import futures
from inspect import iscoroutinefunction
from typing import Any

from .clock import monotonic
from .credentials import Credential, Lease
from .errors import ConfigurationError, CredentialError
from .http import Transport, TransportOptions
from .refresh import Kept, Outcome, Refresh, late
from .sites import Site
from .sources import Ask, Do, Function, Pause, Source, Step, Steps

_ASYNCHRONOUS = "an asynchronous credential function needs an asynchronous client"


class Keeper:
    """Gives the credential of a source to any number of threads."""

    def __init__(self, source: Source, site: Site, transport: Transport) -> None:
        if isinstance(source, Function) and iscoroutinefunction(source.function):
            raise ConfigurationError(_ASYNCHRONOUS)
        self._source = source
        self._site: Site = site
        self._transport = transport
        self._refresh = Refresh(source)
        self._lock = threading.Lock()
        self._flight: _Flight | None = None

    def get(self, seconds: float) -> Credential:
        """The credential for a request; waits for it so long at most."""
        end = monotonic() + seconds
        while self._source.shared:
            kept, need = self._refresh.look()
            if kept is not None and need == "use":
                return kept.lease.credential
            flight, mine = self._join(kept)
            if flight is None:
                continue
            if kept is not None and need == "renew":
                return kept.lease.credential
            try:
                outcome = flight.result(max(0.0, end - monotonic()))
            except futures.TimeoutError:
                raise late() from None
            if mine or self._source.shared:
                return self._refresh.credential(outcome)
        return self._refresh.done(self._run()).credential

    def _join(self, kept: Kept | None) -> tuple[_Flight | None, bool]:
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
        if kept is None and isinstance(self._source, Function):
            # Until it gave a lease, the user's function is called where it is needed.
            self._renew(flight, kept)
        else:
            self._start(flight, kept)
        return flight, True

    def _start(self, flight: _Flight, kept: Kept | None) -> None:
        try:
            threading.Thread(
                target=self._renew,
                args=(flight, kept),
                name="tc3-credential",
                daemon=True,
            ).start()
        except RuntimeError:  # no thread is begun while the interpreter ends
            self._renew(flight, kept)

    def _renew(self, flight: _Flight, kept: Kept | None) -> None:
        outcome: Outcome = CredentialError("asking for a credential was interrupted")
        try:
            outcome = self._refresh.done(self._run())
        except Exception as error:
            outcome = self._refresh.failed(kept, error)
        finally:
            with self._lock:
                self._flight = None
            flight.set_result(outcome)

    def _run(self) -> Lease:
        steps: Steps[Lease] = self._source.fetch(self._site)
        result: Any = None
        error: Exception | None = None
        while True:
            try:
                step = steps.send(result) if error is None else steps.throw(error)
            except StopIteration as end:
                lease: Lease = end.value
                return lease
            result = error = None
            try:
                result = self._take(step)
            except Exception as caught:
                error = caught

    def _take(self, step: Step) -> Any:
        if isinstance(step, Ask):
            if not step.direct:
                return self._transport.exchange(step.request, step.timeout)
            from .transport import Urllib3Transport

            direct = Urllib3Transport(TransportOptions(trust_env=False))
            try:
                return direct.exchange(step.request, step.timeout)
            finally:
                direct.close()
        if isinstance(step, Pause):
            return time.sleep(step.seconds)
        return _called(step)


class _Flight(futures.Future[Outcome]):
    """A renewal that is under way."""

    def __init__(self) -> None:
        super().__init__()
        self.process = os.getpid()


def _called(step: Do) -> Any:
    result = step.function()
    if hasattr(result, "__await__"):
        if hasattr(result, "close"):
            result.close()  # or it would warn that nobody awaited it
        raise ConfigurationError(_ASYNCHRONOUS)
    return result
