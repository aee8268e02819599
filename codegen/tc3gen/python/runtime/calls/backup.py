"""A second endpoint, for calls that could not be sent to the first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..errors import CallTimeout, ConnectError, Tc3Error

if TYPE_CHECKING:
    from ..endpoints import Endpoint
    from .call import PreparedCall


class Backup:
    """Sends the attempts of one call to two endpoints by turns, as long as none was sent.

    Once it may have been, the call stays where it is: what the first server carried out, the
    second would do again.
    """

    __slots__ = ("_call", "_endpoint", "_is_known")

    def __init__(self, call: PreparedCall[Any], endpoint: Endpoint) -> None:
        self._call = call
        self._endpoint = endpoint
        self._is_known = False

    def takes(self, error: Tc3Error) -> bool:
        """Change the endpoint where that may help; True if it has not been tried yet."""
        if error.sent or not isinstance(error, (ConnectError, CallTimeout)):
            return False
        call = self._call
        call.backup = self._endpoint if call.backup is None else None
        is_new, self._is_known = not self._is_known, True
        return is_new
