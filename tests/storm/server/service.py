"""The service at the end of a connection: reads requests, notes them, answers with faults."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from .faults import FINE, PROXY_REFUSAL, REFUSALS, Fault
from .http import head
from .responses import Content, closes, response_to

if TYPE_CHECKING:
    from .layers import Layer
    from .line import Line
    from .notes import Entry

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_DRIP = 0.02
_PAUSE = 0.004
_EARLY = head("413 Content Too Large", "Content-Length: 0")


class Service:
    """Reads the requests of one connection. One is carried out when all of it is there."""

    above: Layer

    def __init__(self, line: Line, below: Layer) -> None:
        self._line = line
        self._below = below
        self._buffer = b""
        self._answering = False
        self._broken = False
        """Whether the deed on this request has been done and reading goes on."""

    def received(self, data: bytes) -> None:
        if not self._line.deaf:
            self._buffer += data
            self._step()

    def send(self, data: bytes) -> None:
        self._below.send(data)

    def _step(self) -> None:
        if self._answering or not self._buffer:
            return
        line = self._line
        if line.fault is None:
            line.fault = line.port.next_fault()
        fault = line.fault
        if fault.stage in ("accept", "handshake", "connect"):
            # Meant for a new connection, met by one that was kept.
            if line.reused:
                line.do(None)
                return
            fault = line.fault = FINE
        begin = self._buffer.find(b"\r\n\r\n") + 4
        if begin == 3:
            return
        length = _LENGTH.search(self._buffer[:begin])
        total = begin + (int(length[1]) if length else 0)
        if fault.stage == "request" and not self._broken:
            k = fault.position(total)
            if k < total and len(self._buffer) >= k:
                self._interrupt(fault)
                if line.deaf:
                    return
        if len(self._buffer) >= total:
            body, self._buffer = self._buffer[begin:total], self._buffer[total:]
            self._carry_out(fault, body)

    def _interrupt(self, fault: Fault) -> None:
        """The deed, before all of the request is there."""
        if fault.deed == "early":
            self.send(_EARLY)
            if not fault.stays:
                self._line.close()
        else:
            self._line.do(None)
        self._broken = True

    def _carry_out(self, fault: Fault, body: bytes) -> None:
        line = self._line
        proxied = fault.response == PROXY_REFUSAL and line.port.forwards
        refused = fault.stage != "request" and (fault.response in REFUSALS or proxied)
        key, entry = line.port.notes.add(body, refused)
        request_id = f"{key}/{len(line.port.notes.entries[key])}"
        if self._broken:  # what could be said has been said
            line.deaf = True
            return
        if fault.stage == "request":
            self._interrupt(fault)
            line.deaf = True
            return
        events = key in line.port.streams
        self._answering = True
        if not line.finished:
            content = response_to(fault, request_id, events)
            entry.missing = content.whole
            self._response(fault, content, entry)

    def _response(self, fault: Fault, content: Content, entry: Entry) -> None:
        data, lead, whole = content
        if fault.stage == "response":
            k = fault.position(len(data))
            if fault.deed == "drip":
                start = max(min(k, whole - 1), 0)
                rest = _cut(data[start:], 1, whole - start)
                self._write([data[:start], *rest], _DRIP, fault, entry)
                return
            self._say(data[:k], entry)
            self._line.do(None)
            return
        early = lead if fault.flight else 0  # hints may well come by themselves
        size = -(-len(data) // fault.pieces) or 1
        parts = _cut(data[early:], size, whole - early)
        self._write([data[:early], *parts], _PAUSE, fault, entry)

    def _say(self, data: bytes, entry: Entry) -> None:
        self.send(data)
        entry.missing -= len(data)

    def _write(
        self, parts: list[bytes], pause: float, fault: Fault, entry: Entry
    ) -> None:
        """Writes parts with a pause behind each but the last."""
        if self._line.finished:
            return
        if parts:
            self._say(parts[0], entry)
        if len(parts) > 1:
            loop = asyncio.get_running_loop()
            loop.call_later(pause, self._write, parts[1:], pause, fault, entry)
            return
        self._answered(fault)

    def _answered(self, fault: Fault) -> None:
        line = self._line
        line.fault, self._answering, line.reused = None, False, True
        if closes(fault):
            line.close()
        elif fault.stage == "after":
            if fault.flight:
                line.do_later(fault)
            else:  # perhaps under the next request
                asyncio.get_running_loop().call_later(_PAUSE, line.do_later, fault)
        else:
            self._step()


def _cut(content: bytes, size: int, whole: int) -> list[bytes]:
    """A response of so many bytes in parts; what stands behind it leaves with the last.

    Coming any later it could be taken for the response to the next request: nobody can tell.
    """
    parts = [content[i : min(i + size, whole)] for i in range(0, whole, size)]
    return [*parts[:-1], parts[-1] + content[whole:]] if parts else [content]
