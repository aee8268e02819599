"""Layers of a connection at its server's end: TLS, and the talk with a proxy before a tunnel.

Bytes of the client go up, from the line to the service; bytes of the server go down.
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Protocol

from . import alerts
from .responses import tunnel

if TYPE_CHECKING:
    from .contexts import Contexts, Side
    from .faults import Fault
    from .line import Line


class Layer(Protocol):
    """What stands between two others."""

    above: Layer

    def received(self, data: bytes) -> None:
        """Takes bytes of the client."""
        ...

    def send(self, data: bytes) -> None:
        """Sends bytes to the client."""
        ...


class Tls:
    """A server's TLS, spoken in memory so that every byte of it can be held back."""

    above: Layer

    def __init__(
        self, line: Line, side: Side, depth: int, below: Layer, contexts: Contexts
    ) -> None:
        self._line = line
        self._depth = depth
        self._below = below
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._watched = contexts.watched()
        context = contexts.of(side, self._hit("demand"))
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        self._shaken = False
        self._flights = 0

    def received(self, data: bytes) -> None:
        self._watched.received(data)
        self._incoming.write(data)
        if not self._shaken:
            self._shake()
        if self._shaken:
            self._read()

    def send(self, data: bytes) -> None:
        if data:
            self._tls.write(data)
            self._flush()

    def alert(self, code: int) -> bool:
        """Sends an encrypted alert; whether that could be done."""
        cipher = self._tls.cipher()
        record = self._watched.alert(
            code, self._tls.version(), "" if cipher is None else cipher[0]
        )
        if record is not None:
            self._below.send(record)
        return record is not None

    def bare_alert(self, code: int) -> None:
        self._below.send(alerts.bare(code))

    def farewell(self) -> None:
        """Tells the client that no more will come."""
        with suppress(ssl.SSLError, OSError):  # its own farewell is not waited for
            self._tls.unwrap()
        self._flush()

    def _hit(self, deed: str = "") -> bool:
        """Whether the fault of this connection is one of this handshake."""
        fault = self._line.fault
        return (
            fault is not None
            and fault.stage == "handshake"
            and self._depth == min(fault.layer, len(self._line.port.sides) - 1)
            and (not deed or deed == fault.deed)
        )

    def _is_struck(self, fault: Fault, shaken: bool) -> bool:
        """Whether the deed falls into what is to be sent now."""
        if not self._hit() or fault.deed == "demand":
            return False
        return shaken or fault.flight == 0 or self._flights > 1

    def _shake(self) -> None:
        try:
            self._tls.do_handshake()
        except ssl.SSLWantReadError:
            self._flush()
        except (ssl.SSLError, OSError):
            self._flush()  # which says why
            if not self._line.deaf:
                self._line.close()
        else:
            self._flush(shaken=True)
            self._shaken = True

    def _flush(self, shaken: bool = False) -> None:
        data = self._outgoing.read()
        if not data or self._line.deaf:
            return
        if not self._shaken:
            self._flights += 1
            fault = self._line.fault
            if fault is not None and self._is_struck(fault, shaken):
                self._below.send(data[: fault.position(len(data))])
                self._line.do(self)
                return
        self._watched.sends(data, shaken or self._shaken)
        self._below.send(data)

    def _read(self) -> None:
        try:
            while data := self._tls.read(1 << 18):
                self.above.received(data)
            self._line.close()  # the client has said farewell
        except ssl.SSLWantReadError:
            pass
        except (ssl.SSLError, OSError):
            if not self._line.deaf:
                self._line.close()


class Tunnel:
    """A proxy that is asked for a tunnel, and is that tunnel afterwards."""

    above: Layer

    def __init__(self, line: Line, below: Layer) -> None:
        self._line = line
        self._below = below
        self._head = b""
        self._open = False

    def received(self, data: bytes) -> None:
        if self._open:
            self.above.received(data)
            return
        if self._line.deaf:
            return
        self._head += data
        if b"\r\n\r\n" in self._head:
            self._line.port.tunnels += 1
            self._reply()

    def send(self, data: bytes) -> None:
        self._below.send(data)

    def _reply(self) -> None:
        fault = self._line.fault
        if fault is None or fault.stage != "connect":
            self._open = True
            self._below.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
            return
        content = tunnel(fault, Random(fault.crooked))
        if fault.deed == "silence" and fault.response != "good":
            self._below.send(content)  # a refusal, on a connection that stays
            self._line.deaf = True
            return
        self._below.send(content[: fault.position(len(content))])
        self._line.do(None)
        self._line.deaf = True
