"""Waiters: poll until a state is reached. No input or output."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from . import clock
from .errors import (
    ConfigurationError,
    Tc3Error,
    ValidationError,
    WaitFailed,
    WaitTimeout,
)
from .narrowing import is_list, is_number
from .retry import may_retry

if TYPE_CHECKING:
    from .model import Request, Response
    from .paging.walk import PageWalk

T = TypeVar("T")

_GROWTH = 1.2
_LONGEST = 60.0
"""Seconds that an interval grows to, if it is not longer from the start."""


class Waiter(Generic[T]):
    """Something to wait for; `T` is what there is in the end. Names are those of Python.

    `path` leads to the state from the response, or from an item of `items`: that whose
    members equal what is given for `where`. States of an enum are the names of its members.
    """

    __slots__ = (
        "enum",
        "failure",
        "interval",
        "items",
        "name",
        "path",
        "success",
        "timeout",
        "where",
    )

    def __init__(
        self,
        name: str,
        *,
        path: str,
        success: tuple[str | int, ...],
        failure: tuple[str | int, ...] = (),
        enum: bool = False,
        items: str | None = None,
        where: Mapping[str, type[str | int]] = {},
        interval: float,
        timeout: float,
    ) -> None:
        self.name = name
        self.path = path
        self.success = success
        self.failure = failure
        self.enum = enum
        self.items = items
        self.where = where
        self.interval = interval
        self.timeout = timeout

    def begin(
        self,
        request: Request[Any],
        item: Mapping[str, Any],
        interval: float | None,
        timeout: float | None,
        now: Callable[[], float] | None = None,
    ) -> Wait[T]:
        """A wait that begins now; `item` is what is given for `where`."""
        return Wait(self, request, item, interval, timeout, now)

    def is_among(self, state: Any, states: tuple[str | int, ...]) -> bool:
        if not self.enum:
            return state in states
        # A value that the spec does not know is plain, and might read like a name.
        return isinstance(state, Enum) and state.name in states


class Wait(Generic[T]):
    """One wait: send `request`, tell what came of it, pause, and again.

    The pauses grow by a fifth each, to a minute at most. Time is up when it has been asked
    at or after its end; the calls keep to their own time-outs.
    """

    __slots__ = (
        "_end",
        "_first",
        "_item",
        "_last",
        "_longest",
        "_now",
        "_paging",
        "_pause",
        "_state",
        "_waiter",
        "found",
        "request",
    )
    found: T

    def __init__(
        self,
        waiter: Waiter[T],
        request: Request[Any],
        item: Mapping[str, Any],
        interval: float | None,
        timeout: float | None,
        now: Callable[[], float] | None = None,
    ) -> None:
        if waiter.where:
            _check_item(waiter, request, item)
        self._now = now or clock.monotonic
        self._waiter = waiter
        self._item = item
        self._first = request
        self._paging: PageWalk | None = None
        self._pause = (
            waiter.interval if interval is None else seconds_of("interval", interval)
        )
        self._longest = max(self._pause, _LONGEST)
        self._end = self._now() + (
            waiter.timeout if timeout is None else seconds_of("timeout", timeout)
        )
        self._state: Any = None
        self._last: Any = None
        self.request = request

    def after(self, response: Response) -> float | None:
        """Seconds until the next request; None where `found` is there.

        Raises:
            WaitFailed: It cannot come any more.
            WaitTimeout: Time is up.
        """
        waiter = self._waiter
        seen: Any = response if waiter.items is None else self._pick(response)
        if seen is None and self._paging is not None and self._paging.request:
            self.request = self._paging.request
            return 0.0
        self._last = seen
        self._state = state = _follow_path(seen, waiter.path)
        if waiter.is_among(state, waiter.success):
            self.found = cast("T", seen)
            return None
        if waiter.is_among(state, waiter.failure):
            raise WaitFailed(waiter.name, state, seen)
        return self._next_look()

    def after_error(self, error: Tc3Error) -> float | None:
        """Seconds until the next request, after a failed one; None where the failure stays."""
        if not may_retry(error, self._first.__action__.repeatable):
            return None
        return self._next_look(error)

    def _next_look(self, error: Tc3Error | None = None) -> float:
        """Seconds until it is asked from the start again."""
        self.request, self._paging = self._first, None
        left = self._end - self._now()
        if left <= 0:
            raise WaitTimeout(self._waiter.name, self._state, self._last) from error
        pause = self._pause
        self._pause = min(pause * _GROWTH, self._longest)
        return min(pause, left)

    def _pick(self, response: Response) -> Any:
        """The item that is waited for, if the response has it."""
        pages = self._first.__action__.pages
        if pages is not None and pages.items == self._waiter.items:
            if self._paging is None:
                from .paging.walk import PageWalk

                self._paging = PageWalk(self._first)
            items = self._paging.feed(response)
        else:
            items = _follow_path(response, self._waiter.items or "")
        wanted = self._item.items()
        for item in items if is_list(items) else ():
            if all(getattr(item, name, None) == value for name, value in wanted):
                return item
        return None


def _follow_path(value: Any, path: str) -> Any:
    for name in path.split("."):
        value = getattr(value, name, None)
    return value


def _check_item(
    waiter: Waiter[Any], request: Request[Any], item: Mapping[str, Any]
) -> None:
    """Refuse a value that could equal nothing: it would be waited for in vain."""
    for name, kind in waiter.where.items():
        value = item[name]
        if not isinstance(value, kind) or isinstance(value, bool):
            wanted = "text" if kind is str else "an integer"
            reason = f"must be {wanted}, not {type(value).__name__}"
            raise ValidationError(name, reason, request.__action__.name)


def seconds_of(option: str, seconds: float) -> float:
    """An option in seconds, checked."""
    if not is_number(seconds) or not seconds > 0:
        raise ConfigurationError(f"{option} must be more than 0 seconds")
    return seconds
