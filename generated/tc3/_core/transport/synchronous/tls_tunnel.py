"""TLS inside TLS: to a server, through a proxy that is itself reached by TLS."""

from __future__ import annotations

import selectors
import ssl
from typing import Any

from ...deadline import Deadline

_PIECE = 64 * 1024
_NOT_YET = (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError)


class TlsTunnel:
    """The methods of an `ssl.SSLSocket`, over a connection that is one already.

    `ssl` can wrap only a socket of the system; here its bytes go through memory. The
    connection below never waits, so that what comes is read while something is sent.
    """

    def __init__(self, outer: Any, context: ssl.SSLContext, host: str) -> None:
        self._outer = outer
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._in, self._out, server_hostname=host)
        self._timeout: float | None = None
        self._unsent = memoryview(b"")
        """The bytes to go out next; the connection below insists on the same bytes."""
        outer.settimeout(0)

    def do_handshake(self) -> None:
        self._finish(self._tls.do_handshake)

    def recv(self, size: int) -> bytes:
        received: bytes = self._finish(self._tls.read, size)
        return received

    def send(self, data: Any) -> int:
        """Take some bytes over; what does not go out at once does so with the next step."""
        deadline = self._deadline()
        while not self._push():
            self._wait(deadline, ssl.SSLWantWriteError)
        taken: int = self._finish(self._tls.write, data[:_PIECE])
        return taken

    def pending(self) -> int:
        inside = self._tls.pending() + self._in.pending + int(self._outer.pending())
        return inside + self._out.pending + len(self._unsent)

    def settimeout(self, seconds: float | None) -> None:
        self._timeout = seconds

    def getpeername(self) -> Any:
        return self._outer.getpeername()

    def fileno(self) -> int:
        return int(self._outer.fileno())

    def close(self) -> None:
        self._outer.close()

    def _finish(self, step: Any, *args: Any) -> Any:
        """Do a step of TLS, with as much traffic as it needs, within the time-out."""
        deadline = self._deadline()
        while True:
            try:
                result = step(*args)
            except ssl.SSLWantReadError:
                self._push()
                if not self._pull():
                    self._wait(deadline, ssl.SSLWantReadError)
            else:
                self._push()
                return result

    def _push(self) -> bool:
        """Send what TLS has wrapped; False where not all of it could go."""
        while self._unsent or self._out.pending:
            self._unsent = self._unsent or memoryview(self._out.read())
            try:
                sent = self._outer.send(self._unsent)
            except _NOT_YET:
                return False
            self._unsent = self._unsent[sent:]
        return True

    def _pull(self) -> bool:
        """Take in what has come; False where that is nothing."""
        try:
            data = self._outer.recv(_PIECE)
        except _NOT_YET:
            return False
        if data:
            self._in.write(data)
        else:
            self._in.write_eof()
        return True

    def _deadline(self) -> Deadline | None:
        return None if self._timeout is None else Deadline(self._timeout)

    def _wait(self, deadline: Deadline | None, not_yet: type[OSError]) -> None:
        """Wait until there may be traffic; raise, if there must be no waiting."""
        if self._timeout == 0:
            raise not_yet
        left = None if deadline is None else deadline.left_or_raise()
        events = selectors.EVENT_READ
        if self._unsent:
            events |= selectors.EVENT_WRITE
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno(), events)
            if not selector.select(left):
                raise TimeoutError
