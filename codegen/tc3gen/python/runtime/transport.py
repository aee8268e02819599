"""The synchronous transport, over urllib3."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from functools import lru_cache
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from typing import Any

import urllib3
from urllib3 import exceptions
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import make_headers, parse_url

from .clock import monotonic
from .errors import (
    CallTimeout,
    ConfigurationError,
    ConnectError,
    ResponseError,
    TransportError,
)
from .http import (
    MAX_ANSWER,
    HttpAnswer,
    HttpRequest,
    Timeout,
    is_stream,
    tls_context,
)

_TOGETHER = 64 * 1024
"""Bytes of the largest body that is sent together with its headers."""


class Urllib3Transport:
    """A pool of connections that any number of threads may share."""

    def __init__(
        self, *, proxy: str | None, ca_file: str | None, max_connections: int
    ) -> None:
        options: dict[str, Any] = {
            "maxsize": max_connections,
            "block": True,
            "retries": False,
        }
        if ca_file is not None:
            options["ssl_context"] = tls_context(ca_file)
        self._proxied = proxy is not None
        self._manager = (
            urllib3.ProxyManager(proxy, proxy_headers=_proxy_headers(proxy), **options)
            if proxy is not None
            else urllib3.PoolManager(**options)
        )
        self._manager.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
        self._pools: dict[str, tuple[Any, str]] = {}
        self._closed = False

    def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer:
        if self._closed:
            raise ConfigurationError("the client is closed")
        _limits.deadline = monotonic() + timeout.total
        _limits.silence = timeout.read
        pool, url = self._pools.get(request.url) or self._pool(request.url)
        if request.query:
            url = f"{url}?{request.query}"
        try:
            answer = pool.urlopen(
                request.method,
                url,
                body=request.body,
                headers=request.headers,
                timeout=_timeout(timeout),
                pool_timeout=timeout.total,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )
        except exceptions.HTTPError as error:
            raise _translate(error) from error
        if request.streams and is_stream(answer.status, answer.headers):
            return _begun_stream(answer)
        try:
            body = _read(answer)
        except BaseException as error:
            answer.close()
            if isinstance(error, exceptions.HTTPError):
                raise _translate(error) from error
            raise
        finally:
            answer.release_conn()
        return HttpAnswer(answer.status, answer.headers, body)

    def close(self) -> None:
        self._closed = True
        self._pools.clear()
        self._manager.clear()

    def _pool(self, url: str) -> tuple[Any, str]:
        """What sends to a URL, and what it calls it: to look it up takes long."""
        if self._proxied:
            return self._manager, url
        pool = self._manager.connection_from_url(url)
        self._pools[url] = pool, parse_url(url).request_uri
        return self._pools[url]


@lru_cache(maxsize=64)
def _timeout(timeout: Timeout) -> urllib3.Timeout:
    return urllib3.Timeout(
        total=timeout.total, connect=timeout.connect, read=timeout.read
    )


class Limits(threading.local):
    """When the call of this thread must be over, and how long the service may be silent.

    urllib3 limits each silence only, so that a service that sends a byte now and then could
    hold a call for ever.
    """

    deadline = math.inf
    silence = math.inf

    def left(self) -> float:
        """Seconds of the call that are left."""
        return max(0.001, self.deadline - monotonic())


_limits = Limits()


class _Reader(RawIOBase):
    """Reads from a connection within the limits."""

    def __init__(self, raw: RawIOBase, connection: socket) -> None:
        self._raw = raw
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if monotonic() > _limits.deadline:
            raise TimeoutError
        self._connection.settimeout(min(_limits.silence, _limits.left()))
        count: int | None = self._raw.readinto(buffer)
        return count

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
            super().close()


class _Response(HTTPResponse):
    def __init__(self, sock: socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = BufferedReader(_Reader(self.fp.detach(), sock))


class _HttpConnection(HTTPConnection):
    response_class = _Response
    _head: bytes | None = None
    """What is to be sent before the body. With the body, it takes a third less time."""

    def connect(self) -> None:
        _connect(self, super().connect)

    def endheaders(self, message_body: Any = None, **options: Any) -> None:
        self._head = b""
        super().endheaders(message_body, **options)

    def send(self, data: Any) -> None:
        head = self._head
        if head == b"":
            self._head = data
            return
        if head:
            self._head = None
            if len(data) <= _TOGETHER:
                data = head + data
            else:
                self.send(head)
        _allow_time(self.sock)
        super().send(data)

    def getresponse(self) -> Any:
        if self._head:  # there was no body
            self.send(b"")
        return super().getresponse()


class _HttpsConnection(_HttpConnection, HTTPSConnection):
    """The same over TLS."""


class _HttpPool(HTTPConnectionPool):
    ConnectionCls: Any = _HttpConnection


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls: Any = _HttpsConnection


def _connect(connection: HTTPConnection, connect: Callable[[], None]) -> None:
    """Tells a failure of TLS or of a proxy, when nothing was sent, from a later one."""
    try:
        connect()
    except TimeoutError as error:
        raise exceptions.ConnectTimeoutError(connection, str(error)) from error
    except OSError as error:
        raise exceptions.NewConnectionError(connection, str(error)) from error


def _allow_time(connection: socket | None) -> None:
    """A large body may take longer to send than it takes to connect."""
    if connection is not None:
        connection.settimeout(_limits.left())


def _proxy_headers(proxy: str) -> dict[str, str]:
    user = parse_url(proxy).auth
    return dict(make_headers(proxy_basic_auth=user)) if user else {}


def _begun_stream(answer: urllib3.BaseHTTPResponse) -> HttpAnswer:
    from .chunks import UrllibChunks

    rest = UrllibChunks(answer, _limits, _translate)
    return HttpAnswer(answer.status, answer.headers, rest.read_some(), rest)


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal():
        size = int(announced)
        if size > MAX_ANSWER:
            raise _too_large(answer.status)
        body = answer.read(size)
        if len(body) < size:
            raise exceptions.IncompleteRead(len(body), size - len(body))
        return body
    chunks = []
    size = 0
    while chunk := answer.read1(1 << 16):
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_ANSWER:
            raise _too_large(answer.status)
    return b"".join(chunks)


def _too_large(status: int) -> ResponseError:
    return ResponseError(f"the answer is larger than {MAX_ANSWER} bytes", status=status)


def _translate(error: exceptions.HTTPError) -> TransportError:
    if isinstance(error, exceptions.ProxyError):
        return ConnectError("the proxy could not be reached or refused")
    if isinstance(error, exceptions.NewConnectionError):
        return ConnectError(f"no connection: {error.__cause__ or error}")
    if isinstance(error, exceptions.ConnectTimeoutError):
        return CallTimeout("no connection was made in time", sent=False)
    if isinstance(error, exceptions.EmptyPoolError):
        return ConnectError("no connection became free in time")
    if isinstance(error, exceptions.TimeoutError):
        return CallTimeout("the service did not answer in time")
    return TransportError(f"the connection broke: {error}")
