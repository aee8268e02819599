"""Finding out if an uncertain call was carried out, where the spec says how. No input or output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ApiError, Tc3Error
from .entry import Entry, Step


class Check:
    """How to find out if a call of unknown outcome was carried out; names of the wire."""

    __slots__ = ("absent", "action", "after", "params")

    def __init__(
        self,
        action: str,
        params: Mapping[str, str],
        absent: tuple[str, ...],
        after: float = 10,
    ) -> None:
        """Takes what the spec says.

        Args:
            action: The action to ask.
            params: Its parameters, each with the parameter of the call that it gets.
            absent: The error codes by which it tells that the call was not carried out.
            after: Seconds after which what is still absent will not come any more.
        """
        self.action = action
        self.params = params
        self.absent = absent
        self.after = after


class CheckCall:
    """The request that tells what became of a call, and what its outcome means.

    What is absent is looked for again after a while, as the service may still be at it.
    """

    def __init__(
        self, check: Check, params: Mapping[str, Any], key: str, entry: Entry
    ) -> None:
        self._check = check
        self._key = key
        self._holder = entry.holder
        self.action = check.action
        self.params = {
            name: params[source]
            for name, source in check.params.items()
            if source in params
        }
        self._pauses = [check.after]

    def __repr__(self) -> str:
        return f"<CheckCall {self.action}>"  # the parameters may be private

    @property
    def is_complete(self) -> bool:
        """False if the call lacks what it is to be found by."""
        return len(self.params) == len(self._check.params)

    def pause(self, error: Tc3Error | None) -> float | None:
        """Seconds until the next look; None if what this one told is the last word."""
        return self._pauses.pop() if self._is_absent(error) and self._pauses else None

    def word(self, error: Tc3Error | None) -> Step | None:
        """What is to be recorded after a look; None where it told nothing."""
        if error is None:
            return self._resolved("done")
        if self._is_absent(error):
            return self._resolved("free")
        import logging

        logging.getLogger(__name__).warning(
            "%s could not tell what became of %r: %s", self.action, self._key, error
        )
        return None

    def _is_absent(self, error: Tc3Error | None) -> bool:
        return isinstance(error, ApiError) and error.code in self._check.absent

    def _resolved(self, state: Any) -> Step:
        return Step("resolve", self._key, self._holder, state)


def check_call(
    check: Check | None, params: Mapping[str, Any], key: str, entry: Entry
) -> CheckCall | None:
    """The call that tells what became of one; None where nothing can."""
    if check is None:
        return None
    made = CheckCall(check, params, key, entry)
    return made if made.is_complete else None
