"""A transport that knows, at any moment, if something may have been carried out."""

from __future__ import annotations

from ...attempt import Attempt
from ...transport.base import HttpRequest, HttpResponse, Transport


class Captured(Exception):
    """The request of a dry run, which was not sent."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__("captured")
        self.request = request


class Tracking:
    """Hands requests on, and keeps the attempts of the call that is under way.

    With `dry`, requests to the service are captured; others, which ask for a credential, are
    sent as usual.
    """

    def __init__(self, inner: Transport, *, dry: bool = False) -> None:
        self._inner = inner
        self._dry = dry
        self.action = ""
        self.repeatable = False
        """True if the action under way does no harm when it is called again."""
        self.attempts: list[Attempt] = []
        self.has_asked = False
        """True once a request of the service was handed on."""

    def begin(self, action: str, repeatable: bool = False) -> None:
        """A call of an action begins."""
        self.action = action
        self.repeatable = repeatable
        self.attempts = []

    def end(self) -> None:
        """The call has ended, and what became of it is known."""
        self.attempts = []

    @property
    def may_be_done(self) -> bool:
        """True if the service may have received the request of the call under way."""
        return any(attempt.may_have_arrived for attempt in self.attempts)

    def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        """Send a request of the service, or of a source of credentials."""
        if request.headers.get("X-TC-Action") == self.action:
            self.attempts.append(attempt)
            if self._dry:
                attempt.sent = False
                raise Captured(request)
            self.has_asked = True
        return self._inner.exchange(request, attempt)

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()
