"""A stream of events as models. No input or output: both clients share it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from . import jsontext
from .answers import has_member, no_answer, old_error, read_content
from .event_parser import EventParser, EventTooLarge, ServerSentEvent
from .http import HttpAnswer
from .model import Response

if TYPE_CHECKING:
    from .call import Call, Settings
    from .errors import ResponseError

R = TypeVar("R", bound=Response)

_DONE = "[DONE]"
"""What some services send as the last event: no more will come."""


class EventReader(Generic[R]):
    """Reads the events of one answer as they come.

    What has come already is looked at once, so that a service that fails with its first event
    is treated as one that fails at once.
    """

    def __init__(self, settings: Settings, call: Call[R], answer: HttpAnswer) -> None:
        self._settings = settings
        self._call = call
        self._answer = answer
        self._parser = EventParser()
        self._events: Iterator[ServerSentEvent] = iter(())
        self._empty = True
        self.rest: Any = answer.rest
        """Gives what is to come."""
        self.request_id: str = answer.headers.get("X-TC-RequestId") or ""
        self.event: ServerSentEvent | None = None
        """What the last model was read from."""
        self.ended = False
        try:
            self.feed(answer.body)
            self._first = self._next()
        except BaseException:
            self.rest.close()
            raise

    def feed(self, chunk: bytes) -> None:
        """What came; nothing means that the stream has ended."""
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
                    self.ended = True
                    break
                if event.data:
                    made = self._read(event)
                    self.event = event
                    return made
        except EventTooLarge as error:
            raise self._wrong(str(error)) from None
        if self.ended and self._empty:
            raise self._wrong("the stream has no event")
        return None

    def _read(self, event: ServerSentEvent) -> R:
        body = event.data.encode()
        try:
            content = jsontext.loads(body)
        except (ValueError, RecursionError):
            raise self._wrong("an event is no JSON", body) from None
        if not isinstance(content, dict):
            raise self._wrong("an event is no JSON object", body)
        content = _unwrapped(content, self._call.answer)
        if event.name == "error" and "Error" not in content:
            if not isinstance(content.get("Code"), str):
                raise self._wrong("the service sent an error", body)
            content = {"Error": content, "RequestId": content.get("RequestId")}
        self._empty = False
        answer = self._answer._replace(body=body)
        return read_content(self._settings, self._call, content, answer)

    def _wrong(self, reason: str, body: bytes = b"") -> ResponseError:
        return no_answer(reason, self._answer._replace(body=body))


def _unwrapped(content: dict[str, Any], answer: type[Response]) -> dict[str, Any]:
    """What an event says, where it is dressed as a whole answer."""
    inner = content.get("Response")
    if isinstance(inner, dict) and not has_member(answer, "Response"):
        return inner
    if "codeDesc" in content and not has_member(answer, "codeDesc"):
        return old_error({"code": "", **content})
    return content


def error_of_stream(body: bytes) -> dict[str, Any] | None:
    """The error in the events of a body that was to be no stream; None where there is none."""
    parser = EventParser()
    try:
        for event in [*parser.feed(body), *parser.end()]:
            content = jsontext.loads(event.data.encode())
            if isinstance(content, dict):
                content = _unwrapped(content, Response)
                if isinstance(content.get("Error"), dict):
                    return content
    except (ValueError, RecursionError):
        pass
    return None
