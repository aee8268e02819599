"""Interceptors: users put them around calls and attempts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    nullcontext,
)
from typing import TYPE_CHECKING, Any, TypeGuard

from ..deadline import Deadline
from ..errors import ConfigurationError
from ..lazy_imports import Later

if TYPE_CHECKING:
    from .. import model

if not TYPE_CHECKING:  # which loads attrs, and is needed by nobody but who resolves
    model = Later(f"{__package__.rpartition('.')[0]}.model")


class CallContext:
    """A call, with all its attempts and the waits between them."""

    __slots__ = (
        "action",
        "attempts",
        "deadline",
        "duration",
        "endpoint",
        "error",
        "region",
        "request",
        "response",
        "service",
        "version",
    )

    service: str
    version: str
    action: str
    region: str | None
    endpoint: str
    """URL of the server."""

    request: model.Request[Any] | Mapping[str, Any]
    """The model that is sent; what `client.call` was given for an action without one."""

    deadline: Deadline
    """When the call must be over."""

    attempts: int
    """Attempts that were begun so far."""

    response: model.Response | None
    """The response, when there is one."""

    error: BaseException | None
    """Why there is no response: an error of this SDK, or a cancellation."""

    duration: float
    """Seconds that it took, when it is over."""

    def __init__(
        self,
        *,
        service: str,
        version: str,
        action: str,
        region: str | None,
        endpoint: str,
        request: model.Request[Any] | Mapping[str, Any],
        deadline: Deadline,
    ) -> None:
        self.service = service
        self.version = version
        self.action = action
        self.region = region
        self.endpoint = endpoint
        self.request = request
        self.deadline = deadline
        self.attempts = 0
        self.response = self.error = None
        self.duration = 0.0

    def __repr__(self) -> str:
        return f"<CallContext {self.service}.{self.action}, {self.attempts} attempts>"

    def time_left(self) -> float:
        """Seconds until the call must be over, for interceptors that wait."""
        return self.deadline.left()


class AttemptContext:
    """One attempt: a signed request, and the response to it."""

    __slots__ = (
        "call",
        "duration",
        "error",
        "headers",
        "method",
        "number",
        "request_id",
        "response",
        "response_size",
        "size",
        "status",
        "url",
    )

    call: CallContext
    number: int
    """Counted from 1."""

    method: str
    url: str
    """Without its query, which may hold a signature."""

    size: int
    """Bytes of the request's body."""

    headers: dict[str, str]
    """Headers to send with it, for interceptors to fill. They are not signed."""

    status: int | None
    """The HTTP status, when there is one."""

    response_size: int | None
    """Bytes of the response's body."""

    request_id: str | None
    """By which the provider finds it."""

    response: model.Response | None
    error: BaseException | None
    """Why it failed. If another attempt follows is decided later."""

    duration: float
    """Seconds that it took, when it is over."""

    def __init__(
        self, *, call: CallContext, number: int, method: str, url: str, size: int
    ) -> None:
        self.call = call
        self.number = number
        self.method = method
        self.url = url
        self.size = size
        self.headers = {}
        self.status = self.response_size = self.request_id = None
        self.response = self.error = None
        self.duration = 0.0

    def __repr__(self) -> str:
        return (
            f"<AttemptContext {self.number} of {self.call!r}, {self.method} {self.url}>"
        )


class Interceptor:
    """Surrounds the calls of a client and their attempts; either method may be left out.

    Each method gives a context manager: what stands before its `yield` is done before, what
    follows afterwards. One object serves synchronous clients, from any number of threads,
    and asynchronous ones, where it must not block. For example::

        class Timing(Interceptor):
            @contextmanager
            def around_call(self, call: CallContext) -> Generator[None, None, None]:
                try:
                    yield
                finally:
                    record(call.action, call.duration, call.error)

    The first of a client's interceptors is the outermost one. Errors mean this:

    - What is raised before the `yield` keeps the call, or the attempt, from being made.
    - What is raised after it takes the place of the outcome, though the service may have
      done what it was asked.
    - Either ends the call: no other attempt follows an interceptor's own error.
    - An error of the call that an interceptor swallows is raised all the same.

    A request that breaks the spec is refused before any interceptor sees it.
    """

    def around_call(self, call: CallContext) -> AbstractContextManager[object]:
        """Entered before the first attempt, left when the outcome is known."""
        return nullcontext()

    def around_attempt(self, attempt: AttemptContext) -> AbstractContextManager[object]:
        """Entered when the request is signed, left when its response has been read."""
        return nullcontext()


class AsyncInterceptor:
    """Surrounds the calls of an asynchronous client, with context managers that may await."""

    def around_call(self, call: CallContext) -> AbstractAsyncContextManager[object]:
        """Entered before the first attempt, left when the outcome is known."""
        return nullcontext()

    def around_attempt(
        self, attempt: AttemptContext
    ) -> AbstractAsyncContextManager[object]:
        """Entered when the request is signed, left when its response has been read."""
        return nullcontext()


AnyInterceptor = Interceptor | AsyncInterceptor


def _is_iterable(value: object) -> TypeGuard[Iterable[Any]]:
    return isinstance(value, Iterable)


def check_interceptors(given: Any, kinds: tuple[type, ...]) -> tuple[Any, ...]:
    """The interceptors of a client. Raises `ConfigurationError` where one does not fit."""
    if not _is_iterable(given):
        raise ConfigurationError("interceptors must be a list of them")
    found = tuple(given)
    for interceptor in found:
        if not isinstance(interceptor, kinds):
            name = getattr(interceptor, "__name__", type(interceptor).__name__)
            needed = " or ".join(kind.__name__ for kind in kinds)
            raise ConfigurationError(f"interceptor {name} must be an {needed} object")
    return found
