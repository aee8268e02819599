"""The asynchronous transport, over aiohttp."""

from __future__ import annotations

import asyncio
import math
from typing import Any

import aiohttp
from aiohttp.connector import Connection
from yarl import URL

from .deadlines import Deadlines, Limit
from .errors import (
    CallTimeout,
    ConfigurationError,
    ConnectError,
    ResponseError,
    TransportError,
)
from .http import MAX_ANSWER, HttpAnswer, HttpRequest, Timeout, tls_context

_AT_ONCE = 64 * 1024
"""Bytes of a body that is taken by the connection at once. While more is sent, the service
is silent for good reason, so that aiohttp must tell when the last of it is sent."""


class AiohttpTransport:
    """A session, made in the event loop that first uses it."""

    def __init__(
        self, *, proxy: str | None, ca_file: str | None, max_connections: int
    ) -> None:
        self._proxy = proxy
        self._max_connections = max_connections
        self._opened: tuple[aiohttp.ClientSession, Deadlines] | None = None
        self._timeouts: dict[tuple[float, float | None], aiohttp.ClientTimeout] = {}
        self._urls: dict[str, URL] = {}
        self._closed = False
        self._tls = True if ca_file is None else tls_context(ca_file)

    async def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer:
        if self._closed:
            raise ConfigurationError("the client is closed")
        session, deadlines = self._opened or self._open()
        if asyncio.get_running_loop() is not deadlines.loop:
            raise ConfigurationError(
                "this client belongs to another event loop; make one client per loop"
            )
        watched = len(request.body) <= _AT_ONCE and self._proxy is None
        silence = timeout.read if watched else math.inf
        try:
            with Limit(deadlines, timeout.total, silence) as limit:
                answer = await session.request(
                    request.method,
                    self._url(request.url),
                    data=request.body,
                    headers=request.headers,
                    allow_redirects=False,
                    timeout=self._timeout(
                        timeout.connect, None if watched else timeout.read
                    ),
                    proxy=self._proxy,
                )
                try:
                    body = await _read(answer, limit)
                except BaseException:
                    answer.close()
                    raise
            return HttpAnswer(answer.status, answer.headers, body)
        except asyncio.TimeoutError as error:
            raise _timed_out(error) from error
        except (aiohttp.ClientError, OSError) as error:
            raise _translate(error) from error

    async def close(self) -> None:
        self._closed = True
        if self._opened is not None:
            (session, deadlines), self._opened = self._opened, None
            deadlines.close()
            await session.close()

    def _open(self) -> tuple[aiohttp.ClientSession, Deadlines]:
        deadlines = Deadlines(asyncio.get_running_loop())
        session = aiohttp.ClientSession(
            connector=_Connector(deadlines, limit=self._max_connections, ssl=self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        self._opened = session, deadlines
        return self._opened

    def _timeout(self, connect: float, read: float | None) -> aiohttp.ClientTimeout:
        """What aiohttp shall watch over; the usual one is made once."""
        known = self._timeouts.get((connect, read))
        if known is None:
            known = aiohttp.ClientTimeout(sock_connect=connect, sock_read=read)
            if len(self._timeouts) < 8:
                self._timeouts[connect, read] = known
        return known

    def _url(self, text: str) -> URL:
        url = self._urls.get(text)
        if url is None:
            url = self._urls.setdefault(text, URL(text))
        return url


class _Connector(aiohttp.TCPConnector):
    """Tells when there is a connection: the service can be silent from then on."""

    def __init__(self, deadlines: Deadlines, **options: Any) -> None:
        super().__init__(**options)
        self._deadlines = deadlines

    async def connect(self, *args: Any, **kwargs: Any) -> Connection:
        connection = await super().connect(*args, **kwargs)
        limit = self._deadlines.limits.get(asyncio.current_task())
        if limit is not None:
            limit.heard()
        return connection


async def _read(answer: aiohttp.ClientResponse, limit: Limit) -> bytes:
    if (answer.content_length or 0) > MAX_ANSWER:
        raise _too_large(answer)
    content = answer.content
    chunks = [await content.readany()]
    size = len(chunks[0])
    while size <= MAX_ANSWER:
        if content.at_eof():
            return chunks[0] if len(chunks) == 1 else b"".join(chunks)
        limit.heard()
        chunks.append(await content.readany())
        size += len(chunks[-1])
    raise _too_large(answer)


def _too_large(answer: aiohttp.ClientResponse) -> ResponseError:
    return ResponseError(
        f"the answer is larger than {MAX_ANSWER} bytes", status=answer.status
    )


def _timed_out(error: asyncio.TimeoutError) -> TransportError:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return CallTimeout("no connection was made in time", sent=False)
    return CallTimeout("the service did not answer in time")


def _translate(error: Exception) -> TransportError:
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return ConnectError(f"the proxy refused: HTTP {error.status}")
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return ConnectError(f"no connection: {error.certificate_error}")
    if isinstance(error, aiohttp.ClientConnectorError):
        return ConnectError(f"no connection: {error.os_error}")
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return TransportError("the service closed the connection without an answer")
    return TransportError(f"the connection broke: {error or type(error).__name__}")
