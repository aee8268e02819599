"""What users put around calls and attempts."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    nullcontext,
)
from typing import TYPE_CHECKING, Any

from .errors import ConfigurationError

if TYPE_CHECKING:
    from .watch import AttemptContext, CallContext


class Interceptor:
    """Surrounds the calls of a client and their attempts; either method may be left out.

    Each method gives a context manager: what stands before its `yield` is done before, what
    follows afterwards. One object serves synchronous clients, from any number of threads,
    and asynchronous ones, where it must not block.

        class Timing(Interceptor):
            @contextmanager
            def around_call(self, call: CallContext) -> Iterator[None]:
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
        """Entered when the request is signed, left when its answer has been read."""
        return nullcontext()


class AsyncInterceptor:
    """The same for asynchronous clients only, with context managers that may await."""

    def around_call(self, call: CallContext) -> AbstractAsyncContextManager[object]:
        """Entered before the first attempt, left when the outcome is known."""
        return nullcontext()

    def around_attempt(
        self, attempt: AttemptContext
    ) -> AbstractAsyncContextManager[object]:
        """Entered when the request is signed, left when its answer has been read."""
        return nullcontext()


AnyInterceptor = Interceptor | AsyncInterceptor


def check_interceptors(
    given: Iterable[object], kinds: tuple[type, ...]
) -> tuple[Any, ...]:
    """The interceptors of a client. Raises `ConfigurationError` where one does not fit."""
    if not isinstance(given, Iterable):
        raise ConfigurationError("interceptors must be a list of them")
    found = tuple(given)
    for interceptor in found:
        if not isinstance(interceptor, kinds):
            name = getattr(interceptor, "__name__", type(interceptor).__name__)
            needed = " or ".join(kind.__name__ for kind in kinds)
            raise ConfigurationError(f"interceptor {name} must be an {needed} object")
    return found
