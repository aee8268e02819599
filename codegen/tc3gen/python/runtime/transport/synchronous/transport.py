"""The synchronous transport: `h11` over connections of its own."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ...attempt import Attempt
from ...errors import CallTimeout, ConfigurationError
from ...not_copied import NotCopied
from ..base import (
    CLOSED,
    MAX_RESPONSE_BYTES,
    NO_CONNECTION_TO,
    UNCLOSED,
    HttpRequest,
    HttpResponse,
    TransportOptions,
    is_stream,
    too_large,
)
from ..compression import decompressor
from ..proxies import Proxies, refusal
from .pool import H11Pool, Lease
from .routes import Route

if TYPE_CHECKING:
    from ssl import SSLContext

    from ..content_encoding import Decompressor
    from .connection import H11Connection


class Headers(Mapping[str, str]):
    """The headers of a response, found by names in any case; of equal ones, the first.

    Few are looked at, so none is decoded before.
    """

    __slots__ = ("_raw",)

    def __init__(self, raw: Iterable[tuple[bytes, bytes]]) -> None:
        pairs = [*raw]
        pairs.reverse()
        self._raw = dict(pairs)

    def get(self, name: str, default: Any = None) -> Any:
        value = self._raw.get(name.lower().encode("latin-1", "replace"))
        return default if value is None else value.decode("latin-1")

    def __getitem__(self, name: str) -> str:
        value: str | None = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self._raw)

    def __len__(self) -> int:
        return len(self._raw)


class H11Transport(NotCopied):
    """Exchanges over connections that any number of threads may share."""

    _instead = "it holds connections: make one in each process"

    _closed = True  # until it is made

    def __init__(self, options: TransportOptions) -> None:
        if options.session is not None:
            raise ConfigurationError(
                "session is for asynchronous clients; synchronous ones share connections "
                "by with_options, or by transport="
            )
        self._context: SSLContext | None = None
        if options.ca_file is not None or options.client_cert is not None:
            from ..tls import tls_context

            self._context = tls_context(options.ca_file, options.client_cert)
        self._proxies = Proxies(options.proxy, options.trust_env)
        self._routes: dict[str, Route] = {}
        self._pool = H11Pool(options.max_connections)
        self._closed = False

    def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        attempt.sent = False
        if self._closed:
            raise ConfigurationError(CLOSED)
        route = self._routes.get(request.url) or self._route(request.url)
        if attempt.deadline.left() <= 0:
            raise CallTimeout(NO_CONNECTION_TO.format(route.way), sent=False)
        lease = self._pool.take(route, attempt)
        try:
            response = _exchange_once(route, lease, request, attempt)
        except BaseException:
            lease.discard()
            raise
        if response.stream_rest is None:
            lease.give_back()
        if response.status == 407 and route.forwards:
            raise refusal(407, sent=True)
        return response

    def check(self, url: str) -> None:
        """Refuse, with `ConfigurationError`, a URL that cannot be reached as it is set up."""
        self._proxies.check(url)
        self._route(url)

    def close(self) -> None:
        self._closed = True
        self._pool.close()

    def __del__(self) -> None:
        if not self._closed and not self._pool.is_empty():
            warnings.warn(UNCLOSED, ResourceWarning, stacklevel=2, source=self)
            self.close()

    def _route(self, url: str) -> Route:
        proxy = self._proxies.of(url)
        if proxy is not None and proxy.is_socks:
            from .socks import check_socks

            check_socks()
        return self._routes.setdefault(url, Route(url, self._tls_context, proxy=proxy))

    def _tls_context(self) -> SSLContext:
        if self._context is None:
            from ssl import create_default_context

            self._context = create_default_context()
        return self._context


def _exchange_once(
    route: Route, lease: Lease, request: HttpRequest, attempt: Attempt
) -> HttpResponse:
    connection = lease.connection
    connection.send(request, route.target, attempt, extra_headers=route.extra_headers)
    head = connection.read_head(attempt)
    headers = Headers(head.headers)
    expand = decompressor(headers, head.status_code)
    if request.streams and is_stream(head.status_code, headers):
        from .stream import H11Chunks

        rest = H11Chunks(lease, attempt, expand=expand)
        return HttpResponse(head.status_code, headers, rest.next(), rest, framed=None)
    body = _body(connection, attempt, head.status_code, headers, expand=expand)
    return HttpResponse(head.status_code, headers, body, framed=None)


def _body(
    connection: H11Connection,
    attempt: Attempt,
    status: int,
    headers: Headers,
    expand: Decompressor | None,
) -> bytes:
    announced = headers.get("content-length", "0")
    if len(announced) > 20 or int(announced) > MAX_RESPONSE_BYTES:
        raise too_large(status)
    data = connection.next_data(attempt) or b""
    parts: list[bytes] = []
    size = 0
    while data:
        size += len(data)
        parts.append(data if expand is None else expand.feed(data))
        if size > MAX_RESPONSE_BYTES:
            raise too_large(status)
        data = connection.next_data(attempt) or b""
    if expand is not None:
        expand.end()
    return parts[0] if len(parts) == 1 else b"".join(parts)
