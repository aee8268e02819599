"""One attempt of a call: its limits, and what is known of how far it came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import clock

if TYPE_CHECKING:
    from .deadline import Deadline


class Attempt:
    """The limits of a transport, and its report: written ahead, never guessed.

    Errors show the attempts of their call as `error.attempt_log`. None stands for what a
    transport cannot know; aiohttp, for one, does not tell the address.
    """

    __slots__ = (
        "address",
        "began",
        "bytes_read",
        "bytes_written",
        "connect",
        "connected",
        "deadline",
        "ended",
        "number",
        "read",
        "refused",
        "sent",
    )

    number: int
    """Counted from 1."""
    began: float
    """Seconds since 1970."""
    address: str | None
    """Of the server, or of the proxy, as `10.0.0.1:443`."""
    connected: bool | None
    """True once a connection was there that the request could go out on."""
    sent: bool | None
    """True from before the first byte of the request may have left; it never goes back.
    None counts as true: a transport says False as soon as it is sure to tell."""
    refused: bool
    """True if the service answered that it did not carry the request out."""
    bytes_written: int | None
    """Handed to the operating system, headers included."""
    bytes_read: int | None
    ended: str | None
    """The reason why it ended; None for a success."""
    deadline: Deadline
    """When the whole call must be over."""
    connect: float
    """Seconds for finding and reaching the server."""
    read: float
    """Seconds that the server may be silent."""

    def __init__(
        self, number: int, deadline: Deadline, connect: float, read: float
    ) -> None:
        self.number = number
        self.deadline = deadline
        self.connect = connect
        self.read = read
        self.began = clock.time()
        self.refused = self.sent = False
        self.address = self.ended = None
        self.connected = None
        self.bytes_written = self.bytes_read = None

    @property
    def may_have_arrived(self) -> bool:
        """True unless it is certain that the service did not carry the request out."""
        return self.sent is not False and not self.refused

    def __repr__(self) -> str:
        known = {
            "to": self.address,
            "sent": self.sent,
            "written": self.bytes_written,
            "read": self.bytes_read,
            "ended": self.ended,
        }
        told = [f"{name} {value}" for name, value in known.items() if value is not None]
        return f"<Attempt {', '.join([str(self.number), *told])}>"

    def __getstate__(self) -> Any:
        # A deadline belongs to a clock of this process.
        kept = {name: getattr(self, name) for name in self.__slots__}
        del kept["deadline"]
        return None, kept
