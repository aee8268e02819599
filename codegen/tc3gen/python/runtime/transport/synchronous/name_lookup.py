"""Name lookups that end in time: the system's own cannot be interrupted."""

from __future__ import annotations

import os
import socket
from _thread import allocate_lock, start_new_thread
from collections.abc import Callable
from typing import Any

from ...deadline import Deadline
from ...narrowing import is_list

Address = tuple[Any, ...]
"""Family, kind and protocol of a socket, a name, and what the socket connects to."""


def addresses_of(host: str, port: int, deadline: Deadline) -> list[Address]:
    """Look a host up. Raises `OSError`, which includes `TimeoutError`."""
    try:
        return _numeric(host, port)
    except (OSError, UnicodeError):
        pass
    key = (host, port, os.getpid())  # a fork takes no thread along
    lookup = _under_way.get(key) or _begin_lookup(key)
    if not lookup.wait(deadline.left()):
        raise TimeoutError(f"the name {host} was not found in time")
    if is_list(lookup.found):
        return lookup.found
    if isinstance(lookup.found, OSError):
        raise OSError(*lookup.found.args)  # an error of one's own for each who waits
    raise OSError(f"{host} is not a name that can be looked up")


def _begin_lookup(key: tuple[str, int, int]) -> Aside:
    """A lookup, which everybody who asks the same meanwhile waits for.

    A resolver that hangs holds up one thread, however many calls need it.
    """
    host, port, _ = key

    def look_up() -> list[Address]:
        try:
            return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        finally:
            _under_way.pop(key, None)

    lookup = _under_way[key] = Aside(look_up)
    try:
        lookup.start()
    except BaseException:  # of a signal handler: nobody may wait for it
        _under_way.pop(key, None)
        raise
    return lookup


def _numeric(host: str, port: int) -> list[Address]:
    """An address that needs no lookup."""
    return socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST
    )


class Aside:
    """A step that cannot be interrupted, done in a thread of its own for all who wait for it.

    Signal handlers may raise anywhere, or come to wait themselves: so there is no lock that
    anybody holds but the one who waits for it.
    """

    def __init__(self, work: Callable[[], Any]) -> None:
        self.found: Any = OSError("what was waited for was interrupted")
        """Wait for its result. Raises its error."""
        self._work = work
        self._done = False
        self._waiting: list[Any] = []

    def start(self) -> None:
        try:
            start_new_thread(self._run, ())
        except RuntimeError:  # no more threads, or a process that is ending
            self._run()

    def wait(self, seconds: float) -> bool:
        """Wait until it is done; False where that takes longer."""
        called = allocate_lock()
        called.acquire()
        self._waiting.append(called)
        try:
            return self._done or called.acquire(timeout=max(0.0, seconds))
        finally:
            self._waiting.remove(called)

    def _run(self) -> None:
        try:
            self.found = self._work()
        except Exception as error:  # noqa: BLE001
            self.found = error
        finally:
            self._done = True
            for called in [*self._waiting]:
                if called.locked():
                    called.release()


_under_way: dict[tuple[str, int, int], Aside] = {}
