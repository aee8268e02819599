"""The asynchronous transport, over aiohttp's public interface."""

from __future__ import annotations

import asyncio
import os
import ssl
import warnings
from contextlib import suppress
from functools import lru_cache
from typing import Any

import aiohttp
from yarl import URL

from ...attempt import Attempt
from ...errors import (
    CallTimeout,
    ConfigurationError,
    Tc3Error,
    TransportError,
)
from ...not_copied import NotCopied
from ..base import (
    CLOSED,
    CLOSED_MEANWHILE,
    MAX_HEADERS,
    MAX_RESPONSE_BYTES,
    NO_CONNECTION_TO,
    OTHER_LOOP,
    UNCLOSED,
    HttpRequest,
    HttpResponse,
    TransportOptions,
    is_stream,
    too_large,
)
from ..compression import decompressor
from ..error_chain import frameless
from ..proxies import Proxies, Proxy, refusal, way_to
from .body import Body
from .deadlines import Deadlines, TaskDeadline
from .errors import attempt_error, may_be_sent
from .session import check_loop, check_session

_IDLE = 55.0
"""Seconds after which an idle connection is not used again; the service keeps it for 60."""

_READING: dict[str, Any] = {
    "auto_decompress": False,
    "max_line_size": MAX_HEADERS,
    "max_field_size": MAX_HEADERS,
}


class AiohttpTransport(NotCopied):
    """A session, made in the event loop that first uses it."""

    _instead = "it holds connections: make one in each process"

    _closed = True  # until it is made
    _given: aiohttp.ClientSession | None = None

    def __init__(self, options: TransportOptions) -> None:
        self._max_connections = options.max_connections
        self._proxies = Proxies(options.proxy, options.trust_env)
        self._tls: ssl.SSLContext | bool = True
        if options.ca_file is not None or options.client_cert is not None:
            from ..tls import tls_context

            self._tls = tls_context(options.ca_file, options.client_cert)
        self._for_a_request: dict[str, Any] = {}
        if options.session is not None:
            self._for_a_request = _READING
            self._given = check_session(options.session)
            self._proxies = Proxies(None, False)  # those of the session hold
        self._opened: tuple[aiohttp.ClientSession, Deadlines] | None = None
        self._process = os.getpid()
        self._closed = False

    async def exchange(self, request: HttpRequest, attempt: Attempt) -> HttpResponse:
        attempt.sent = False
        if self._closed or self._given is not None:
            self._check_open()
        session, deadlines = self._opened or self._open()
        if asyncio.get_running_loop() is not deadlines.loop:
            session, deadlines = self._open_again(session, deadlines)
        left = attempt.deadline.left()
        if left <= 0:
            way = way_to(request.url, proxy=self._proxies.of(request.url))
            raise CallTimeout(NO_CONNECTION_TO.format(way), sent=False)
        url = _url(request.url)
        if request.query:
            url = _whole_url(request)
        limit = TaskDeadline(deadlines, left, attempt.read)
        proxy = self._proxies.of(request.url)
        body = Body(request, attempt, limit, proxy=proxy)
        forwards = proxy is not None and proxy.forwards(request.url)
        response: aiohttp.ClientResponse | None = None
        attempt.sent = None  # until it is sure: nobody but aiohttp knows now
        try:
            with limit:
                response = await session.request(
                    request.method,
                    url,
                    data=body,
                    headers=_headers(request, proxy=proxy if forwards else None),
                    allow_redirects=False,
                    raise_for_status=body.check_response,
                    timeout=_timeout(attempt.connect),
                    proxy=None if proxy is None else proxy.url,
                    proxy_headers=None if proxy is None else proxy.headers,
                    **self._for_a_request,
                )
                try:
                    made = await _read_response(
                        request, response, deadlines, limit, attempt
                    )
                except BaseException:
                    response.close()
                    raise
        except asyncio.CancelledError as error:
            frameless(error)
            # aiohttp cancels who waits for a free connection when it is closed.
            if not limit.cancelled() and session.closed:
                attempt.sent = body.may_have_left
                raise self._closed_meanwhile(attempt.sent) from None
            raise error  # noqa: TRY201 - a bare `raise` would bring the frames back
        except Tc3Error as error:
            if response is None and not body.withdrawn:  # of a call that a hook made
                raise attempt_error(error, body, False) from frameless(error)
            raise frameless(error)  # noqa: B904, RUF100 - it has no other cause
        except aiohttp.ClientHttpProxyError as error:
            # Not from here: as a cause it would show the proxy's password.
            refused = attempt_error(error, body, False)
        except Exception as error:  # noqa: BLE001
            # In a session of the user, something else may have been sent instead.
            unsent = self._given is None and (limit.late or session.closed)
            if session.closed and not limit.late:
                sent = may_be_sent(error, body, unsent)
                raise self._closed_meanwhile(sent) from frameless(error)
            raise attempt_error(error, body, unsent) from frameless(error)
        except BaseException as error:  # noqa: BLE001
            raise frameless(error)  # noqa: B904, RUF100 - as above
        else:
            if not forwards or made.status != 407:
                return made
            refused = refusal(407, sent=True)
        raise refused

    def check(self, url: str) -> None:
        """Refuse, with `ConfigurationError`, a URL that cannot be reached as it is set up."""
        self._proxies.check(url)
        proxy = self._proxies.of(url)
        if proxy is not None and proxy.is_socks:
            raise ConfigurationError(
                "an asynchronous client reaches a SOCKS proxy by "
                "session=aiohttp.ClientSession(connector=...), with a connector such as "
                "that of aiohttp-socks"
            )

    async def close(self) -> None:
        if self._opened is None:
            self._closed = True
            return
        here = asyncio.get_running_loop()
        session, deadlines = self._opened
        if deadlines.loop is not here and deadlines.loop.is_running():
            raise ConfigurationError(OTHER_LOOP)
        self._closed, self._opened = True, None
        deadlines.close()
        if self._given is not None:
            return
        if deadlines.loop is here:
            # asyncio may find that it has lost what it knew of a broken TLS connection.
            with suppress(AttributeError):
                await session.close()
        else:  # which has stopped, so that nothing can be waited for
            _drop_connections(_detach_connector(session))

    def __del__(self) -> None:
        if self._closed or self._opened is None or self._given is not None:
            return
        (session, deadlines), self._opened = self._opened, None
        connector = _detach_connector(session)
        if connector is None:
            return
        if self._process != os.getpid():
            _inherited.append(connector)
            return
        warnings.warn(UNCLOSED, ResourceWarning, stacklevel=2, source=self)
        if deadlines.loop.is_running():
            deadlines.loop.call_soon_threadsafe(_drop_connections, connector)
        else:
            _drop_connections(connector)

    def _check_open(self) -> None:
        if self._closed:
            raise ConfigurationError(CLOSED)
        if self._given is not None and self._given.closed:
            raise ConfigurationError("the session that the client was given is closed")

    def _closed_meanwhile(self, sent: bool) -> Tc3Error:
        if sent:
            return TransportError(CLOSED_MEANWHILE)
        return ConfigurationError(
            CLOSED
            if self._closed
            else "the session that the client was given is closed"
        )

    def _open(self) -> tuple[aiohttp.ClientSession, Deadlines]:
        loop = asyncio.get_running_loop()
        if self._given is not None:
            check_loop(self._given)
        session = self._given or aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._max_connections, ssl=self._tls, keepalive_timeout=_IDLE
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            **_READING,
        )
        self._opened = session, Deadlines(loop)
        return self._opened

    def _open_again(
        self, session: aiohttp.ClientSession, deadlines: Deadlines
    ) -> tuple[aiohttp.ClientSession, Deadlines]:
        """Begin anew in another event loop, if that of before is closed: nobody uses it.

        So a client of a module serves one `asyncio.run` after the other.

        Raises:
            ConfigurationError: The event loop of before may go on.
        """
        if not deadlines.loop.is_closed() or self._given is not None:
            raise ConfigurationError(OTHER_LOOP)
        opened = self._open()
        _drop_connections(_detach_connector(session))
        return opened


_inherited: list[Any] = []
"""In a child process: closed here, they would vanish from the event loop of the parent."""


def _detach_connector(session: aiohttp.ClientSession) -> aiohttp.BaseConnector | None:
    """The connections that are left to be closed, if any; the session is given up."""
    connector = session.connector
    session.detach()  # or it would warn too
    return connector


def _drop_connections(connector: aiohttp.BaseConnector | None) -> None:
    """Begin to close the connections of a client that nobody will close."""
    if connector is not None:
        closing = connector.close().__await__()
        next(closing, None)
        closing.close()


@lru_cache(maxsize=64)
def _timeout(connect: float) -> aiohttp.ClientTimeout:
    """Give the limits that aiohttp shall watch over."""
    return aiohttp.ClientTimeout(sock_connect=connect)


_url = lru_cache(maxsize=64)(URL)


def _whole_url(request: HttpRequest) -> URL:
    """Its query is signed: what yarl would write otherwise must stay."""
    return URL(f"{request.url}?{request.query}", encoded=True)


def _headers(request: HttpRequest, *, proxy: Proxy | None) -> dict[str, str]:
    """The headers of a request, with those that a proxy needs which is sent it as it is."""
    if proxy is None or not proxy.headers:
        return request.headers
    return {**request.headers, **proxy.headers}


async def _read_response(
    request: HttpRequest,
    response: aiohttp.ClientResponse,
    deadlines: Deadlines,
    limit: TaskDeadline,
    attempt: Attempt,
) -> HttpResponse:
    status, headers = response.status, response.headers
    expand = decompressor(headers, status)
    if request.streams and is_stream(status, headers):
        from .stream import AiohttpChunks

        rest = AiohttpChunks(response, deadlines, expand=expand)
        return HttpResponse(status, headers, await rest.next(limit), rest, framed=None)
    body = await _read_body(response, limit)
    attempt.bytes_read = len(body)
    if expand is not None:
        body = expand.feed(body)
        expand.end()
    return HttpResponse(status, headers, body, framed=None)


async def _read_body(response: aiohttp.ClientResponse, limit: TaskDeadline) -> bytes:
    content = response.content
    body = await content.readany()
    if not content.at_eof():  # most responses come in one piece
        chunks = [body]
        size = len(body)
        while not content.at_eof():
            if max(size, response.content_length or 0) > MAX_RESPONSE_BYTES:
                raise too_large(response.status)
            limit.heard()
            chunks.append(await content.readany())
            size += len(chunks[-1])
        body = b"".join(chunks)
    if len(body) > MAX_RESPONSE_BYTES:
        raise too_large(response.status)
    return body
