"""What interceptors see of a call, and how they are put around it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import attrs

from . import clock
from .errors import ConfigurationError
from .http import HttpAnswer, HttpRequest
from .interceptors import AnyInterceptor, AsyncInterceptor, Interceptor
from .model import Request, Response

if TYPE_CHECKING:
    from types import TracebackType

    from typing_extensions import Self

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


class Hooks(NamedTuple):
    """What makes the context managers for calls and for attempts, the outermost first."""

    calls: tuple[Callable[[CallContext], Any], ...] = ()
    attempts: tuple[Callable[[AttemptContext], Any], ...] = ()

    def then(self, inner: Hooks) -> Hooks:
        return Hooks(self.calls + inner.calls, self.attempts + inner.attempts)


def hooks_of(interceptors: Iterable[AnyInterceptor]) -> Hooks:
    """Those methods of interceptors that do something."""
    found = list(interceptors)
    return Hooks(
        tuple(i.around_call for i in found if _does(i.around_call)),
        tuple(i.around_attempt for i in found if _does(i.around_attempt)),
    )


def _does(method: object) -> bool:
    return getattr(method, "__func__", None) not in (
        Interceptor.around_call,
        Interceptor.around_attempt,
        AsyncInterceptor.around_call,
        AsyncInterceptor.around_attempt,
    )


class Watch:
    """A call that interceptors surround."""

    def __init__(self, hooks: Hooks, call: Call[Any], settings: Settings) -> None:
        self._hooks = hooks
        self._attempt: AttemptContext
        self._call = CallContext(
            service=settings.service,
            version=settings.version,
            action=call.action,
            region=settings.region,
            endpoint=settings.endpoint.url,
            request=call.asked,
        )

    def call(self) -> Around:
        return Around(self._hooks.calls, self._call)

    def attempt(self, request: HttpRequest) -> Around:
        self._call.attempts += 1
        self._attempt = AttemptContext(
            call=self._call,
            number=self._call.attempts,
            method=request.method,
            url=request.url.partition("?")[0],
            size=len(request.body),
        )
        return Around(self._hooks.attempts, self._attempt)

    def sent(self, request: HttpRequest) -> HttpRequest:
        """The request of the attempt with the headers that interceptors add."""
        added = self._attempt.headers
        return _with_headers(request, added) if added else request

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


class Around:
    """For a `with`: the context managers of interceptors around a call or an attempt.

    Unlike `contextlib.ExitStack`, it lets nobody swallow an error. The outcome is noted
    before the innermost one is left.
    """

    __slots__ = ("_began", "_context", "_entered", "_hooks")

    def __init__(
        self,
        hooks: tuple[Callable[[Any], Any], ...],
        context: CallContext | AttemptContext,
    ) -> None:
        self._hooks = hooks
        self._context = context
        self._entered: list[Any] = []

    def __enter__(self) -> Self:
        try:
            for hook in self._hooks:
                manager = hook(self._context)
                _enter(hook, manager)
                self._entered.append(manager)
        except BaseException as error:
            self._leave(error)
            raise
        self._began = clock.monotonic()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._note(error)
        self._leave(error)

    async def __aenter__(self) -> Self:
        try:
            for hook in self._hooks:
                manager = hook(self._context)
                if isinstance(manager, AbstractAsyncContextManager):
                    await manager.__aenter__()
                else:
                    _enter(hook, manager)
                self._entered.append(manager)
        except BaseException as error:
            await self._leave_async(error)
            raise
        self._began = clock.monotonic()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._note(error)
        await self._leave_async(error)

    def _leave(self, error: BaseException | None) -> None:
        """Raises what an interceptor raises in place of the outcome."""
        outcome = error
        for manager in reversed(self._entered):
            try:
                manager.__exit__(*_parts(outcome))
            except BaseException as raised:
                outcome = raised
        if outcome is not None and outcome is not error:
            raise outcome

    async def _leave_async(self, error: BaseException | None) -> None:
        outcome = error
        for manager in reversed(self._entered):
            try:
                if isinstance(manager, AbstractAsyncContextManager):
                    await manager.__aexit__(*_parts(outcome))
                else:
                    manager.__exit__(*_parts(outcome))
            except BaseException as raised:
                outcome = raised
        if outcome is not None and outcome is not error:
            raise outcome

    def _note(self, error: BaseException | None) -> None:
        context = self._context
        context.duration = clock.monotonic() - self._began
        if error is not None:
            context.error = error
            if isinstance(context, AttemptContext):
                context.request_id = getattr(error, "request_id", None)
                context.status = context.status or getattr(error, "status", None)


def _enter(hook: Callable[..., Any], manager: Any) -> None:
    if not hasattr(manager, "__enter__"):
        if hasattr(manager, "close"):
            manager.close()  # or a coroutine would warn that nobody awaited it
        raise ConfigurationError(
            f"{getattr(hook, '__qualname__', hook)} gave no context manager; is it decorated with "
            "@contextmanager, or @asynccontextmanager of an AsyncInterceptor?"
        )
    manager.__enter__()


def _parts(error: BaseException | None) -> tuple[Any, Any, Any]:
    """An error as `__exit__` takes it."""
    if error is None:
        return (None, None, None)
    return (type(error), error, error.__traceback__)


def _with_headers(request: HttpRequest, added: Mapping[str, str]) -> HttpRequest:
    taken = {name.lower() for name in request.headers}
    for name, value in added.items():
        if not _HEADER.match(name) or not _VALUE.match(value):
            raise ConfigurationError(f"an interceptor's header {name!r} is malformed")
        if name.lower() in taken:
            raise ConfigurationError(f"an interceptor may not change header {name!r}")
    return request._replace(headers={**request.headers, **added})
