"""The asynchronous transport, over aiohttp."""

from __future__ import annotations

import asyncio
import math
import os
import ssl
import warnings
from functools import lru_cache
from io import BytesIO
from typing import Any

import aiohttp
from aiohttp.payload import BytesPayload
from yarl import URL

from .aio_requests import PreparedRequest, translate
from .aio_session import checked, options_of, proxy_of
from .causes import frameless
from .deadlines import Deadlines, Limit
from .errors import (
    CallTimeout,
    ConfigurationError,
    ResponseError,
)
from .http import (
    MAX_ANSWER,
    NO_CONNECTION,
    OTHER_LOOP,
    UNCLOSED,
    HttpAnswer,
    HttpRequest,
    Timeout,
    TransportOptions,
    is_stream,
)
from .proxies import Proxies, refusal
from .tls import tls_context

_AT_ONCE = 64 * 1024
"""Bytes of a body that is taken by the connection at once. While more is sent, the service
is silent for good reason, so that aiohttp must tell when the last of it is sent; it does so
piece by piece, as it would warn otherwise that the event loop is held up."""


class AiohttpTransport:
    """A session, made in the event loop that first uses it."""

    _closed = True  # until it is made
    _given: aiohttp.ClientSession | None = None

    def __init__(self, options: TransportOptions) -> None:
        self._max_connections = options.max_connections
        self._proxies = Proxies(options.proxy, options.trust_env)
        self._tls: ssl.SSLContext | bool = True
        # with connections
        if options.ca_file is not None or options.client_cert is not None:
            self._tls = tls_context(options.ca_file, options.client_cert)
        if options.session is not None:  # with connections
            self._given = given = checked(options.session)
            self._proxies = Proxies(proxy_of(given), given.trust_env)
        self._opened: tuple[aiohttp.ClientSession, Deadlines] | None = None
        self._process = os.getpid()
        self._closed = False

    async def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer:
        if self._closed or self._given is not None:
            self._check_open()
        session, deadlines = self._opened or self._open()
        if asyncio.get_running_loop() is not deadlines.loop:
            raise ConfigurationError(OTHER_LOOP)
        url = _url(request.url)
        if request.query:  # with forms
            url = _whole_url(request)
        watched = len(request.body) <= _AT_ONCE
        silence = timeout.read if watched else math.inf
        proxy = self._proxies.of(request.url)
        forwarded = proxy is not None and proxy.forwards(request.url)
        limit = Limit(deadlines, timeout.total, silence)
        limit.headers = (
            {**request.headers, **proxy.headers}
            if proxy is not None and forwarded
            else request.headers
        )
        try:
            with limit:
                answer = await session.request(
                    request.method,
                    url,
                    data=BytesPayload(request.body)
                    if watched
                    else BytesIO(request.body),  # in pieces: other tasks go on
                    # with connections
                    headers=limit.headers if session.trace_configs else None,
                    allow_redirects=False,
                    timeout=_timeout(
                        timeout.connect, None if watched else timeout.read
                    ),
                    proxy=None if proxy is None else proxy.url,
                    proxy_headers=None if proxy is None else proxy.headers,
                )
                try:
                    # with forms
                    if request.streams and is_stream(answer.status, answer.headers):
                        return await _begun_stream(answer, deadlines, limit)
                    body = await _read(answer, limit)
                except BaseException:
                    answer.close()
                    raise
        except aiohttp.ClientHttpProxyError as error:
            refused = error.status  # no cause of ours: it holds the password
        except asyncio.CancelledError as error:
            frameless(error)
            # aiohttp cancels who waits for a free connection when it is closed.
            if not limit.cancelled():
                self._check_open()
            raise error  # a bare `raise` would bring the frames back
        except asyncio.TimeoutError as error:
            timed_out = (
                CallTimeout("the service did not answer in time")
                if limit.sent
                else CallTimeout(NO_CONNECTION, sent=False)
            )
            raise timed_out from frameless(error)
        except (aiohttp.ClientError, OSError) as error:
            if self._given is not None:  # with connections
                self._check_open()
            raise translate(error, limit.sent) from frameless(error)
        else:
            if not forwarded or answer.status != 407:
                return HttpAnswer(answer.status, answer.headers, body)
            refused = 407
        raise refusal(refused)

    async def close(self) -> None:
        here = asyncio.get_running_loop()
        if self._opened is None:
            self._closed = True
            return
        session, deadlines = self._opened
        if deadlines.loop is not here and deadlines.loop.is_running():
            raise ConfigurationError(OTHER_LOOP)
        self._closed, self._opened = True, None
        deadlines.close()
        if deadlines.loop is here:
            await session.close()
        else:  # which has stopped, so that nothing can be waited for
            _drop(self._detached(session))

    def __del__(self) -> None:
        if self._closed or self._opened is None:
            return
        (session, deadlines), self._opened = self._opened, None
        connector = self._detached(session)
        if connector is None:
            return
        if self._process != os.getpid():
            _inherited.append(connector)
            return
        warnings.warn(UNCLOSED, ResourceWarning, stacklevel=2, source=self)
        if deadlines.loop.is_running():
            deadlines.loop.call_soon_threadsafe(_drop, connector)
        else:
            _drop(connector)

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError("the client is closed")
        # with connections
        if self._given is not None and self._given.closed:
            raise ConfigurationError("the session that the client was given is closed")

    def _detached(self, session: aiohttp.ClientSession) -> Any:
        """The connections that are left to be closed, if any; the session is given up."""
        connector = session.connector if self._given is None else None
        session.detach()  # or it would warn too
        return connector

    def _open(self) -> tuple[aiohttp.ClientSession, Deadlines]:
        """The session is always our own: what a user's one adds to requests (headers,
        cookies, credentials, expanded answers, silent repeats) has no place in ours."""
        loop = asyncio.get_running_loop()
        options: dict[str, Any] = {}
        if self._given is not None:  # with connections
            options = options_of(self._given, loop)
        if not options:
            options["connector"] = aiohttp.TCPConnector(
                limit=self._max_connections, ssl=self._tls
            )
        session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            request_class=PreparedRequest,
            **options,
        )
        self._opened = session, Deadlines(loop)
        return self._opened


_inherited: list[Any] = []
"""In a child process: closed here, they would vanish from the event loop of the parent."""


def _drop(connector: aiohttp.BaseConnector | None) -> None:
    """Begins to close the connections of a client that nobody will close."""
    if connector is not None:
        closing = connector.close().__await__()
        next(closing, None)
        closing.close()


@lru_cache(maxsize=64)
def _timeout(connect: float, read: float | None) -> aiohttp.ClientTimeout:
    """What aiohttp shall watch over."""
    return aiohttp.ClientTimeout(sock_connect=connect, sock_read=read)


_url = lru_cache(maxsize=64)(URL)


# with forms
def _whole_url(request: HttpRequest) -> URL:
    """Its query is signed: what yarl would write otherwise must stay."""
    return URL(f"{request.url}?{request.query}", encoded=True)


# with forms
async def _begun_stream(
    answer: aiohttp.ClientResponse, deadlines: Deadlines, limit: Limit
) -> HttpAnswer:
    from .aio_chunks import AiohttpChunks

    limit.heard()
    body = await answer.content.readany()
    rest = AiohttpChunks(answer, deadlines, translate)
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
