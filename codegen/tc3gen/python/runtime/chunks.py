"""The rest of a stream of events, over urllib3."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from urllib3 import exceptions

from .causes import frameless
from .connections import limits
from .errors import TransportError
from .http import Timeout

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

_PIECE = 64 * 1024


class UrllibChunks:
    """Reads from a connection of the pool, and gives it back at the end."""

    def __init__(
        self,
        answer: BaseHTTPResponse,
        translate: Callable[[exceptions.HTTPError], TransportError],
    ) -> None:
        self._answer = answer
        self._translate = translate
        self._done = False

    def read(self, timeout: Timeout) -> bytes:
        if self._done:
            return b""
        limits.begin(timeout)
        return self.read_some()

    def read_some(self) -> bytes:
        """What comes next, within the limits of the thread."""
        try:
            chunk = self._answer.read1(_PIECE)
        except BaseException as error:
            self.close()
            if isinstance(error, exceptions.HTTPError):
                raise self._translate(error) from frameless(error)
            raise
        if not chunk:
            self._done = True  # urllib3 has taken the connection back
        return chunk

    def close(self) -> None:
        if not self._done:
            self._done = True
            self._answer.close()
            self._answer.release_conn()
