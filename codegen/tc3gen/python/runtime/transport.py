"""The synchronous transport, over urllib3."""

from __future__ import annotations

import os
import re
import warnings
from functools import lru_cache
from typing import Any, NamedTuple
from weakref import WeakSet

import urllib3
from urllib3 import exceptions
from urllib3.util import parse_url
from urllib3.util.proxy import connection_requires_http_tunnel

from .causes import causes, frameless
from .connections import limited, limits
from .errors import (
    CallTimeout,
    ConfigurationError,
    ConnectError,
    ResponseError,
    TransportError,
)
from .http import (
    MAX_ANSWER,
    NO_CONNECTION,
    UNCLOSED,
    HttpAnswer,
    HttpRequest,
    Timeout,
    TransportOptions,
    is_stream,
)
from .proxies import Proxies, Proxy, refusal
from .tls import advice, tls_context

_LONGEST = 20
"""Digits of the longest length that is read: Python refuses very long ones."""

_REFUSED = re.compile(r"Tunnel connection failed: (\d{3})\b")


class Urllib3Transport:
    """A pool of connections that any number of threads may share."""

    _closed = True  # until it is made
    _session: urllib3.PoolManager | None = None  # with connections

    def __init__(self, options: TransportOptions) -> None:
        self._options: dict[str, Any] = {
            "maxsize": options.max_connections,
            "block": True,
        }
        # with connections
        if options.ca_file is not None or options.client_cert is not None:
            context = tls_context(options.ca_file, options.client_cert)
            self._options["ssl_context"] = context
        self._proxies = Proxies(options.proxy, options.trust_env)
        if options.session is not None:  # with connections
            self._session = _checked(options.session)
            self._proxies = Proxies(None, False)
        self._inherited: list[Any] = []
        self._begin()
        self._closed = False
        _transports.add(self)

    def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer:
        if self._closed:
            raise ConfigurationError("the client is closed")
        limits.begin(timeout)
        route = self._routes.get(request.url) or self._route(request.url)
        answer = route.open(request, timeout)
        # with forms
        if request.streams and is_stream(answer.status, answer.headers):
            return _begun_stream(answer)
        try:
            body = _read(answer)
        except BaseException as error:
            answer.close()
            if isinstance(error, exceptions.HTTPError):
                raise _translate(error) from frameless(error)
            frameless(error)
            raise error
        finally:
            answer.release_conn()
        if answer.status == 407 and route.forwards:
            raise refusal(407)
        return HttpAnswer(answer.status, answer.headers, body)

    def close(self) -> None:
        self._closed = True
        self._routes.clear()
        for manager in self._managers.values():
            manager.clear()

    def __del__(self) -> None:
        if not self._closed and self._managers:
            warnings.warn(UNCLOSED, ResourceWarning, stacklevel=2, source=self)
            self.close()

    def _begin(self) -> None:
        self._managers: dict[str, urllib3.PoolManager] = {}
        self._routes: dict[str, _Route] = {}

    def _route(self, url: str) -> _Route:
        """What sends to a URL; to look it up takes long."""
        manager = self._manager(self._proxies.of(url))
        try:
            pool = manager.connection_from_url(url, _ours)
        except exceptions.HTTPError as error:
            raise ConfigurationError(f"session: {error}") from error
        if self._closed:
            raise ConfigurationError("the client is closed")
        pool.ConnectionCls = limited(pool.ConnectionCls)
        parts = parse_url(url)
        forwards = manager.proxy is not None and not connection_requires_http_tunnel(
            manager.proxy, manager.proxy_config, parts.scheme
        )
        route = _Route(pool, url if forwards else parts.request_uri, forwards)
        self._routes[url] = route
        return route

    def _manager(self, proxy: Proxy | None) -> urllib3.PoolManager:
        if self._session is not None:  # with connections
            return self._session
        key = "" if proxy is None else proxy.url
        if key not in self._managers:
            made = (
                urllib3.PoolManager(**self._options)
                if proxy is None
                else urllib3.ProxyManager(
                    proxy.url,
                    proxy_headers=proxy.headers,
                    proxy_ssl_context=self._options.get("ssl_context"),
                    **self._options,
                )
            )
            self._managers.setdefault(key, made)
        return self._managers[key]

    def _forked(self) -> None:
        """In a child process: the connections are the parent's."""
        for route in self._routes.values():
            # Without its lock, which a thread of the parent may have held.
            for connection in [*getattr(route.pool.pool, "queue", ())]:
                if connection is not None:
                    connection.close()  # this end only
        # Kept, because to let go of a pool takes its lock.
        self._inherited.append((self._managers, self._routes))
        self._begin()


# with connections
def _checked(session: object) -> urllib3.PoolManager:
    if not isinstance(session, urllib3.PoolManager):
        raise ConfigurationError(
            f"session must be a urllib3.PoolManager, not {type(session).__name__}"
        )
    return session


_transports: WeakSet[Urllib3Transport] = WeakSet()
_ours = {"timeout": urllib3.Timeout()}
"""A setting that none else has: a manager has pools of their own for it."""


def _forked() -> None:
    _ours["timeout"] = urllib3.Timeout()
    for transport in [*_transports]:
        transport._forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forked)


class _Route(NamedTuple):
    """What sends to a URL, what it calls it, and whether that is a proxy's task."""

    pool: Any
    target: str
    forwards: bool

    def open(self, request: HttpRequest, timeout: Timeout) -> urllib3.BaseHTTPResponse:
        """The beginning of the answer."""
        target = self.target
        if request.query:  # with forms
            target = f"{target}?{request.query}"
        try:
            answer: urllib3.BaseHTTPResponse = self.pool.urlopen(
                request.method,
                target,
                body=request.body,
                headers=request.headers,
                timeout=_timeout(timeout),
                pool_timeout=timeout.total,
                retries=False,
                redirect=False,
                assert_same_host=False,
                preload_content=False,
                decode_content=False,
            )
        except exceptions.HTTPError as error:
            raise _translate(error) from frameless(error)
        except BaseException as error:  # as Ctrl-C
            frameless(error)
            raise error
        return answer


@lru_cache(maxsize=64)
def _timeout(timeout: Timeout) -> urllib3.Timeout:
    return urllib3.Timeout(
        total=timeout.total, connect=timeout.connect, read=timeout.read
    )


# with forms
def _begun_stream(answer: urllib3.BaseHTTPResponse) -> HttpAnswer:
    from .chunks import UrllibChunks

    rest = UrllibChunks(answer, _translate)
    return HttpAnswer(answer.status, answer.headers, rest.read_some(), rest)


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal():
        if len(announced) > _LONGEST or (size := int(announced)) > MAX_ANSWER:
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
    if isinstance(error, exceptions.EmptyPoolError):
        return CallTimeout(NO_CONNECTION, sent=False)
    why = advice(error)
    if why is not None:
        return ConnectError(why)
    proxied = isinstance(error, exceptions.ProxyError)
    first = error.original_error if isinstance(error, exceptions.ProxyError) else error
    if proxied or isinstance(first, exceptions.ConnectTimeoutError):
        return _not_connected(first, proxied)
    if isinstance(error, exceptions.TimeoutError):
        return CallTimeout("the service did not answer in time")
    return TransportError(f"the connection broke: {error}")


def _not_connected(error: Exception, proxied: bool) -> TransportError:
    cause = next((c for c in causes(error) if isinstance(c, OSError)), error)
    if isinstance(cause, TimeoutError) or type(error) is exceptions.ConnectTimeoutError:
        return CallTimeout(NO_CONNECTION, sent=False)
    refused = _REFUSED.match(str(cause))
    if refused:
        return refusal(int(refused[1]))
    failure = "the proxy could not be reached" if proxied else "no connection"
    return ConnectError(f"{failure}: {cause}")
