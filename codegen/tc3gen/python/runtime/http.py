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

NO_CONNECTION = "no connection was made, or became free, in time"
UNCLOSED = "a client was not closed: use it in a `with`, or call its `close`"


class HttpRequest(NamedTuple):
    """A request, ready to be sent as it is."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes

    def __repr__(self) -> str:
        # Headers and body hold tokens, signatures and what users write.
        return f"<HttpRequest {self.method} {self.url}>"


class HttpAnswer(NamedTuple):
    """An answer as it came; its headers are found by names in any case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

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
    ca_file: str | None = None
    client_cert: ClientCert | None = None
    max_connections: int = 100
    session: Any = None

    def check(self) -> None:
        """Refuses what contradicts itself. Raises `ConfigurationError`."""
        if self.max_connections < 1:
            raise ConfigurationError("max_connections must be at least 1")
        if self.session is not None:
            for name in ("proxy", "ca_file", "client_cert"):
                if getattr(self, name) is not None:
                    raise ConfigurationError(
                        f"{name} does not go with session; set the session up with it"
                    )


class Transport(Protocol):
    """Sends a request and reads the answer; knows nothing about the service.

    Raises `ConnectError`, `CallTimeout`, `TransportError` or `ResponseError` (an answer
    that is too large), nothing else. Redirects are not followed.
    """

    def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer: ...

    def close(self) -> None: ...


class AsyncTransport(Protocol):
    """The same, asynchronous."""

    async def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer: ...

    async def close(self) -> None: ...


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
