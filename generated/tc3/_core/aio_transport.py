"""The asynchronous transport, over aiohttp."""

from __future__ import annotations

import asyncio
import math
from functools import lru_cache
from typing import Any

import aiohttp
from aiohttp.connector import Connection
from yarl import URL

from .deadlines import Deadlines, Limit, current
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
                    _url(request.url) if not request.query else _whole_url(request),
                    data=request.body,
                    headers=request.headers,
                    allow_redirects=False,
                    timeout=_timeout(
                        timeout.connect, None if watched else timeout.read
                    ),
                    proxy=self._proxy,
                )
                try:
                    if request.streams and is_stream(answer.status, answer.headers):
                        return await _begun_stream(answer, deadlines, limit)
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
        session = aiohttp.ClientSession(
            connector=_Connector(limit=self._max_connections, ssl=self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            request_class=_Request,
        )
        self._opened = session, Deadlines(asyncio.get_running_loop())
        return self._opened


@lru_cache(maxsize=64)
def _timeout(connect: float, read: float | None) -> aiohttp.ClientTimeout:
    """What aiohttp shall watch over."""
    return aiohttp.ClientTimeout(sock_connect=connect, sock_read=read)


_url = lru_cache(maxsize=64)(URL)


def _whole_url(request: HttpRequest) -> URL:
    """Its query is signed: what yarl would write otherwise must stay."""
    return URL(f"{request.url}?{request.query}", encoded=True)


class _Request(aiohttp.ClientRequest):
    """Takes the headers as they are: nothing is missing, and they are a copy already, which
    the session has made for this request. To copy and search them again takes a while."""

    def update_headers(self, headers: Any) -> None:
        self.headers = headers

    def update_auto_headers(self, skip_auto_headers: object) -> None:
        pass


class _Connector(aiohttp.TCPConnector):
    """Tells when there is a connection: the service can be silent from then on."""

    async def connect(
        self, req: aiohttp.ClientRequest, traces: Any, timeout: aiohttp.ClientTimeout
    ) -> Connection:
        connection = await super().connect(req, traces, timeout)
        limit = current.get()
        if limit is not None:
            limit.heard()
        return connection


async def _begun_stream(
    answer: aiohttp.ClientResponse, deadlines: Deadlines, limit: Limit
) -> HttpAnswer:
    from .aio_chunks import AiohttpChunks

    limit.heard()
    body = await answer.content.readany()
    rest = AiohttpChunks(answer, deadlines, _translate)
    return HttpAnswer(answer.status, answer.headers, body, rest)


async def _read(answer: aiohttp.ClientResponse, limit: Limit) -> bytes:
    content = answer.content
    body = await content.readany()
    if not content.at_eof():  # most answers come in one piece
        chunks = [body]
        size = len(body)
        while not content.at_eof():
            if max(size, answer.content_length or 0) > MAX_ANSWER:
                raise _too_large(answer)
            limit.heard()
            chunks.append(await content.readany())
            size += len(chunks[-1])
        body = b"".join(chunks)
    if len(body) > MAX_ANSWER:
        raise _too_large(answer)
    return body


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
