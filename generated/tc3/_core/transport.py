"""The synchronous transport, over urllib3."""

from __future__ import annotations

from typing import Any

import urllib3
from urllib3 import exceptions

from .clock import monotonic
from .errors import CallTimeout, ConnectError, ResponseError, TransportError
from .http import MAX_ANSWER, HttpAnswer, HttpRequest, Timeout


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
            options["ca_certs"] = ca_file
        self._pool = (
            urllib3.ProxyManager(proxy, **options)
            if proxy is not None
            else urllib3.PoolManager(**options)
        )

    def exchange(self, request: HttpRequest, timeout: Timeout) -> HttpAnswer:
        deadline = monotonic() + timeout.total
        try:
            answer = self._pool.urlopen(
                request.method,
                request.url,
                body=request.body,
                headers=request.headers,
                timeout=urllib3.Timeout(
                    total=timeout.total, connect=timeout.connect, read=timeout.read
                ),
                pool_timeout=timeout.total,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except exceptions.HTTPError as error:
            raise _translate(error) from error
        try:
            body = _read(answer, deadline)
        except exceptions.HTTPError as error:
            answer.close()
            raise _translate(error) from error
        except BaseException:
            answer.close()
            raise
        answer.release_conn()
        return HttpAnswer(answer.status, answer.headers, body)

    def close(self) -> None:
        self._pool.clear()


def _read(answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    announced = answer.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_ANSWER:
        raise _too_large(answer.status)
    chunks = []
    size = 0
    while chunk := answer.read1(1 << 16):
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_ANSWER:
            raise _too_large(answer.status)
        if monotonic() > deadline:
            raise CallTimeout("the call took longer than its time-out")
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _too_large(status: int) -> ResponseError:
    return ResponseError(f"the answer is larger than {MAX_ANSWER} bytes", status=status)


def _translate(error: exceptions.HTTPError) -> TransportError:
    if isinstance(error, exceptions.ProxyError):
        return ConnectError("the proxy could not be reached or refused")
    if isinstance(error, exceptions.ConnectTimeoutError):
        # NewConnectionError, a refused connection or failed look-up, is one of these.
        return _connect_failure(error)
    if isinstance(error, exceptions.EmptyPoolError):
        return ConnectError("no connection became free in time")
    if isinstance(error, exceptions.TimeoutError):
        return CallTimeout("the service did not answer in time")
    if isinstance(error, exceptions.SSLError) and _is_certificate(error):
        return ConnectError(f"TLS: {error}")
    return TransportError(f"the connection broke: {error}")


def _connect_failure(error: exceptions.HTTPError) -> TransportError:
    if isinstance(error, exceptions.NewConnectionError):
        return ConnectError(f"no connection: {error.__cause__ or error}")
    return CallTimeout("no connection was made in time", sent=False)


def _is_certificate(error: BaseException) -> bool:
    return "CERTIFICATE_VERIFY_FAILED" in str(error)
