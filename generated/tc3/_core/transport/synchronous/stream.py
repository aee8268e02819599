"""The rest of a stream of events, over the synchronous transport."""

from __future__ import annotations

from ...attempt import Attempt
from ...deadline import Deadline
from ..content_encoding import Decompressor
from .pool import Lease


class H11Chunks:
    """Reads from a connection of the pool, and gives it back at the end."""

    def __init__(
        self, lease: Lease, attempt: Attempt, expand: Decompressor | None
    ) -> None:
        self._lease = lease
        self._attempt = attempt
        self._expand = expand
        self._done = False

    def read(self, deadline: Deadline, silence: float) -> bytes:
        self._attempt.deadline = deadline
        self._attempt.read = silence
        return self.next()

    def next(self) -> bytes:
        """Wait for the next bytes, within the limits of the attempt."""
        while not self._done:
            try:
                data = self._lease.connection.next_data(self._attempt)
                if data is None:
                    self._end()
                elif self._expand is not None:
                    data = self._expand.feed(data)
            except BaseException:
                self.close()
                raise
            if data:
                return data
        return b""

    def close(self) -> None:
        self._done = True
        self._lease.discard()

    def _end(self) -> None:
        self._done = True
        if self._expand is not None:
            self._expand.end()
        self._lease.give_back()
