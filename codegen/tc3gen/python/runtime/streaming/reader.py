"""A stream of events as models. No input or output: both clients share it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..calls.event_errors import as_error
from ..calls.responses import read_content, response_error, unwrap_event
from ..errors import TransportError
from ..model import Response
from ..narrowing import is_object
from ..serialization import json_codec as jsontext
from ..serialization.sse import EventParser, EventTooLarge, ServerSentEvent
from ..transport.base import HttpResponse

if TYPE_CHECKING:
    from ..calls.call import PreparedCall
    from ..calls.settings import ClientSettings
    from ..errors import ResponseError

R = TypeVar("R", bound=Response)

_DONE = "[DONE]"
"""The last event of some services: no more will come."""


class EventReader(Generic[R]):
    """Reads the events of one response as they come.

    What has come already is looked at once, so that a service that fails with its first event
    is treated as one that fails at once.
    """

    def __init__(
        self, settings: ClientSettings, call: PreparedCall[R], response: HttpResponse
    ) -> None:
        self._settings = settings
        self._call = call
        self._response = response
        self._parser = EventParser()
        self._events: Iterator[ServerSentEvent] = iter(())
        self._empty = True
        self.rest: Any = response.stream_rest
        """Gives what is to come."""
        self.request_id: str = response.headers.get("X-TC-RequestId") or ""
        self.event: ServerSentEvent | None = None
        """The event that the last model was read from."""
        self.ended = False
        self._is_whole = response.framed
        """False while a stream that only the connection ends may be cut short."""
        try:
            self.feed(response.body)
            self._first = self._next()
        except BaseException:
            self.rest.close()
            raise

    def feed(self, chunk: bytes) -> None:
        """Take the bytes that came; none means that the stream has ended."""
        if chunk:
            self._events = self._parser.feed(chunk)
        else:
            self.ended = True
            self._events = self._parser.end()

    def take(self) -> R | None:
        """The next event that has come. Raises `ApiError` or `ResponseError`."""
        first, self._first = self._first, None
        return self._next() if first is None else first

    def _next(self) -> R | None:
        try:
            for event in self._events:
                if event.data == _DONE:
                    self.ended = self._is_whole = True
                    break
                if event.data:
                    made = self._read(event)
                    self.event = event
                    return made
        except EventTooLarge as error:
            raise self._wrong(str(error)) from None
        if self.ended and not self._is_whole:
            raise TransportError(
                "the stream ended without length, chunks or [DONE]: it may be cut short"
            )
        if self.ended and self._empty:
            raise self._wrong("the stream has no event")
        return None

    def _read(self, event: ServerSentEvent) -> R:
        body = event.data.encode()
        try:
            content = jsontext.loads(body)
        except (ValueError, RecursionError):
            raise self._wrong("an event is no JSON", body) from None
        if not is_object(content):
            raise self._wrong("an event is no JSON object", body)
        content = unwrap_event(content, self._call.response)
        content = as_error(content, event.name == "error")
        error = content.get("Error")
        if is_object(error) and error.get("Code") is None:
            raise self._wrong("the service sent an error", body)
        self._empty = False
        response = self._with(body)
        return read_content(self._settings, self._call, content, response)

    def _wrong(self, reason: str, body: bytes = b"") -> ResponseError:
        return response_error(reason, self._with(body))

    def _with(self, body: bytes) -> HttpResponse:
        return HttpResponse(self._response.status, self._response.headers, body)
