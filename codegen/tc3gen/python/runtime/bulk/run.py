"""One run of a bulk method: how far it is, and what is known when it stops. No input or output."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

import attrs

from .bulk import Bulk
from .bulk_forms import Limits, limits_of
from .bulk_rows import BadRow, Chunk, DropRepeats, Rows
from .errors import (
    ApiError,
    BulkError,
    ConfigurationError,
    InvalidRequest,
    InvalidRow,
    Tc3Error,
)
from .model import Request, Response
from .retry import may_retry
from .waiters import seconds_of

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

    from .call import Core

A = TypeVar("A", bound=Response)

_GROWTH = 1.2
_LONGEST = 60.0
_HALF_WAY = {"FailedOperation", "InternalError", "ServiceUnavailable"}
"""Categories of errors after which some of the work may have been done."""


@attrs.frozen(kw_only=True)
class BulkProgress(Generic[A]):
    """How far the rows are."""

    position: int = 0
    """Rows from the first one on that are done with; `start` to go on from here."""

    sent: int = 0
    """Rows that were sent and answered."""

    repeats: int = 0
    """Rows that were dropped, as the same had been there before."""

    answers: tuple[A, ...] = ()
    """What the service answered, one for each request."""

    @property
    def request_ids(self) -> tuple[str, ...]:
        """The ids of the requests that were answered."""
        return tuple(answer.request_id for answer in self.answers)


class Run(Generic[A]):
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
        drop_repeats: DropRepeats,
        deadline: float | None,
    ) -> None:
        self.rows = Rows(bulk, requests, limits, start=start, drop_repeats=drop_repeats)
        self.progress: BulkProgress[A] = BulkProgress(position=start)
        self._bulk = bulk
        self._now = now
        self._patience = (
            bulk.deadline if deadline is None else seconds_of("deadline", deadline)
        )
        self._chunk: Chunk | None = None
        self._pause = 0.0
        self._end = 0.0

    def begin(self, chunk: Chunk) -> None:
        """The rows that are sent now."""
        self._chunk = chunk
        self._pause = float(self._bulk.interval)
        self._end = self._now() + self._patience

    def pause(self, error: Tc3Error) -> float | None:
        """Seconds until the same rows are sent again; None where the error is final.

        They are only where the service is busy with the rows before and took none of these.
        """
        if not isinstance(error, ApiError) or error.code not in self._bulk.busy:
            return None
        left = self._end - self._now()
        if left <= 0:
            return None
        pause = min(self._pause, left)
        self._pause = min(self._pause * _GROWTH, _LONGEST)
        return pause

    def answered(self, answer: A) -> None:
        """The rows have arrived."""
        chunk = self._chunk
        assert chunk is not None
        self._chunk = None
        self.progress = BulkProgress(
            position=chunk.stop,
            sent=self.progress.sent + chunk.rows,
            repeats=self.rows.repeats,
            answers=(*self.progress.answers, answer),
        )

    def ended(self) -> BulkProgress[A]:
        """Where it stands when all is done: repeats may have followed the last request."""
        return attrs.evolve(
            self.progress, position=self.rows.read, repeats=self.rows.repeats
        )

    def __enter__(self) -> Self:
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
        if not self.progress.sent and isinstance(
            error, (ConfigurationError, InvalidRequest)
        ):
            return
        reason = str(error) or type(error).__name__
        raise BulkError(
            self._bulk.name, self.progress, reason, self._unknown(error)
        ) from error

    def _unknown(self, error: Exception) -> range:
        """The rows of which nobody knows whether they have arrived."""
        chunk = self._chunk
        if chunk is None or _took_nothing(error):
            return range(self.progress.position, self.progress.position)
        return range(chunk.first, chunk.stop)


def _took_nothing(error: Exception) -> bool:
    """Whether it is certain that the service took none of a request's rows."""
    if isinstance(error, (ConfigurationError, InvalidRequest)):
        return True
    if not isinstance(error, Tc3Error):
        return False
    if isinstance(error, ApiError) and error.status < 500:
        refused = error.code.partition(".")[0] not in _HALF_WAY
        return refused or may_retry(error, repeatable=False)
    return may_retry(error, repeatable=False)


class _Client(Protocol):
    """Either client."""

    _core: Core

    @staticmethod
    def _now() -> float: ...


def begin(
    client: _Client,
    bulk: Bulk,
    requests: Sequence[Request[Any]],
    rows: object,
    start: int,
    drop_repeats: DropRepeats,
    deadline: float | None,
) -> Run[Any]:
    """The run of a client's call. Raises `InvalidRequest` where `rows` are none."""
    _check_rows(client, rows)
    settings = client._core.settings
    return Run(
        bulk,
        requests,
        limits_of(settings, requests),
        client._now,
        start=start,
        drop_repeats=drop_repeats,
        deadline=deadline,
    )


def refuse_awaitable(told: object) -> None:
    """What a progress function returned, where nothing can await it."""
    if isinstance(told, Awaitable):
        if isinstance(told, Coroutine):
            told.close()  # or it would warn that nobody awaited it
        raise ConfigurationError(
            "an asynchronous progress function needs an asynchronous client"
        )


def _check_rows(client: object, rows: object) -> None:
    """Refuses what could be gone through, but not as it was meant."""
    if isinstance(rows, (str, bytes, bytearray)):
        raise InvalidRequest("rows", "must be many rows, not one text")
    if isinstance(rows, Mapping):
        raise InvalidRequest("rows", "must be rows, not a mapping: give its items()")
    if hasattr(rows, "__iter__"):
        return
    if not hasattr(rows, "__aiter__"):
        raise InvalidRequest("rows", f"must be many rows, not {type(rows).__name__}")
    if not hasattr(client, "__aenter__"):
        raise InvalidRequest("rows", "come asynchronously: use an asynchronous client")
