"""Connecting to the first address of a host that answers (RFC 8305, "happy eyeballs")."""

from __future__ import annotations

import errno
import os
import selectors
import socket
from collections import deque
from collections.abc import Iterable
from itertools import zip_longest

from ... import clock
from ...deadline import Deadline
from .name_lookup import Address, addresses_of

_STAGGER = 0.25
"""Seconds after which the next address is tried beside the ones before, by the RFC."""

_UNDER_WAY = (errno.EINPROGRESS, errno.EWOULDBLOCK, errno.EALREADY)


def dial(host: str, port: int, deadline: Deadline) -> socket.socket:
    """Open a TCP connection. Raises `OSError`, which includes `TimeoutError`."""
    return _Race(addresses_of(host, port, deadline), deadline).run()


class _Race:
    """The addresses of a host, tried side by side within one budget."""

    def __init__(self, addresses: Iterable[Address], deadline: Deadline) -> None:
        self._waiting = deque(_interleave_families(addresses))
        self._deadline = deadline
        self._running: set[socket.socket] = set()
        self._error: OSError = OSError("the name has no address")

    def run(self) -> socket.socket:
        with selectors.DefaultSelector() as self._selector:
            try:
                return self._winner()
            finally:
                for loser in self._running:
                    loser.close()

    def _winner(self) -> socket.socket:
        next_start = 0.0
        while self._waiting or self._running:
            now = clock.monotonic()
            if self._waiting and (not self._running or now >= next_start):
                started = self._start(self._waiting.popleft())
                next_start = now + _STAGGER if started else 0.0
                continue
            left = self._deadline.left()
            wait = min(left, next_start - now) if self._waiting else left
            ready = self._selector.select(wait) if left > 0 else []
            if not ready and wait == left:  # a clock that stands still is no excuse
                raise TimeoutError
            for key, _ in ready:
                winner = self._finished(key.fileobj)
                if winner is not None:
                    return winner
                next_start = 0.0
        raise self._error

    def _start(self, address: Address) -> bool:
        """Begin to connect; False where that has failed already."""
        family, kind, protocol, _, target = address
        try:
            sock = socket.socket(family, kind, protocol)
        except OSError as error:  # no IPv6 on this machine, for one
            self._error = error
            return False
        self._running.add(sock)
        sock.setblocking(False)
        code = sock.connect_ex(target)
        if code in (0, *_UNDER_WAY):
            self._selector.register(sock, selectors.EVENT_WRITE)
            return True
        self._failed(sock, code)
        return False

    def _finished(self, ready: object) -> socket.socket | None:
        """The connection, if it is one; if not, the address is given up."""
        assert isinstance(ready, socket.socket)
        self._selector.unregister(ready)
        code = ready.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code == 0:
            self._running.discard(ready)
            ready.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return ready
        self._failed(ready, code)
        return None

    def _failed(self, sock: socket.socket, code: int) -> None:
        self._running.discard(sock)
        sock.close()
        self._error = OSError(code, os.strerror(code))


def _interleave_families(addresses: Iterable[Address]) -> list[Address]:
    """Addresses by turns of their families, so that a family that is dead costs one turn."""
    families: dict[int, list[Address]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    rows = zip_longest(*families.values())
    return [address for row in rows for address in row if address is not None]
