"""A small SOCKS5 proxy (RFC 1928, RFC 1929), played on a connection of `peers`."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress

from .peers import HOST, Line, Play


class Socks:
    """A proxy that sends everything on to one port; what it was asked for."""

    def __init__(self, port: int, login: tuple[str, str] | None = None) -> None:
        self._port = port
        self._login = login
        self.asked: list[str] = []
        """Hosts: names, or addresses where the client looked them up."""
        self.refuses = 0
        """The code of the reply: 0 is success, 5 a connection that was refused."""

    def play(self) -> Play:
        return self._serve

    def _serve(self, line: Line) -> None:
        sock = line.sock
        methods = _read(sock, _read(sock, 2)[1])
        if self._login is None:
            sock.sendall(b"\x05\x00")
        elif 2 not in methods:
            sock.sendall(b"\x05\xff")
            return
        else:
            sock.sendall(b"\x05\x02")
            _read(sock, 1)
            said = tuple(_read(sock, _read(sock, 1)[0]).decode() for _ in range(2))
            sock.sendall(b"\x01\x00" if said == self._login else b"\x01\x01")
            if said != self._login:
                return
        kind = _read(sock, 4)[3]
        if kind == 3:
            self.asked.append(_read(sock, _read(sock, 1)[0]).decode())
        else:
            self.asked.append(socket.inet_ntoa(_read(sock, 4)))
        _read(sock, 2)
        sock.sendall(bytes([5, self.refuses, 0, 1, 0, 0, 0, 0, 0, 0]))
        if not self.refuses:
            with socket.create_connection((HOST, self._port)) as beyond:
                back = threading.Thread(target=_pump, args=(beyond, sock))
                back.start()
                _pump(sock, beyond)
                back.join()


def _read(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = sock.recv(size - len(data))
        if not more:
            raise ConnectionError
        data += more
    return data


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
