"""A port of the machine at which one scenario's service listens, alone or behind a proxy."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .contexts import HOST, Contexts, Side
from .faults import FINE, Fault
from .notes import Notes

if TYPE_CHECKING:
    from .line import Line


class Port:
    """Where clients connect; hands out the faults in the order of arrivals."""

    def __init__(
        self,
        contexts: Contexts,
        faults: Sequence[Fault],
        parts: Sequence[Side | str] = (),
        forwards: bool = False,
    ) -> None:
        self.contexts = contexts
        self.parts = parts
        self.forwards = forwards
        self.notes = Notes()
        self.lines: set[Line] = set()
        self.connections = self.tunnels = self.alerts = 0
        self.streams: set[str] = set()
        """Numbers of the calls that are answered with streams."""
        self._faults = list(faults)
        self._listener: asyncio.Server | None = None
        # Bound all the time, so that nobody else gets the port while nothing listens at it.
        self._keeper = _bound(0)
        self.number: int = self._keeper.getsockname()[1]

    @property
    def address(self) -> str:
        return f"{HOST}:{self.number}"

    @property
    def sides(self) -> list[Side]:
        return [part for part in self.parts if isinstance(part, Side)]

    def next_fault(self) -> Fault:
        return self._faults.pop(0) if self._faults else FINE

    async def listen(self) -> None:
        from .line import Line

        loop = asyncio.get_running_loop()
        self._listener = await loop.create_server(
            lambda: Line(self), sock=_bound(self.number), backlog=64
        )

    def refuse(self) -> None:
        """Nothing listens any more, and all connections are reset."""
        if self._listener is not None:
            self._listener.close()
        for line in [*self.lines]:
            line.reset()

    async def left(self, patience: float) -> list[str]:
        """How many connections are still open when their clients have been closed."""
        loop = asyncio.get_running_loop()
        end = loop.time() + patience
        for line in [*self.lines]:
            line.listen()
        while self.lines and loop.time() < end:  # noqa: ASYNC110 - many ends, no event
            await asyncio.sleep(0.005)
        return [repr(line) for line in self.lines]

    def close(self) -> None:
        self.refuse()
        self._keeper.close()


def _bound(number: int) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    # A client is to notice soon that nothing is read any more.
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 15)
    made.bind((HOST, number))
    return made
