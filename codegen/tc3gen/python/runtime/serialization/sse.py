"""Server-sent events from the bytes of a stream. No input or output.

As in https://html.spec.whatwg.org/multipage/server-sent-events.html, but for two things: the
last event needs no blank line behind it, and a line that begins with `{` is data, since a
service that fails in the middle may put a bare JSON document there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_EVENT = 16 * 1024 * 1024
"""Bytes of the largest event of a stream, which is kept until its end comes."""

_LINE_END = re.compile(rb"\r\n|\r|\n")
_MARK = b"\xef\xbb\xbf"
"""The byte order mark, with which a stream may begin."""


class ServerSentEvent(NamedTuple):
    """An event as it came."""

    name: str
    """Its kind; `message` where none is given."""
    data: str
    id: str
    """The last one that was given, by this event or one before."""
    retry: int | None
    """Milliseconds, the last that were given: how long to wait before connecting again."""


class EventTooLarge(ValueError):
    """An event has more bytes than are read."""


class EventParser:
    """Takes bytes as they come, cut anywhere, and gives the events that they complete."""

    def __init__(self) -> None:
        self._line: list[bytes] = []
        """Pieces of the line that is not complete yet."""
        self._held = 0
        """Bytes of that line and of the data below."""
        self._begun = False
        self._after_return = False
        self._name = ""
        self._data: list[bytes] = []
        self._id = ""
        self._retry: int | None = None

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """The events that end in a chunk; to be used up before the next one.

        Raises `EventTooLarge`.
        """
        if self._after_return and chunk[:1] == b"\n":
            chunk = chunk[1:]
            self._after_return = False
        if not chunk:
            return
        self._after_return = chunk[-1:] == b"\r"
        *ended, begun = _LINE_END.split(chunk)
        for line in ended:
            event = self._take(self._whole(line))
            if event is not None:
                yield event
        if begun:
            self._line.append(begun)
            self._hold(len(begun))

    def end(self) -> Iterator[ServerSentEvent]:
        """The last event, where no blank line stands behind it."""
        events = [self._take(self._whole(b"")), self._finish()]
        return (event for event in events if event is not None)

    def _whole(self, end: bytes) -> bytes:
        """A line from its pieces."""
        if not self._line:
            return end
        begun = b"".join(self._line)
        self._line.clear()
        self._held -= len(begun)
        return begun + end

    def _take(self, line: bytes) -> ServerSentEvent | None:
        """A line; what it completes if it is blank."""
        if not self._begun:
            self._begun = True
            line = line.removeprefix(_MARK)
        if not line:
            return self._finish()
        if line[:1] == b"{":
            name, value = b"data", line
        else:
            name, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
        if name == b"data":
            self._hold(len(value) + 1)
            self._data.append(value)
        elif name == b"event":
            self._name = _text(value)
        elif name == b"id":
            if b"\0" not in value:
                self._id = _text(value)
        elif name == b"retry" and value.isdigit() and len(value) < 16:
            self._retry = int(value)
        return None

    def _finish(self) -> ServerSentEvent | None:
        name, self._name = self._name, ""
        data, self._data = self._data, []
        self._held = 0
        if not data:  # a comment, or fields about nothing
            return None
        return ServerSentEvent(
            name or "message", _text(b"\n".join(data)), self._id, self._retry
        )

    def _hold(self, size: int) -> None:
        self._held += size
        if self._held > MAX_EVENT:
            raise EventTooLarge(f"an event is larger than {MAX_EVENT} bytes")


def _text(value: bytes) -> str:
    return value.decode(errors="replace")
