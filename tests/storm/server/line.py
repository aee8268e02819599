"""One connection of a client as its server sees it, and the deeds that end it."""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import TYPE_CHECKING

from .faults import FINE, Fault
from .layers import Layer, Tls, Tunnel
from .service import Service

if TYPE_CHECKING:
    from .port import Port


class Line(asyncio.Protocol):
    """A connection: at its bottom the bytes, above TLS and proxy, on top the service."""

    above: Layer

    def __init__(self, port: Port) -> None:
        self.port = port
        self.fault: Fault | None = None
        """What the present arrival meets; None while nothing is expected."""
        self.deaf = False
        """Whether nothing more is read, nor will be."""
        self.finished = False
        """Whether nothing more can be written."""
        self.reused = False
        """Whether a request has been answered on it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.port.lines.add(self)
        self.port.connections += 1
        self.fault = self.port.next_fault()
        self._build()
        if self.fault.stage == "accept":
            self.do(None)

    def data_received(self, data: bytes) -> None:
        self.above.received(data)  # though deaf, TLS hears that the client takes leave

    def __repr__(self) -> str:
        state = "deaf" if self.deaf else "attentive"
        if self._transport.is_closing():
            state += ", closing"
        return f"<Line {state}{', reused' if self.reused else ''}>"

    def connection_lost(self, exc: Exception | None) -> None:
        self.deaf = self.finished = True
        self.port.lines.discard(self)

    # As the lowest layer

    def received(self, data: bytes) -> None:
        raise NotImplementedError

    def send(self, data: bytes) -> None:
        if data and not self.finished and not self._transport.is_closing():
            self._transport.write(data)

    # What may be done to it

    def do(self, tls: Tls | None) -> None:
        """The deed of the present fault, by the TLS that it is about or the highest one."""
        fault = self.fault or FINE
        deed = fault.deed
        tls = tls or self._of(fault)
        self.deaf = deed != "half-close"
        if deed == "reset":
            self.reset()
        elif deed == "half-close":
            self._finish()
        elif deed in ("alert", "bare alert") and tls is not None:
            if deed == "bare alert" or not tls.alert(fault.alert):
                tls.bare_alert(fault.alert)
            self.port.alerts += 1
            if not fault.stays:
                self.close()
        elif deed == "silence":
            if fault.stays:
                self._transport.pause_reading()
        else:
            if deed == "farewell" and tls is not None:
                tls.farewell()
            self.close()

    def listen(self) -> None:
        """Reads again, where it had stopped: only so it learns that the client has gone."""
        if not self._transport.is_closing():
            self._transport.resume_reading()

    def do_later(self, fault: Fault) -> None:
        """The deed of a fault behind its response, whatever has come meanwhile."""
        if not self.deaf and not self.finished:
            self.fault = fault
            self.do(None)

    def close(self) -> None:
        self.deaf = True
        self._transport.close()

    def reset(self) -> None:
        """Closes so that the client gets RST."""
        self.deaf = True
        raw: socket.socket = self._transport.get_extra_info("socket")
        if raw.fileno() != -1:
            linger = struct.pack("ii", 1, 0)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._transport.abort()

    def _finish(self) -> None:
        self.finished = True
        if not self._transport.is_closing():
            with suppress(OSError):  # the client may have gone
                self._transport.write_eof()

    def _of(self, fault: Fault) -> Tls | None:
        if not self._tls:
            return None
        return self._tls[min(fault.layer, len(self._tls) - 1)]

    def _build(self) -> None:
        port = self.port
        below: Layer = self
        self._tls: list[Tls] = []
        for part in port.parts:
            layer: Tls | Tunnel
            if isinstance(part, str):
                layer = Tunnel(self, below)
            else:
                layer = Tls(self, part, len(self._tls), below, port.contexts)
                self._tls.append(layer)
            below.above = layer
            below = layer
        below.above = Service(self, below)
