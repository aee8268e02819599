"""How a call ended, as its caller sees it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import get_native_id
from time import monotonic
from traceback import extract_tb
from typing import Any

from .processor import waited
from .scenario import Call


class Hooks:
    """How long the hooks of a scenario were busy, in seconds: their calls are not its own."""

    seconds = 0.0


class Outcome:
    """What a call gave, or the error that it raised, and how long its steps took."""

    def __init__(self, call: Call, limit: float, hooks: Hooks) -> None:
        self.call = call
        self.limit = limit
        """Seconds that a step may take."""
        self.error: BaseException | None = None
        self.cancelled = False
        """Whether it was made by a hook and cancelled with the call around it."""
        self.where = ""
        """The innermost frames of an error that is not ours."""
        self.ids: list[str] = []
        """Request ids of its responses."""
        self.pieces: list[int] | None = None
        """The numbers of the events, of a response that was a stream."""
        self.longest = 0.0
        self._hooks = hooks

    @contextmanager
    def step(self, share: int = 1) -> Iterator[None]:
        """Measures one step, which may take so many times the limit.

        It does not count for how long the caller and the service, which is the main thread,
        were ready and got no processor.
        """
        threads = {os.getpid(), get_native_id()}
        before = self._hooks.seconds + waited(*threads)
        begin = monotonic()
        try:
            yield
        finally:
            taken = monotonic() - begin
            taken -= self._hooks.seconds + waited(*threads) - before
            self.longest = max(self.longest, taken / share)

    def piece(self, response: Any, event: Any) -> None:
        """Notes a response of a stream; without an event, it was one that came whole."""
        self.ids.append(response.request_id)
        if event is None:
            return
        number = getattr(response, "message_id", None)
        if number is None:
            number = response.total_count
        self.pieces = [*(self.pieces or []), int(number)]

    def __str__(self) -> str:
        what = f"{self.error!r:.160}"
        if self.error is None:
            what = "cancelled" if self.cancelled else "success"
        sent = getattr(self.error, "sent", None)
        if sent is not None:
            what += f" sent={sent}"
        return f"call {self.call.number} ({self.call}): {what}, {self.longest:.2f} s"


def where(error: BaseException) -> str:
    """The innermost frames of an error."""
    frames = extract_tb(error.__traceback__)[-4:]
    return ", ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames)
