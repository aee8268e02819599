"""The synchronous client: a thin loop around the core, over urllib3."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from .base import BaseClient
from .errors import Tc3Error
from .http import Transport, TransportOptions
from .interceptors import Interceptor

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self
    from urllib3 import PoolManager  # noqa: F401 - named in a text below

    from .attempts import Attempts
    from .bulk import Bulk
    from .bulk_rows import Chunk
    from .bulk_run import BulkProgress, Run
    from .call import Call
    from .event_stream import EventStream
    from .http import HttpRequest, Timeout
    from .keeper import Keeper
    from .model import Request, Response
    from .pagers import Pager
    from .sources import Source
    from .waiters import Waiter
    from .watch import Watch

    R = TypeVar("R", bound=Response)
    W = TypeVar("W")


class Client(
    BaseClient[
        Transport,
        "PoolManager",
        Interceptor,
    ]
):
    """Calls the service. Threads may share it; `close` it, or use it in a `with`."""

    _interceptor_kinds = (Interceptor,)

    def send(self, request: Request[R]) -> R:
        """Sends a request and returns its answer.

        Raises:
            InvalidRequest: The request breaks the spec; nothing was sent.
            TransportError: No answer came back.
            ResponseError: What came back is no answer of the service.
            ApiError: The service refused; its class tells why.
        """
        return self._perform(self._core.prepare(request))

    def call(
        self, action: str, params: Mapping[str, Any], *, repeatable: bool = False
    ) -> Response:
        """Calls an action that has no model; names and values are those of the wire."""
        return self._perform(self._core.prepare_raw(action, params, repeatable))

    def stream(self, request: Request[R]) -> EventStream[R]:
        """Sends a request and gives its answers one by one, as the service makes them.

        For actions that may answer with a stream of events; where the service answers at
        once, that is the only one. The request is sent when the first answer is asked for.

        Raises:
            InvalidRequest: The request breaks the spec.
        """
        from .event_stream import EventStream

        call = self._core.prepare(request, streams=True)
        return EventStream(self._perform, call, self._core.settings.timeout)

    def paginate(
        self, request: Request[Any], *, look_ahead: bool = False
    ) -> Pager[Any]:
        """The items of all pages, from the page of `request` on. See `Pager`."""
        from .pagers import Pager

        return Pager(self.send, request, look_ahead)

    def pages(
        self, request: Request[Any], *, look_ahead: bool = False
    ) -> Iterator[list[Any]]:
        """The items page by page; a page is asked for when it is needed."""
        return self.paginate(request, look_ahead=look_ahead).pages()

    def _wait(
        self,
        waiter: Waiter[W],
        request: Request[Any],
        item: Mapping[str, Any],
        interval: float | None,
        deadline: float | None,
    ) -> W:
        """Asks until what is waited for is there; `item` says which one of a list."""
        wait = waiter.begin(request, item, interval, deadline, self._now)
        while True:
            try:
                answer = self.send(wait.request)
            except Tc3Error as error:
                pause = wait.after_error(error)
                if pause is None:
                    raise
            else:
                pause = wait.after(answer)
                if pause is None:
                    return wait.found
            self._sleep(pause)

    def _bulk(
        self,
        bulk: Bulk,
        requests: Sequence[Request[Any]],
        rows: Iterable[Any],
        progress: Callable[[BulkProgress[Any]], object] | None,
        start: int,
        drop_repeats: bool | Callable[[str], str],
        deadline: float | None,
    ) -> BulkProgress[Any]:
        """Sends rows in as few requests as will do, one after the other."""
        from .bulk_run import begin

        run = begin(self, bulk, requests, rows, start, drop_repeats, deadline)
        with run:
            for chunk in run.rows.cut(rows):
                self._send_chunk(run, chunk, progress)
        return run.ended()

    def _send_chunk(
        self,
        run: Run[Any],
        chunk: Chunk,
        progress: Callable[[BulkProgress[Any]], object] | None,
    ) -> None:
        from .bulk_run import refuse_awaitable

        run.begin(chunk)
        while True:
            try:
                run.answered(self.send(chunk.request))
                break
            except Tc3Error as error:
                pause = run.pause(error)
                if pause is None:
                    raise
            self._sleep(pause)
        if progress is not None:
            refuse_awaitable(progress(run.progress))

    def close(self) -> None:
        """Closes the connections. Doing it twice is fine."""
        self._closed = True
        if self._owns_transport:
            self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _perform(
        self,
        call: Call[R],
        watch: Watch | None = None,
    ) -> R:
        """Makes attempts until one succeeds or none can follow."""
        self._check_open()
        core = self._core
        if watch is None:
            watch = core.watch(call)
            if watch is not None:
                with watch.call():
                    return self._perform(call, watch)
        attempts = core.attempts(call)
        while True:
            credential = self._credential
            if credential is None and not call.unsigned:
                credential = self._keeper.get(attempts.left())
            if core.settings.rate_limiter is not None:
                self._take_turn(call, attempts)
            request = core.sign(call, credential)
            timeout = attempts.timeout()
            try:
                if watch is not None:
                    made = self._attempt(call, request, timeout, watch)
                    attempts.succeeded()
                    return made
                answer = self._transport.exchange(request, timeout)
                made = core.read(call, answer)
            except Tc3Error as error:
                if watch is not None and not watch.failed(error):
                    raise
                wait = attempts.wait(error)
                if wait is None:
                    raise
                core.retrying(call, error, wait)
            else:
                attempts.succeeded()
                return made
            self._sleep(wait)

    def _attempt(
        self, call: Call[R], request: HttpRequest, timeout: Timeout, watch: Watch
    ) -> R:
        with watch.attempt(request):
            answer = self._transport.exchange(watch.sent(request), timeout)
            return watch.succeeded(self._core.read(call, watch.answered(answer)))

    def _take_turn(self, call: Call[Any], attempts: Attempts) -> None:
        core = self._core
        limiter = core.settings.rate_limiter
        assert limiter is not None
        try:
            limiter.acquire(core.quota(call), call.rate_limit, attempts.left())
        except Tc3Error as error:
            # No time for another attempt: what failed before says more.
            raise attempts.failed or error from None

    @staticmethod
    def _sleep(seconds: float) -> None:
        time.sleep(seconds)

    def _make_keeper(self, source: Source) -> Keeper:
        from .keeper import Keeper

        return Keeper(source, self._options["site"], self._transport)

    def _make_transport(self, options: TransportOptions) -> Transport:
        from .transport import Urllib3Transport

        return Urllib3Transport(options)
