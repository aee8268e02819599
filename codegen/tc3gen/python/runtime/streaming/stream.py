"""Responses that come piece by piece: what `stream` of the two clients gives."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, final

from ..deadline import Deadline
from ..lazy_imports import Later
from ..model import Response
from ..not_copied import NotCopied
from ..serialization.sse import ServerSentEvent
from ..transport.error_chain import clear_frames
from ..transport.timeouts import Timeout
from .reader import EventReader

if TYPE_CHECKING:
    from ..calls import call as calls

if not TYPE_CHECKING:
    calls = Later(f"{__package__.rpartition('.')[0]}.calls.call")

R = TypeVar("R", bound=Response)


class _Events(NotCopied, Generic[R]):
    """The common part of the two streams: all but the reading."""

    _instead = (
        "it holds a connection: read it where it was opened, and hand on its responses"
    )

    def __init__(
        self,
        perform: Callable[[calls.PreparedCall[Any]], Any],
        call: calls.PreparedCall[R],
        timeout: Timeout,
        clock: Callable[[], Callable[[], float]],
    ) -> None:
        self._perform = perform
        self._clock = clock
        self._call = call
        self._timeout = timeout
        self._opened = False
        self._closed = False
        self._reader: EventReader[R] | None = None
        self._whole: R | None = None

    @property
    def request_id(self) -> str:
        """Identifies the call; empty before the stream is open."""
        if self._reader is not None:
            return self._reader.request_id
        return "" if self._whole is None else self._whole.request_id

    @property
    def event(self) -> ServerSentEvent | None:
        """The event that the last response was read from, with its name and id.

        None before the first, and where the service gave its response at once.
        """
        return None if self._reader is None else self._reader.event

    def _open(self, made: Any) -> None:
        """Takes what the call gave: a stream, or a response that came at once."""
        self._closed = False
        if isinstance(made, EventReader):
            self._reader = made
        else:
            self._whole = made

    def _take(self) -> R | None:
        """The next response, if it has come."""
        if self._closed:
            return None
        if self._reader is None:
            self._closed = True
            return self._whole
        try:
            made = self._reader.take()
        except BaseException as error:
            self._fail(error)
            raise
        if made is None and self._reader.ended:
            self._close()
        return made

    def _fail(self, error: BaseException) -> None:
        if self._call.attempts_of_stream is not None:
            self._call.attempts_of_stream.tell(error)
        self._call.forget()
        self._close()
        clear_frames(error)

    def _close(self) -> None:
        self._opened = self._closed = True
        if self._reader is not None:
            self._reader.rest.close()

    def __del__(self) -> None:
        if not vars(self).get("_closed", True):
            self._close()


@final
class EventStream(_Events[R]):
    """The responses of a call, in a `for`, each as soon as it comes.

    The request is sent with the first step, or at the begin of a `with`. Leaving the `with`,
    or `close`, gives up what has not come. Until the first event the call may be tried again
    as any other, later never. Each step may take as long as `timeout.total` allows, a silence
    as long as `timeout.read`.

    Raises:
        TransportError: The connection broke, or nothing came in time.
        ResponseError: What came is not a response of the service.
        ApiError: The service refused, or failed on the way.
    """

    def __iter__(self) -> EventStream[R]:
        return self

    def __next__(self) -> R:
        if not self._opened:
            self._begin()
        deadline = Deadline(self._timeout.total, self._clock())
        while True:
            made = self._take()
            if made is not None:
                return made
            reader = self._reader
            if reader is None or self._closed:
                raise StopIteration
            try:
                reader.feed(reader.rest.read(deadline, self._timeout.read))
            except BaseException as error:
                self._fail(error)
                raise

    def close(self) -> None:
        """Gives up what has not come yet. Doing it twice is fine."""
        self._close()

    def __enter__(self) -> EventStream[R]:
        if not self._opened:
            self._begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _begin(self) -> None:
        self._opened = self._closed = True  # until it is there
        self._open(self._perform(self._call))


@final
class AsyncEventStream(_Events[R]):
    """The responses of a call, in an `async for`, each as soon as it comes.

    The request is sent with the first step, or at the begin of an `async with`. Leaving that,
    or `aclose`, gives up what has not come. Until the first event the call may be tried again
    as any other, later never. Each step may take as long as `timeout.total` allows, a silence
    as long as `timeout.read`.

    Raises:
        TransportError: The connection broke, or nothing came in time.
        ResponseError: What came is not a response of the service.
        ApiError: The service refused, or failed on the way.
    """

    def __aiter__(self) -> AsyncEventStream[R]:
        return self

    async def __anext__(self) -> R:
        if not self._opened:
            await self._begin()
        deadline = Deadline(self._timeout.total, self._clock())
        while True:
            made = self._take()
            if made is not None:
                return made
            reader = self._reader
            if reader is None or self._closed:
                raise StopAsyncIteration
            try:
                reader.feed(await reader.rest.read(deadline, self._timeout.read))
            except BaseException as error:
                self._fail(error)
                raise

    async def aclose(self) -> None:
        """Gives up what has not come yet. Doing it twice is fine."""
        self._close()

    async def __aenter__(self) -> AsyncEventStream[R]:
        if not self._opened:
            await self._begin()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def _begin(self) -> None:
        self._opened = self._closed = True  # until it is there
        self._open(await self._perform(self._call))
