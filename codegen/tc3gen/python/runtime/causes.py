"""What an error was made from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

E = TypeVar("E", bound=BaseException)


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it was made from, which libraries keep in different places."""
    todo: list[BaseException | None] = [error]
    for _ in range(16):
        if not todo:
            return
        cause = todo.pop(0)
        if cause is None:
            continue
        yield cause
        todo += [arg for arg in cause.args if isinstance(arg, BaseException)]
        todo += [cause.__cause__, cause.__context__]
        todo += [
            getattr(cause, name, None) for name in ("os_error", "certificate_error")
        ]


def frameless(error: E) -> E:
    """An error without the frames in which it was raised, and so those it was made from.

    For errors of libraries, whose variables hold the request with its token: some tools show
    the variables of all frames.
    """
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        cause = todo.pop()
        if cause is not None and id(cause) not in seen:
            seen.add(id(cause))
            cause.__traceback__ = None
            todo += [cause.__cause__, cause.__context__]
    return error
