"""The causes of an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from types import FrameType
from typing import TypeVar

E = TypeVar("E", bound=BaseException)

_RUNTIME = __name__.removesuffix("transport.error_chain")
"""The beginning of the names of the runtime's packages."""


def causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it was made from, which libraries keep in different places.

    Not its context: that may be an error which the caller is handling, and which says nothing
    about this request.
    """
    todo: list[BaseException | None] = [error]
    for _ in range(16):
        if not todo:
            return
        cause = todo.pop(0)
        if cause is None:
            continue
        yield cause
        todo += [arg for arg in cause.args if isinstance(arg, BaseException)]
        todo.append(cause.__cause__)
        todo += [
            getattr(cause, name, None) for name in ("os_error", "certificate_error")
        ]


def clear_frames(error: BaseException) -> None:
    """Empty the variables of this package in a traceback, where a call has ended.

    They hold what was sent and what came: an error that is kept would keep all of it.
    """
    traceback = error.__traceback__
    while traceback is not None:
        frame = traceback.tb_frame
        if f"{frame.f_globals.get('__package__')}.".startswith(_RUNTIME):
            with suppress(RuntimeError):  # one that still runs
                frame.clear()
        traceback = traceback.tb_next


def frameless(error: E) -> E:
    """An error without the frames in which it was raised, and so those it was made from.

    For errors of libraries, whose variables hold the request with its token: some tools show
    the variables of all frames. An error that a caller is handling just now is the context of
    theirs; it is known by where it was caught, and stays as it is.
    """
    from inspect import currentframe  # takes 10 ms, which an import of tc3 need not

    callers: set[FrameType] = set()
    frame = currentframe()
    frame = frame and frame.f_back and frame.f_back.f_back
    while frame is not None:
        callers.add(frame)
        frame = frame.f_back
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        cause = todo.pop()
        if cause is None or id(cause) in seen:
            continue
        caught = cause.__traceback__
        if caught is None or caught.tb_frame not in callers:
            seen.add(id(cause))
            cause.__traceback__ = None
            todo += [cause.__cause__, cause.__context__]
    return error
