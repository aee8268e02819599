"""The asynchronous transport, over aiohttp."""

from __future__ import annotations

import asyncio

import aiohttp
from yarl import URL

from .deadlines import Deadlines
from .errors import (
    CallTimeout,
    ConfigurationError,
    ConnectError,
    ResponseError,
    TransportError,
)
from .http import MAX_ANSWER, HttpAnswer, HttpRequest, Timeout, tls_context


class AiohttpTransport:
    """A session, made in the event loop that first uses it."""

    def __init__(
        self, *, proxy: str | None, ca_file: str | None, max_connections: int
    ) -> None:
        self._proxy = proxy
        self._max_connections = max_connections
        self._opened: tuple[aiohttp.ClientSession, Deadlines] | None = None
        self._timeouts: dict[Timeout, aiohttp.ClientTimeout] = {}
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
        try:
            with deadlines.within(timeout.total):
                answer = await session.request(
                    request.method,
                    self._url(request.url),
                    data=request.body,
                    headers=request.headers,
                    allow_redirects=False,
                    timeout=self._timeout(timeout),
                    proxy=self._proxy,
                )
                try:
                    body = await _read(answer)
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
            connector=aiohttp.TCPConnector(limit=self._max_connections, ssl=self._tls),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
        )
        self._opened = session, Deadlines(asyncio.get_running_loop())
        return self._opened

    def _timeout(self, timeout: Timeout) -> aiohttp.ClientTimeout:
        """aiohttp's form of a time-out, without the total; the usual one is made once."""
        known = self._timeouts.get(timeout)
        if known is None:
            known = aiohttp.ClientTimeout(
                total=None,
                sock_connect=timeout.connect,
                sock_read=timeout.read,
            )
            if len(self._timeouts) < 8:
                self._timeouts[timeout] = known
        return known

    def _url(self, text: str) -> URL:
        url = self._urls.get(text)
        if url is None:
            url = self._urls.setdefault(text, URL(text))
        return url


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    announced = answer.content_length
    if announced is not None and announced <= MAX_ANSWER:
        return await answer.read()
    chunks = []
    size = announced or 0
    if size <= MAX_ANSWER:
        size = 0
        async for chunk in answer.content.iter_any():
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_ANSWER:
                break
    if size > MAX_ANSWER:
        answer.close()
        raise ResponseError(
            f"the answer is larger than {MAX_ANSWER} bytes", status=answer.status
        )
    return b"".join(chunks)


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
