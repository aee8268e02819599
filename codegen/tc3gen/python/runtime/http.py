"""What goes between the client's core and a transport."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .tls import ClientCert

MAX_ANSWER = 64 * 1024 * 1024
"""Bytes of the largest answer that is read."""

OTHER_LOOP = "this client belongs to another event loop; make one client per loop"
NO_CONNECTION = "no connection was made, or became free, in time"
UNCLOSED = "a client was not closed: use it in a `with`, or call its `close`"


class HttpRequest(NamedTuple):
    """A request, ready to be sent as it is."""

    method: str
    url: str
    """Without a query."""
    headers: dict[str, str]
    body: bytes
    query: str = ""  # with forms
    """What stands behind the `?`, encoded: to be sent as it is, since it is signed."""
    streams: bool = False  # with forms
    """Whether the answer may be a stream of events, to be handed over as it comes."""

    def __repr__(self) -> str:
        # Headers, query and body hold tokens, signatures and what users write.
        return f"<HttpRequest {self.method} {self.url}>"


class HttpAnswer(NamedTuple):
    """An answer as it came; its headers are found by names in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    """All of it; of a stream, what has come."""
    rest: Any = None  # with forms
    """What is to come of a stream: a `Chunks`, or an `AsyncChunks` from such a transport."""

    def __repr__(self) -> str:
        return f"<HttpAnswer {self.status}, {len(self.body)} bytes>"


class Timeout(NamedTuple):
    """Time-outs in seconds: for connecting, for a silence while reading, and for the whole
    call with all its attempts and the waits between them."""

    connect: float = 5.0
    read: float = 30.0
    total: float = 60.0


class TransportOptions(NamedTuple):
    """How a transport connects; the options of a client that it is made with."""

    proxy: str | None = None
    trust_env: bool = True
    ca_file: str | None = None  # with connections
    client_cert: ClientCert | None = None  # with connections
    max_connections: int = 100
    session: Any = None  # with connections

    def check(self) -> None:
        """Refuses what contradicts itself. Raises `ConfigurationError`."""
        if not isinstance(self.max_connections, int) or self.max_connections < 1:
            raise ConfigurationError("max_connections must be at least 1")
        if self.session is not None:  # with connections
            for name in ("proxy", "ca_file", "client_cert"):
                if getattr(self, name) is not None:
                    raise ConfigurationError(
                        f"{name} does not go with session; set the session up with it"
                    )


class Chunks(Protocol):  # with forms
    """The rest of a stream of events. Raises what a `Transport` raises."""

    def read(self, timeout: Timeout) -> bytes:
        """What comes next, as soon as it comes; nothing at the end."""
        ...

    def close(self) -> None:
        """Gives up what has not come yet. Doing it twice, or at the end, is fine."""
        ...


class AsyncChunks(Protocol):  # with forms
    """The same, asynchronous."""

    async def read(self, timeout: Timeout) -> bytes: ...

    def close(self) -> None: ...


class Transport(Protocol):
    """Sends a request and reads the answer; knows nothing about the service.

    Raises `ConnectError`, `CallTimeout`, `TransportError` or `ResponseError` (an answer
    that is too large), nothing else. Redirects are not followed. Where the request
    `streams` and the answer `is_stream`, it is handed over with the first of its bytes, and
    the `rest` to be read.
    """

    def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer: ...

    def close(self) -> None: ...


class AsyncTransport(Protocol):
    """The same, asynchronous."""

    async def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer: ...

    async def close(self) -> None: ...


def is_event_stream(headers: Mapping[str, str]) -> bool:  # with forms
    """Whether an answer is a stream of events, whatever else its content type says."""
    kind = headers.get("Content-Type") or ""
    return kind.partition(";")[0].strip().lower() == "text/event-stream"


def is_stream(status: int, headers: Mapping[str, str]) -> bool:  # with forms
    """Whether an answer is to be read while it comes."""
    return status == 200 and is_event_stream(headers)


def as_timeout(value: float | Timeout) -> Timeout:
    """A number is the limit of the whole call; connecting and reading keep within it."""
    for seconds in value if isinstance(value, Timeout) else (value,):
        if not isinstance(seconds, (int, float)) or not 0 < seconds < math.inf:
            raise ConfigurationError(
                f"timeout must be seconds above 0, not {seconds!r}"
            )
    if isinstance(value, Timeout):
        return value
    default = Timeout()
    return Timeout(min(default.connect, value), min(default.read, value), value)
