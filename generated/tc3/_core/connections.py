"""urllib3's connections, kept within the limits of the call that uses them."""

from __future__ import annotations

import math
import threading
from functools import lru_cache
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from typing import Any

from urllib3 import exceptions
from urllib3.connection import HTTPConnection

from .clock import monotonic
from .http import Timeout

_TOGETHER = 64 * 1024
"""Bytes of the largest body that is sent together with its headers."""


class _Limits(threading.local):
    """When the call of this thread must be over, and how long the service may be silent.

    urllib3 limits each silence only, so that a service that sends a byte now and then could
    hold a call for ever.
    """

    deadline = math.inf
    silence = math.inf

    def begin(self, timeout: Timeout) -> None:
        self.deadline = monotonic() + timeout.total
        self.silence = timeout.read

    def left(self) -> float:
        """Seconds of the call that are left."""
        return max(0.001, self.deadline - monotonic())


limits = _Limits()


class _Reader(RawIOBase):
    """Reads from a connection within the limits."""

    def __init__(self, raw: RawIOBase, connection: socket) -> None:
        self._raw = raw
        self._connection = connection

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        if monotonic() > limits.deadline:
            raise TimeoutError
        self._connection.settimeout(min(limits.silence, limits.left()))
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


class _Limited(HTTPConnection):
    response_class = _Response
    _head: bytes | None = None
    """What is to be sent before the body. With the body, it takes a third less time."""

    def connect(self) -> None:
        """Tells a failure of TLS or of a proxy, when nothing was sent, from a later one."""
        silence = limits.silence
        if isinstance(self.timeout, (int, float)):
            limits.silence = self.timeout  # for what a proxy says
        try:
            super().connect()
        except TimeoutError as error:
            raise exceptions.ConnectTimeoutError(self, str(error)) from error
        except OSError as error:
            raise exceptions.NewConnectionError(self, str(error)) from error
        finally:
            limits.silence = silence

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
        if self.sock is not None:
            # A large body may take longer to send than it takes to connect.
            self.sock.settimeout(limits.left())
        super().send(data)

    def getresponse(self) -> Any:
        if self._head:  # there was no body
            self.send(b"")
        return super().getresponse()


@lru_cache(maxsize=16)
def limited(connection: type[HTTPConnection]) -> Any:
    """A class of connections that do the same, within the limits."""
    if issubclass(connection, _Limited):
        return connection
    return type(connection.__name__, (_Limited, connection), {})
