"""The interface between calls and a transport."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import CallTimeout, ConfigurationError, ResponseError

if TYPE_CHECKING:
    from ..attempt import Attempt
    from ..deadline import Deadline
    from .tls import ClientCert

MAX_RESPONSE_BYTES = 64 * 1024 * 1024
"""Bytes of the largest response that is read, expanded: one without end fills no memory."""

MAX_HEADERS = 64 * 1024
"""Bytes of the largest headers of a response that are read; proxies pass fewer."""

OTHER_LOOP = "this client belongs to another event loop; make one client per loop"
NO_CONNECTION = "the call timed out before a connection was available"
NO_CONNECTION_TO = "the call timed out before a connection to {} was available"
NO_RESPONSE = "the service did not answer in time"
NO_REPLY = "the service closed the connection without a response"
CUT_SHORT = "the connection closed before the response was complete"
CLOSED = "the client is closed"
CLOSED_MEANWHILE = "the client was closed while the call was under way"
UNCLOSED = "a client was not closed: use it in a `with`, or call its `close`"


class HttpRequest:
    """A request, ready to be sent as it is.

    Tools that show the variables of a traceback expand tuples and dicts. They find nothing
    to expand here, and the repr shows neither headers, query nor body: those hold tokens,
    signatures and what users write.
    """

    __slots__ = ("body", "headers", "method", "query", "streams", "url")

    def __init__(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        body: bytes,
        query: str = "",
        streams: bool = False,
    ) -> None:
        self.method = method
        self.url = url
        """Without a query."""
        self.headers = headers
        self.body = body
        self.query = query
        """The text behind the `?`, encoded: to be sent as it is, since it is signed."""
        self.streams = streams
        """True if the response may be a stream of events, to be handed over as it comes."""

    def __repr__(self) -> str:
        return f"<HttpRequest {self.method} {self.url}>"


class HttpResponse:
    """A response as it came; its headers are found by names in any case."""

    __slots__ = (
        "_framed",
        "body",
        "headers",
        "status",
        "stream_rest",
    )

    def __init__(
        self,
        status: int,
        headers: Mapping[str, str],
        body: bytes,
        stream_rest: Any = None,
        framed: bool | None = True,
    ) -> None:
        self._framed = framed
        self.status = status
        self.headers = headers
        self.body = body
        """All of it; of a stream, what has come."""
        self.stream_rest = stream_rest
        """The rest of a stream: a `Chunks`, or an `AsyncChunks` from such a
        transport."""

    @property
    def framed(self) -> bool:
        """False if only the end of the connection ended it, so that it may be cut short.

        Few ask, so that a transport may say None, which is to look at the headers.
        """
        headers = self.headers
        if self._framed is not None:
            return self._framed
        coding = headers.get("Transfer-Encoding") or ""
        return (
            self.status in (204, 304)
            or headers.get("Content-Length") is not None
            or "chunked" in coding.lower()
        )

    def __repr__(self) -> str:
        return f"<HttpResponse {self.status}, {len(self.body)} bytes>"


class TransportOptions:
    """The options of a transport, among those of a client."""

    __slots__ = (
        "ca_file",
        "client_cert",
        "max_connections",
        "proxy",
        "session",
        "trust_env",
    )

    def __init__(
        self,
        proxy: str | None = None,
        trust_env: bool = True,
        ca_file: str | None = None,
        client_cert: ClientCert | None = None,
        max_connections: Any = 100,
        session: Any = None,
    ) -> None:
        self.proxy = proxy
        self.trust_env = trust_env
        self.ca_file = ca_file
        self.client_cert = client_cert
        self.max_connections = max_connections
        self.session = session

    def __repr__(self) -> str:
        return "<TransportOptions>"  # a proxy and a certificate may have passwords

    def check(self) -> None:
        """Refuse what contradicts itself. Raises `ConfigurationError`."""
        if not isinstance(self.max_connections, int) or self.max_connections < 1:
            raise ConfigurationError("max_connections must be at least 1")
        if self.session is not None:
            for name in ("proxy", "ca_file", "client_cert"):
                if getattr(self, name) is not None:
                    raise ConfigurationError(
                        f"{name} does not go with session; set the session up with it"
                    )


class Chunks(Protocol):
    """The rest of a stream of events. Raises what a `Transport` raises."""

    def read(self, deadline: Deadline, silence: float) -> bytes:
        """Wait for the next bytes; none at the end."""
        ...

    def close(self) -> None:
        """Give up what has not come yet. Doing it twice, or at the end, is fine."""
        ...


class AsyncChunks(Protocol):
    """The rest of a stream, asynchronously."""

    async def read(self, deadline: Deadline, silence: float) -> bytes: ...

    def close(self) -> None: ...


class Transport(Protocol):
    """Sends a request and reads the response; knows nothing about the service.

    It keeps to the limits of `attempt` and tells there how far it came. Its own errors are
    `ConnectError`, `CallTimeout`, `TransportError` and `ResponseError` (a response that is
    too large). Redirects are not followed. Where the request `streams` and the response
    `is_stream`, it is handed over with the first of its bytes, and the `rest` to be read.
    """

    def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse: ...

    def close(self) -> None: ...


class AsyncTransport(Protocol):
    """Sends requests asynchronously; see `Transport`."""

    async def exchange(
        self, request: HttpRequest, attempt: Attempt
    ) -> HttpResponse: ...

    async def close(self) -> None: ...


def is_event_stream(headers: Mapping[str, str]) -> bool:
    """Tell if a response is a stream of events, whatever else its content type says."""
    kind = headers.get("Content-Type") or ""
    return kind.partition(";")[0].strip().lower() == "text/event-stream"


def is_stream(status: int, headers: Mapping[str, str]) -> bool:
    """Tell if a response is to be read while it comes."""
    return status == 200 and is_event_stream(headers)


def split_url(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of the URL of an endpoint, which has been checked."""
    scheme, _, rest = url.partition("://")
    netloc, slash, path = rest.partition("/")
    host, _, port = netloc.rpartition(":")
    if not port.isdecimal():
        host, port = netloc, "443" if scheme == "https" else "80"
    return scheme, host.strip("[]").lower(), int(port), slash + path or "/"


def not_connected(way: str, seconds: float) -> CallTimeout:
    """The error of a connection that was not made within so many seconds."""
    late = f"could not connect to {way} within {max(round(seconds, 1), 0.1):g} s"
    return CallTimeout(late, sent=False)


def too_large(status: int) -> ResponseError:
    """The error of a response that has more bytes than are read."""
    return ResponseError(
        f"the response is larger than {MAX_RESPONSE_BYTES} bytes", status=status
    )


def add_headers(headers: dict[str, str], added: Mapping[str, str]) -> None:
    """Put a user's headers, which were checked, in place of those of the same name."""
    given = {name.lower() for name in added}
    for name in [name for name in headers if name.lower() in given]:
        del headers[name]
    headers.update(added)
