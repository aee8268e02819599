"""Around calls: their errors are shown, Ctrl-C ends them, their responses are remembered."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from ...errors import Tc3Error
from ..calling.client import Connection
from ..calling.failures import details
from ..catalog import Version
from ..exits import INTERRUPTED, OutputLost, Stop
from ..interrupts import interruptible
from ..output import errors
from ..output.stdout import flush_output

_UNSHOWN = (RecursionError, MemoryError, OSError, UnicodeError)
"""Errors that end a command with the exit code of what was not sent, unless it was."""


def recording_client(cls: type[Any], call: Any) -> type[Any]:
    """A client class whose responses a command remembers."""

    class Recording(cls):  # type: ignore[misc]
        def send(self, request: Any) -> Any:
            transport = call.connection.transport
            action = request.__action__
            transport.begin(action.name, action.repeatable)
            response = call.received.add(cls.send(self, request))
            transport.end()
            return response

    Recording.__module__ = cls.__module__
    return Recording


class guarded:
    """For a `with` in which calls are made: their errors are shown, and end the command."""

    def __init__(self, chosen: Version | None, call: Any) -> None:
        self._chosen = chosen
        self._call = call
        self._signals = interruptible()

    def __enter__(self) -> None:
        self._signals.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._signals.__exit__(kind, error, traceback)
        if isinstance(error, Tc3Error):
            flush_output()  # what came before it is a result, too
            connection = self._call.connection
            repeatable = connection is not None and connection.transport.repeatable
            found = details(error, self._chosen, repeatable)
            errors.show_failure(found)
            raise Stop(found["exit_code"]) from None
        if isinstance(error, KeyboardInterrupt):
            show_interruption(self._call.connection)
            raise Stop(INTERRUPTED) from None
        connection = self._call.connection
        if (
            isinstance(error, _UNSHOWN)
            and connection
            and connection.transport.has_asked
        ):
            reason = getattr(error, "strerror", None) or type(error).__name__
            raise OutputLost(
                f"the service has responded, but that cannot be shown: {reason}"
            ) from None


def show_interruption(connection: Connection | None) -> None:
    """Say if something may have been carried out."""
    if connection is None or not connection.transport.may_be_done:
        effect = "no request was under way"
    elif connection.transport.repeatable:
        effect = "calling again does no harm"
    else:
        effect = "the service may have received the request and carried it out"
    errors.show_error(f"interrupted; {effect}", "Interrupted", INTERRUPTED)
