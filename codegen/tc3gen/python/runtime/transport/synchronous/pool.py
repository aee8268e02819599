"""The connections of a synchronous transport, for any number of threads.

A signal handler may raise between any two steps, or make calls itself, and a fork may come
at any time. So there is no lock that could stay held, and no count that could be wrong: the
shared sets and deques change in single steps of the interpreter, and whoever holds a place
gives it back by letting go of it, however that comes about.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from collections import deque
from itertools import count
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, WeakSet, ref

from ...deadline import Deadline
from ...errors import CallTimeout, ConfigurationError, ConnectError
from ..base import CLOSED, NO_CONNECTION_TO
from .connection import H11Connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...attempt import Attempt
    from .routes import Route

_LOOK = 0.5
"""Seconds after which one that waits looks again, in case the call to it got lost."""


class Place:
    """A place in the line for connections; those with the lowest numbers have their turn.

    It leaves the line when it is given up, or as soon as nobody has it any more.

    It draws its number when it stands in the line already, and counts as the first one
    until then: whoever has a higher number is sure to see it. Otherwise a thread that is
    overtaken between the two would go ahead of those who went, as one too many.
    """

    __slots__ = ("__weakref__", "number", "reference")

    def __init__(self, numbers: Iterator[int], line: set[ReferenceType[Place]]) -> None:
        self.number = -1
        self.reference: ReferenceType[Place] = ref(self, line.discard)
        line.add(self.reference)
        self.number = next(numbers)


class Lease:
    """A connection in use, and the place that allows it."""

    __slots__ = ("_place", "_pool", "_route", "connection")

    def __init__(
        self, pool: H11Pool, route: Route, place: Place, connection: H11Connection
    ) -> None:
        self._pool = pool
        self._route = route
        self._place: Place | None = place
        self.connection = connection

    def give_back(self) -> None:
        """Leave the connection to others, if it can serve again."""
        if self._place is None:
            return
        # From here on `discard` does nothing: others may use the connection.
        place, self._place = self._place, None
        self._pool.keep(self._route, self.connection)
        self._pool.leave(place)

    def discard(self) -> None:
        """Close the connection. Doing it twice, or after `give_back`, is fine."""
        if self._place is None:
            return
        self.connection.close()
        self._pool.leave(self._place)
        self._place = None


class H11Pool:
    """Idle connections by route, and the line for those in use."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._numbers: Iterator[int] = count()
        self._begin()
        self.closed = False
        _pools.add(self)

    def take(self, route: Route, attempt: Attempt) -> Lease:
        """An idle connection, or a new one, when it is this call's turn.

        Raises:
            CallTimeout: It was not in time.
            ConnectError: There is no connection to be had.
            ConfigurationError: The pool is closed.
        """
        if self.closed:
            raise ConfigurationError(CLOSED)
        place = Place(self._numbers, self._line)
        try:
            while len(self._line) > self._size and not self._may_go(place):
                self._wait(place, attempt.deadline, route)
            connection = self._idle_one(route) or self._new_one(route, attempt)
            return Lease(self, route, place, connection)
        except BaseException:
            self.leave(place)  # the frames of the error may have it for long
            raise

    def keep(self, route: Route, connection: H11Connection) -> None:
        """Keep a connection that can serve again, and close any other."""
        if self.closed or not connection.is_reusable():
            connection.close()
            return
        self._idle.setdefault(route, deque()).append(connection)
        if self.closed:
            self.close()  # which came in between

    def leave(self, place: Place) -> None:
        """Give a place up, and have the first of those who wait look."""
        self._line.discard(place.reference)
        waiting = [*self._waiting]
        if waiting:
            self._call(min(waiting))

    def close(self) -> None:
        self.closed = True
        for idle in [*self._idle.values()]:
            while (connection := _last(idle)) is not None:
                connection.close()
        for number in [*self._waiting]:
            self._call(number)

    def is_empty(self) -> bool:
        return not any(self._idle.values())

    def _begin(self) -> None:
        self._line: set[ReferenceType[Place]] = set()
        self._known: set[ReferenceType[H11Connection]] = set()
        self._idle: dict[Route, deque[H11Connection]] = {}
        self._waiting: dict[int, Any] = {}

    def _may_go(self, place: Place) -> bool:
        known = [reference() for reference in [*self._line]]
        ahead = sum(p is not None and p.number < place.number for p in known)
        return ahead < self._size

    def _wait(self, place: Place, deadline: Deadline, route: Route) -> None:
        """Wait until somebody leaves, or for a moment."""
        left = deadline.left()
        if left <= 0:
            raise CallTimeout(NO_CONNECTION_TO.format(route.way), sent=False)
        called = allocate_lock()
        called.acquire()
        self._waiting[place.number] = called
        try:
            if not self._may_go(place):  # who has left by now, knows nothing of us
                called.acquire(timeout=min(left, _LOOK))
        finally:
            self._waiting.pop(place.number, None)
        if self.closed:
            raise ConfigurationError(CLOSED)

    def _call(self, number: int) -> None:
        """Have one that waits look; who takes it off is the only one to do so."""
        called = self._waiting.pop(number, None)
        if called is not None:
            called.release()

    def _idle_one(self, route: Route) -> H11Connection | None:
        """The connection that was used last: the others may grow old, and be closed."""
        idle = self._idle.get(route)
        while idle:
            connection: H11Connection | None = _last(idle)
            if connection is None or connection.is_fresh():
                return connection
            connection.close()
        return None

    def _new_one(self, route: Route, attempt: Attempt) -> H11Connection:
        self._drop_surplus(route)
        known = self._known
        connection = route.connect(attempt)
        known.add(ref(connection, known.discard))
        if known is not self._known:
            why = "the process forked while it connected"
            raise ConnectError(f"no connection to {route.way}: {why}")
        return connection

    def _drop_surplus(self, wanted: Route) -> None:
        """Close idle connections to elsewhere, where a new one would be one too many.

        One to the same place has just come back from a call that still counts as in use.
        """
        in_use = min(len(self._line), self._size)
        others = [idle for route, idle in [*self._idle.items()] if route is not wanted]
        for idle in others:
            while idle and in_use + sum(map(len, self._idle.values())) > self._size:
                if (connection := _last(idle)) is not None:
                    connection.close()

    def forked(self) -> None:
        """In a child process: all connections are the parent's, and so are their users."""
        for reference in [*self._known]:
            if (connection := reference()) is not None:
                connection.close()  # this end only
        self._begin()


def _last(items: deque[Any]) -> Any:
    """The last of some items, taken off in one step; None where there is none."""
    try:
        return items.pop()
    except IndexError:
        return None


_pools: WeakSet[H11Pool] = WeakSet()


def _forget_pools() -> None:
    for pool in [*_pools]:
        pool.forked()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget_pools)
