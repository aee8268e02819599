"""One run of a bulk method: its progress, and the error when it stops. No input or output."""

from __future__ import annotations

import math
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar, final

import attrs

from ..calls.certainty import came_before, took_nothing
from ..deadline import Deadline
from ..errors import (
    ApiError,
    CallTimeout,
    ConfigurationError,
    Tc3Error,
    ValidationError,
)
from ..model import Request, Response
from ..narrowing import is_mapping
from ..outcomes.refusal import RefusedItems
from ..waiters import seconds_of
from .chunker import BadRow, Chunk, Chunker, Deduplicate
from .definition import Bulk
from .errors import BulkError, InvalidRow
from .progress import BulkProgress
from .row_encoder import Limits, limits_of

if TYPE_CHECKING:
    from ..calls.core import CallPipeline

A = TypeVar("A", bound=Response)

_MAX_KEY = 500
"""Characters of the longest key: those of its requests have their numbers too, up to 512."""

_GROWTH = 1.2
_LONGEST = 60.0


@final
class BulkRun(Generic[A]):
    """For a `with`, in which the rows are given one by one and their requests are sent.

    Any `Exception` in there becomes a `BulkError`, which knows how far it came; but as long
    as nothing has been sent, what is wrong with the call itself is raised as it is.
    """

    def __init__(
        self,
        bulk: Bulk,
        requests: Sequence[Request[A]],
        limits: Limits,
        now: Callable[[], float],
        *,
        start: int,
        deduplicate: Deduplicate,
        timeout: float | None,
    ) -> None:
        self.rows = Chunker(
            bulk, requests, limits, start=start, deduplicate=deduplicate
        )
        self.progress: BulkProgress[A] = BulkProgress(next_row=start)
        self._bulk = bulk
        self._refused = RefusedItems()
        self._now = now
        self._deadline = (
            None if timeout is None else Deadline(seconds_of("timeout", timeout), now)
        )
        self._chunk: Chunk | None = None
        self._chunks = 0
        self._pause = 0.0
        self._patience = Deadline(0, now)

    @property
    def left(self) -> float:
        """Seconds until all rows must have been sent."""
        return math.inf if self._deadline is None else self._deadline.left()

    @property
    def busy_codes(self) -> tuple[str, ...]:
        """The codes by which the service says that it took none of a request's rows."""
        return self._bulk.busy

    def key_of_chunk(self, key: str) -> str:
        """The ledger's key for the rows that are sent now, in a call that has a key itself."""
        return f"{key}#{self._chunks - 1}"

    def begin(self, chunk: Chunk) -> None:
        """Note the rows that are sent now. Raises `CallTimeout` if it is too late."""
        if self.left <= 0:
            raise CallTimeout("the time for all rows is up", sent=False)
        self._chunk = chunk
        self._chunks += 1
        self._pause = float(self._bulk.interval)
        self._patience = Deadline(self._bulk.busy_timeout, self._now)

    def pause(self, error: Tc3Error) -> float | None:
        """Seconds until the same rows are sent again; None where the error is final.

        They are only where the service is busy with the rows before and took none of these.
        """
        if not isinstance(error, ApiError) or error.code not in self._bulk.busy:
            return None
        chunk = self._chunk
        assert chunk is not None
        if came_before(error) and not chunk.request.__action__.repeatable:
            return None  # it may be busy with these very rows
        patience = self._patience.left()
        pause = min(self._pause, patience)
        if patience <= 0 or pause >= self.left:
            return None  # behind the pause there would be no time to send them
        self._pause = min(self._pause * _GROWTH, _LONGEST)
        return pause

    def answered(self, response: A) -> None:
        """The rows have arrived."""
        chunk = self._chunk
        assert chunk is not None
        self._chunk = None
        self._refused.add(response)
        self.progress = BulkProgress(
            next_row=chunk.stop,
            sent=self.progress.sent + chunk.rows,
            repeats=self.rows.repeats,
            responses=(*self.progress.responses, response),
            refused=self._refused.kept,
            refused_count=self._refused.count,
        )

    def ended(self) -> BulkProgress[A]:
        """Give the progress when all is done: repeats may have followed the last request."""
        return attrs.evolve(
            self.progress, next_row=self.rows.read, repeats=self.rows.repeats
        )

    def __enter__(self) -> BulkRun[A]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if not isinstance(error, Exception):
            return
        if isinstance(error, BadRow):
            raise InvalidRow(
                self._bulk.name,
                self.progress,
                error.index,
                error.field,
                error.reason,
                error.action,
            ) from None
        # What is wrong with the call itself; but an earlier attempt may have left.
        if (
            isinstance(error, (ConfigurationError, ValidationError))
            and not error.sent
            and not self.progress.sent
        ):
            return
        reason = str(error) or type(error).__name__
        raise BulkError(
            self._bulk.name, self.progress, reason, self._uncertain(error)
        ) from error

    def _uncertain(self, error: Exception) -> range:
        """The rows of which nobody knows whether they have arrived."""
        chunk = self._chunk
        if chunk is None or took_nothing(error):
            return range(self.progress.next_row, self.progress.next_row)
        return range(chunk.first, chunk.stop)


class _Client(Protocol):
    """Either client."""

    _core: CallPipeline

    @staticmethod
    def _clock() -> Callable[[], float]: ...


def begin_bulk(
    client: _Client,
    bulk: Bulk,
    requests: Sequence[Request[Any]],
    rows: object,
    start: int,
    deduplicate: Deduplicate,
    timeout: float | None,
) -> BulkRun[Any]:
    """The run of a client's call. Raises `ValidationError` where `rows` are none."""
    _check_rows(client, rows)
    settings = client._core.settings  # pyright: ignore[reportPrivateUsage]
    if settings.once is not None:
        _check_key(settings.once.key, start)
    return BulkRun(
        bulk,
        requests,
        limits_of(settings, requests),
        client._clock(),  # pyright: ignore[reportPrivateUsage]
        start=start,
        deduplicate=deduplicate,
        timeout=timeout,
    )


def _check_key(key: str, start: int) -> None:
    """Refuse a key that does not go with all requests of a call."""
    if start:
        raise ConfigurationError(
            "pass start= or once=, not both: with a key, give all rows again, and those that "
            "arrived are not sent"
        )
    if len(key) > _MAX_KEY:
        raise ConfigurationError(
            f"once must have at most {_MAX_KEY} characters for many requests, whose keys have "
            "their numbers too"
        )


def refuse_awaitable(told: object) -> None:
    """Refuse what a progress function returned, where nothing can await it."""
    if isinstance(told, Awaitable):
        if isinstance(told, Coroutine):
            told.close()  # or it would warn that nobody awaited it
        raise ConfigurationError(
            "an asynchronous progress function needs an asynchronous client"
        )


def _check_rows(client: object, rows: object) -> None:
    """Refuses what could be gone through, but not as it was meant."""
    if isinstance(rows, (str, bytes, bytearray)):
        raise ValidationError("rows", "must be many rows, not one text")
    if is_mapping(rows):
        raise ValidationError("rows", "must be rows, not a mapping: give its items()")
    if hasattr(rows, "__iter__"):
        return
    if not hasattr(rows, "__aiter__"):
        raise ValidationError("rows", f"must be many rows, not {type(rows).__name__}")
    if not hasattr(client, "__aenter__"):
        raise ValidationError("rows", "come asynchronously: use an asynchronous client")
