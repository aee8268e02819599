"""A server in threads: a function plays each connection byte by byte, faults included.

For what a whole response at a time cannot show. The tests that use it are synchronous.
"""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tc3 import RetryPolicy
from tc3.ses import SesClient

from .driver import KEY

HOST = "127.0.0.1"
OK = b'{"Response":{"MessageId":"mine","RequestId":"r"}}'
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


class Line:
    """A connection at its server's end."""

    def __init__(self, peer: Peer, sock: Any, number: int) -> None:
        self.sock = sock
        self.number = number
        """Which connection of the server it is, from 1."""
        self._peer = peer
        self._buffer = bytearray()

    def head(self) -> bytes:
        """The head of the next request."""
        while b"\r\n\r\n" not in self._buffer:
            self._more()
        end = self._buffer.index(b"\r\n\r\n")
        head = self.take(end + 4)[:end]
        self._peer.heads.append(head)
        return head + b"\r\n"

    def request(self) -> bytes:
        """The body of the next request, which is noted."""
        length = _LENGTH.search(self.head())
        body = self.take(int(length[1]) if length else 0)
        self._peer.bodies.append(body)
        return body

    def take(self, size: int) -> bytes:
        """So many bytes of what comes."""
        while len(self._buffer) < size:
            self._more()
        taken = bytes(self._buffer[:size])
        del self._buffer[:size]
        return taken

    def rest(self) -> bytes:
        """What has been read behind a head."""
        return self.take(len(self._buffer))

    def say(self, data: bytes) -> None:
        self.sock.sendall(data)

    def answer(self, body: bytes = OK, status: str = "200 OK", *fields: str) -> None:
        self.say(whole(body, status, *fields))

    def wait(self) -> None:
        """Keep the connection open, without reading, until the test is over."""
        self._peer.over.wait(60)

    def until_closed(self) -> None:
        """Read on until the client closes."""
        with suppress(OSError):
            while self.sock.recv(1 << 16):
                pass

    def reset(self) -> None:
        self.sock.setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
        )
        self.sock.close()

    def _more(self) -> None:
        data = self.sock.recv(1 << 18)
        if not data:
            raise ConnectionError
        self._buffer += data


Play = Callable[[Line], None]
"""Plays a connection, which is closed when it returns."""


class Peer:
    """What came to a server."""

    def __init__(self, scheme: str, address: tuple[Any, ...]) -> None:
        self.port: int = address[1]
        host = f"[{address[0]}]" if ":" in address[0] else address[0]
        self.url = f"{scheme}://{host}:{self.port}"
        self.heads: list[bytes] = []
        self.bodies: list[bytes] = []
        self.connections = 0
        self.over = threading.Event()

    @property
    def address(self) -> str:
        return f"{HOST}:{self.port}"


def whole(body: bytes = OK, status: str = "200 OK", *fields: str) -> bytes:
    """A response with its length."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *fields]
    return "\r\n".join([*lines, "", ""]).encode() + body


def answering(line: Line) -> None:
    """Each request gets the same response."""
    while True:
        line.request()
        line.answer()


@contextmanager
def peer(
    *plays: Play,
    tls: ssl.SSLContext | None = None,
    host: str = HOST,
    port: int = 0,
) -> Iterator[Peer]:
    """A server that plays its connections one after the other; the last play repeats."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family, backlog=64)
    made = Peer("https" if tls else "http", listener.getsockname())
    threads: list[threading.Thread] = []
    open_now: list[socket.socket] = []

    def serve(raw: socket.socket, number: int) -> None:
        sock: Any = raw
        with suppress(OSError, ssl.SSLError):
            if tls is not None:
                sock = tls.wrap_socket(raw, server_side=True)
                open_now.append(sock)
            line = Line(made, sock, number)
            (plays or (answering,))[min(number, len(plays) or 1) - 1](line)
        sock.close()

    def accept() -> None:
        while True:
            try:
                raw, _ = listener.accept()
            except OSError:
                return
            made.connections += 1
            open_now.append(raw)
            thread = threading.Thread(target=serve, args=(raw, made.connections))
            threads.append(thread)
            thread.start()

    accepting = threading.Thread(target=accept)
    accepting.start()
    try:
        yield made
    finally:
        made.over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        accepting.join()
        for sock in open_now:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()


def ses(endpoint: str, **options: Any) -> SesClient:
    """A client that tries three times at once."""
    options = {"retry": RetryPolicy(3, base=0), "timeout": 10, **options}
    return SesClient(KEY, endpoint=endpoint, **options)


def mail(client: SesClient) -> Any:
    """An action that must not be repeated."""
    return client.send_email(from_email_address="a@example.com", subject="Hello")
