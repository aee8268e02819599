"""What interceptors see of a call, and how they are put around it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    AsyncExitStack,
    ExitStack,
    asynccontextmanager,
    contextmanager,
)
from typing import TYPE_CHECKING, Any, TypeVar

import attrs

from . import clock
from .errors import ConfigurationError
from .http import HttpAnswer, HttpRequest
from .model import Request, Response

if TYPE_CHECKING:
    from .call import Call, Settings

R = TypeVar("R", bound=Response)

_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")
_VALUE = re.compile(r"[\x20-\x7e]*\Z")


@attrs.define(kw_only=True, eq=False)
class CallContext:
    """A call, with all its attempts and the waits between them."""

    service: str
    version: str
    action: str
    region: str | None
    endpoint: str
    """URL of the server."""

    request: Request[Any] | Mapping[str, Any] = attrs.field(repr=False)
    """The model that is sent; what `client.call` was given for an action without one."""

    attempts: int = 0
    """Attempts that were begun so far."""

    response: Response | None = attrs.field(default=None, repr=False)
    """The answer, when there is one."""

    error: BaseException | None = None
    """Why there is no answer: an error of this SDK, or a cancellation."""

    duration: float = 0.0
    """Seconds that it took, when it is over."""


@attrs.define(kw_only=True, eq=False)
class AttemptContext:
    """One attempt: a signed request, sent and answered once."""

    call: CallContext
    number: int
    """Counted from 1."""

    method: str
    url: str
    """Without its query, which may hold a signature."""

    size: int
    """Bytes of the request's body."""

    headers: dict[str, str] = attrs.field(factory=dict, repr=False)
    """Headers to send with it, for interceptors to fill. They are not signed."""

    status: int | None = None
    """The HTTP status, when there is one."""

    answer_size: int | None = None
    """Bytes of the answer's body."""

    request_id: str | None = None
    """By which the provider finds it."""

    response: Response | None = attrs.field(default=None, repr=False)
    error: BaseException | None = None
    """Why it failed. Whether another attempt follows is decided later."""

    duration: float = 0.0
    """Seconds that it took, when it is over."""


class Watch:
    """A call that interceptors surround. The synchronous client uses half of it."""

    def __init__(
        self, interceptors: tuple[Any, ...], call: Call[Any], settings: Settings
    ) -> None:
        self._interceptors = interceptors
        self._attempt: AttemptContext
        self._call = CallContext(
            service=settings.service,
            version=settings.version,
            action=call.action,
            region=settings.region,
            endpoint=settings.endpoint.url,
            request=call.asked,
        )

    @contextmanager
    def call(self) -> Iterator[None]:
        with ExitStack() as stack:
            for interceptor in self._interceptors:
                _enter(stack, interceptor.around_call(self._call))
            with _outcome(self._call):
                yield

    @asynccontextmanager
    async def call_async(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for interceptor in self._interceptors:
                await _enter_async(stack, interceptor.around_call(self._call))
            with _outcome(self._call):
                yield

    @contextmanager
    def attempt(self, request: HttpRequest) -> Iterator[HttpRequest]:
        """Around an attempt; gives the request with what interceptors add."""
        context = self._begin(request)
        with ExitStack() as stack:
            for interceptor in self._interceptors:
                _enter(stack, interceptor.around_attempt(context))
            request = _with_headers(request, context.headers)
            with _outcome(context):
                yield request

    @asynccontextmanager
    async def attempt_async(self, request: HttpRequest) -> AsyncIterator[HttpRequest]:
        context = self._begin(request)
        async with AsyncExitStack() as stack:
            for interceptor in self._interceptors:
                await _enter_async(stack, interceptor.around_attempt(context))
            request = _with_headers(request, context.headers)
            with _outcome(context):
                yield request

    def answered(self, answer: HttpAnswer) -> HttpAnswer:
        """Notes what came back for the attempt."""
        self._attempt.status = answer.status
        self._attempt.answer_size = len(answer.body)
        return answer

    def succeeded(self, response: R) -> R:
        """Notes the answer of the attempt, which is that of the call."""
        self._attempt.response = self._call.response = response
        self._attempt.request_id = getattr(response, "request_id", None)
        return response

    def failed(self, error: BaseException) -> bool:
        """Whether an error is the attempt's own, not that of an interceptor."""
        return error is self._attempt.error

    def _begin(self, request: HttpRequest) -> AttemptContext:
        self._call.attempts += 1
        self._attempt = AttemptContext(
            call=self._call,
            number=self._call.attempts,
            method=request.method,
            url=request.url.partition("?")[0],
            size=len(request.body),
        )
        return self._attempt


@contextmanager
def _outcome(context: CallContext | AttemptContext) -> Iterator[None]:
    """Notes how it ends and how long it takes, before any interceptor is left."""
    began = clock.monotonic()
    try:
        yield
    except BaseException as error:
        context.error = error
        if isinstance(context, AttemptContext):
            context.request_id = getattr(error, "request_id", None)
            context.status = context.status or getattr(error, "status", None)
        raise
    finally:
        context.duration = clock.monotonic() - began


def _enter(stack: ExitStack, manager: AbstractContextManager[object]) -> None:
    """As `enter_context`, but for an error that the manager swallows: it goes on."""

    def leave(*outcome: Any) -> None:
        manager.__exit__(*outcome)

    manager.__enter__()
    stack.push(leave)


async def _enter_async(stack: AsyncExitStack, manager: Any) -> None:
    is_async = isinstance(manager, AbstractAsyncContextManager)

    async def leave(*outcome: Any) -> None:
        if is_async:
            await manager.__aexit__(*outcome)
        else:
            manager.__exit__(*outcome)

    if is_async:
        await manager.__aenter__()
    else:
        manager.__enter__()
    stack.push_async_exit(leave)


def _with_headers(request: HttpRequest, added: Mapping[str, str]) -> HttpRequest:
    if not added:
        return request
    taken = {name.lower() for name in request.headers}
    for name, value in added.items():
        if not _HEADER.match(name) or not _VALUE.match(value):
            raise ConfigurationError(f"an interceptor's header {name!r} is malformed")
        if name.lower() in taken:
            raise ConfigurationError(f"an interceptor may not change header {name!r}")
    return request._replace(headers={**request.headers, **added})
