"""One connection of the synchronous transport: `h11` knows HTTP, this knows the bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import h11

from ... import clock
from ...attempt import Attempt
from ...errors import CallTimeout, Tc3Error, TransportError
from ..base import CUT_SHORT, MAX_HEADERS, NO_REPLY, NO_RESPONSE, HttpRequest
from ..error_chain import frameless

_PIECE = 64 * 1024
"""Bytes that are read at a time; a request that has no more is sent in one go."""

_IDLE = 55.0
"""Seconds after which an idle connection is not used again; the service keeps it for 60."""


_BEGIN = {
    method: h11.Request(method=method, target="/", headers=[("Host", "h")])
    for method in ("POST", "GET")
}
_END = h11.EndOfMessage()


class H11Connection:
    """A socket that speaks HTTP/1.1, one exchange after the other.

    What is to be sent is kept in an attribute: variables are shown by tools that print
    tracebacks, and it holds the token.
    """

    __slots__ = (
        "__weakref__",
        "_early",
        "_ended",
        "_http",
        "_idle_since",
        "_outgoing",
        "_sock",
        "address",
    )

    def __init__(self, sock: Any, address: str) -> None:
        self._sock = sock
        sock.settimeout(0)  # it never waits, but for what is to be read
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADERS)
        self._idle_since = 0.0
        self._outgoing = memoryview(b"")
        self._early: h11.Response | None = None
        self._ended = False
        self.address = address

    def __repr__(self) -> str:
        return f"<H11Connection {self.address}>"

    def __del__(self) -> None:
        # For one that was dropped, or not even made, where a signal came in between.
        if hasattr(self, "_sock"):
            self.close()

    def close(self) -> None:
        self._outgoing = memoryview(b"")
        self._sock.close()

    def send(
        self,
        request: HttpRequest,
        target: str,
        attempt: Attempt,
        extra_headers: Mapping[str, str],
    ) -> None:
        """Send a request; `attempt.sent` is set before its first byte can leave.

        `target` and the headers beside its own are those of the route.

        Raises:
            CallTimeout: The call is over.
            TransportError: The connection broke, and no response had come before.
        """
        attempt.connected = True
        attempt.address = self.address
        attempt.bytes_written = attempt.bytes_read = 0
        self._outgoing = memoryview(
            self._encoded(request, target, extra_headers=extra_headers)
        )
        try:
            attempt.deadline.left_or_raise()  # too late: nothing is sent
            attempt.sent = True
            self._send_what_fits(attempt)
            if self._outgoing:
                self._send_and_watch(attempt)
        except TimeoutError:
            late = "the request could not be sent in time"
            raise CallTimeout(late, sent=attempt.sent is not False) from None
        except h11.RemoteProtocolError as error:
            raise self._broken(error, attempt) from frameless(error)
        except (OSError, ValueError) as error:  # the latter where a fork has closed it
            # The service may have refused what is too large, and closed.
            self._early = self._response_before(error, attempt)

    def read_head(self, attempt: Attempt) -> h11.Response:
        """Read to the end of the headers of the final response."""
        early, self._early = self._early, None
        if early is None:
            self._await_more(attempt)  # `h11` holds nothing yet, and is slow to say so
        while early is None:
            event = self._next_event(attempt)
            if type(event) is h11.Response:
                if (attempt.bytes_read or 0) > MAX_HEADERS:
                    _check_size(event)
                return event
            if type(event) is not h11.InformationalResponse:  # 1xx are passed over
                raise TransportError(CUT_SHORT)
        return early

    def next_data(self, attempt: Attempt) -> bytes | None:
        """Read the next bytes of the body; None at its end."""
        event = self._next_event(attempt)
        if type(event) is h11.Data:
            return bytes(event.data)
        if type(event) is h11.EndOfMessage:
            return None
        raise TransportError(CUT_SHORT)

    def is_reusable(self) -> bool:
        """Make the connection ready for another exchange; False where that cannot be.

        Nothing may be left of the last one: not to be sent, not in `h11`, not inside TLS.
        """
        http = self._http
        if self._outgoing or http.trailing_data[0]:
            return False
        if http.our_state is not h11.DONE or http.their_state is not h11.DONE:
            return False
        if getattr(self._sock, "pending", _none_pending)():
            return False
        http.start_next_cycle()
        self._idle_since = clock.monotonic()
        return True

    def is_fresh(self) -> bool:
        """Tell if an idle connection is open, not too old, and has not been spoken to."""
        if clock.monotonic() - self._idle_since > _IDLE:
            return False
        try:
            self._sock.settimeout(0)
            self._sock.recv(1)  # TLS may have something to say that is no data
        except (OSError, ValueError) as error:
            return _is_not_yet(error)
        return False

    def _encoded(
        self, request: HttpRequest, target: str, extra_headers: Mapping[str, str]
    ) -> bytes:
        """The request in bytes, which are on no variable.

        `h11` is told that a request goes out, but the bytes are made here: what it would
        check and normalize each time was checked when the client was made.
        """
        self._http.send(_BEGIN[request.method])
        self._http.send(_END)
        if request.query:
            target = f"{target}?{request.query}"
        lines = [f"{request.method} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in request.headers.items()]
        if extra_headers:
            lines += [f"{name}: {value}" for name, value in extra_headers.items()]
        if request.method != "GET":
            lines.append(f"Content-Length: {len(request.body)}")
        head = "\r\n".join(lines)
        if head.count("\n") != len(lines) - 1 or not head.isascii():
            raise TransportError("a header holds what no header may", sent=False)
        return f"{head}\r\n\r\n".encode() + request.body

    def _send_some(self, attempt: Attempt) -> None:
        # In pieces, since TLS counts nothing until all it was given has left.
        count = self._sock.send(self._outgoing[:_PIECE])
        attempt.bytes_written = (attempt.bytes_written or 0) + count
        # Of a view that is empty, what it was cut from would be kept as well.
        self._outgoing = self._outgoing[count:] or memoryview(b"")

    def _send_what_fits(self, attempt: Attempt) -> None:
        """Send without waiting, which is all for most requests."""
        try:
            self._send_some(attempt)
        except OSError as error:
            if not _is_not_yet(error):
                raise

    def _send_and_watch(self, attempt: Attempt) -> None:
        """Send what takes several steps, unless the service answers before it has all."""
        import selectors

        with selectors.DefaultSelector() as selector:
            selector.register(
                self._sock.fileno(), selectors.EVENT_READ | selectors.EVENT_WRITE
            )
            while self._outgoing and self._early is None:
                ready = selector.select(attempt.deadline.left_or_raise())
                if not ready:
                    raise TimeoutError
                if ready[0][1] & selectors.EVENT_READ:
                    self._early = self._early_response(attempt)
                if ready[0][1] & selectors.EVENT_WRITE:
                    self._send_what_fits(attempt)

    def _early_response(self, attempt: Attempt) -> h11.Response | None:
        """The final response, if it has begun while the request is still being sent."""
        try:
            self._feed(attempt)
        except OSError as error:
            if not _is_not_yet(error):
                raise
        event = self._http.next_event()
        while type(event) is h11.InformationalResponse:
            event = self._http.next_event()
        return event if isinstance(event, h11.Response) else None

    def _response_before(self, error: Exception, attempt: Attempt) -> h11.Response:
        """The response that came before the connection broke."""
        broken = self._broken(error, attempt)
        try:
            return self.read_head(attempt)
        except Tc3Error:
            raise broken from frameless(error)

    def _next_event(self, attempt: Attempt) -> Any:
        while True:
            try:
                event = self._http.next_event()
            except h11.RemoteProtocolError as error:
                raise self._broken(error, attempt) from frameless(error)
            if event is not h11.NEED_DATA:
                return event
            self._await_more(attempt)

    def _await_more(self, attempt: Attempt) -> None:
        """Wait until something comes, and hand it to `h11`."""
        try:
            left = attempt.deadline.left_or_raise()
            self._sock.settimeout(min(attempt.read, left))
            self._feed(attempt)
        except TimeoutError:
            raise CallTimeout(NO_RESPONSE) from None
        except (OSError, h11.RemoteProtocolError) as error:
            raise self._broken(error, attempt) from frameless(error)

    def _feed(self, attempt: Attempt) -> None:
        """Hand `h11` what has come; nothing means that the other side has closed."""
        data = self._sock.recv(_PIECE)
        self._ended = not data
        attempt.bytes_read = (attempt.bytes_read or 0) + len(data)
        self._http.receive_data(data)

    def _broken(self, error: Exception, attempt: Attempt) -> TransportError:
        if isinstance(error, h11.RemoteProtocolError):
            if self._ended:
                return TransportError(CUT_SHORT if attempt.bytes_read else NO_REPLY)
            return TransportError(f"what came is not HTTP: {str(error)[:200]}")
        from ..tls import advice

        return TransportError(advice(error) or f"the connection broke: {error}")


def _check_size(head: h11.Response) -> None:
    """Refuse headers that are too large, though they came all at once."""
    if sum(len(name) + len(value) for name, value in head.headers) > MAX_HEADERS:
        raise TransportError("what came is not HTTP: its headers are too large")


def _is_not_yet(error: Exception) -> bool:
    """Tell if a step that must not wait would have had to."""
    if isinstance(error, BlockingIOError):
        return True
    from ssl import SSLWantReadError, SSLWantWriteError

    return isinstance(error, (SSLWantReadError, SSLWantWriteError))


def _none_pending() -> int:
    return 0
