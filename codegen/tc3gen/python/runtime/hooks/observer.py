"""Puts interceptors around a call and its attempts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, NamedTuple, TypeGuard, TypeVar, final

from .. import clock
from ..errors import CallTimeout, ConfigurationError
from ..model import Response
from ..transport.base import HttpRequest, HttpResponse
from .interceptors import (
    AnyInterceptor,
    AsyncInterceptor,
    AttemptContext,
    CallContext,
    Interceptor,
)

R = TypeVar("R", bound=Response)


class Hooks(NamedTuple):
    """The makers of context managers for calls and for attempts, the outermost first."""

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


class CallObserver:
    """A call that interceptors surround."""

    def __init__(self, hooks: Hooks, context: CallContext) -> None:
        self._hooks = hooks
        self._attempt: AttemptContext
        self._call = context

    def call(self) -> InterceptorStack:
        return InterceptorStack(self._hooks.calls, self._call)

    def attempt(self, request: HttpRequest) -> InterceptorStack:
        self._call.attempts += 1
        self._attempt = AttemptContext(
            call=self._call,
            number=self._call.attempts,
            method=request.method,
            url=request.url.partition("?")[0],
            size=len(request.body),
        )
        return InterceptorStack(self._hooks.attempts, self._attempt)

    def sent(self, request: HttpRequest) -> HttpRequest:
        """The request of the attempt with the headers that interceptors add."""
        added = self._attempt.headers
        return _with_headers(request, added) if added else request

    def answered(self, response: HttpResponse) -> HttpResponse:
        """Notes what came back for the attempt."""
        self._attempt.status = response.status
        self._attempt.response_size = len(response.body)
        return response

    def succeeded(self, response: R) -> R:
        """Notes the response of the attempt, which is that of the call."""
        self._attempt.response = self._call.response = response
        self._attempt.request_id = getattr(response, "request_id", None)
        return response

    def failed(self, error: BaseException) -> bool:
        """Tell if an error is the attempt's own, not that of an interceptor."""
        return error is self._attempt.error


@final
class InterceptorStack:
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

    def __enter__(self) -> InterceptorStack:
        try:
            for hook in self._hooks:
                manager = hook(self._context)
                _enter_manager(hook, manager)
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

    async def __aenter__(self) -> InterceptorStack:
        try:
            for hook in self._hooks:
                manager = hook(self._context)
                if _is_asynchronous(manager):
                    await self._in_time(manager)
                else:
                    _enter_manager(hook, manager)
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

    async def _in_time(self, manager: AbstractAsyncContextManager[object]) -> None:
        """Enter what may wait, until the call must be over."""
        import asyncio
        import math

        from ..transport.asynchronous.deadlines import Deadlines, TaskDeadline

        context = self._context
        call = context if isinstance(context, CallContext) else context.call
        deadlines = Deadlines(asyncio.get_running_loop())
        limit = TaskDeadline(deadlines, max(0.0, call.time_left()), math.inf)
        try:
            with limit:
                await manager.__aenter__()
        except asyncio.exceptions.TimeoutError:
            if not limit.late:
                raise
            raise CallTimeout("an interceptor took all the time", sent=False) from None
        finally:
            deadlines.close()

    def _leave(self, error: BaseException | None) -> None:
        """Raises what an interceptor raises in place of the outcome."""
        outcome = error
        for manager in reversed(self._entered):
            try:
                manager.__exit__(*_parts(outcome))
            except BaseException as raised:  # noqa: BLE001
                outcome = raised
        if outcome is not None and outcome is not error:
            raise outcome

    async def _leave_async(self, error: BaseException | None) -> None:
        outcome = error
        for manager in reversed(self._entered):
            try:
                if _is_asynchronous(manager):
                    await manager.__aexit__(*_parts(outcome))
                else:
                    manager.__exit__(*_parts(outcome))
            except BaseException as raised:  # noqa: BLE001
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


def _is_asynchronous(
    manager: object,
) -> TypeGuard[AbstractAsyncContextManager[object]]:
    return isinstance(manager, AbstractAsyncContextManager)


def _enter_manager(hook: Callable[..., Any], manager: Any) -> None:
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
    from ..transport.header_rules import check_headers

    taken = {name.lower() for name in request.headers}
    request.headers.update(check_headers(added, "an interceptor's", taken))
    return request
