"""Finding out if an uncertain call was carried out, where the spec says how. No input or output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import ApiError, Tc3Error
from .entry import Entry, State, Step

_LONGEST_CODE = 100


class Check:
    """The action that tells if a call was carried out; its names are those of the wire."""

    __slots__ = ("absent", "action", "params", "rate_limit")

    def __init__(
        self,
        action: str,
        params: Mapping[str, str],
        absent: tuple[str, ...],
        rate_limit: int | None = None,
    ) -> None:
        """Takes what the spec says.

        Args:
            action: The action to ask.
            params: Its parameters, each with the parameter of the call that it gets.
            absent: The error codes by which it tells that the call was not carried out.
            rate_limit: Times a second that it may be asked.
        """
        self.action = action
        self.params = params
        self.absent = absent
        self.rate_limit = rate_limit


class CheckCall:
    """The request that tells what became of a call, and what its outcome means."""

    def __init__(
        self, check: Check, params: Mapping[str, Any], key: str, entry: Entry
    ) -> None:
        self._check = check
        self._key = key
        self._holder = entry.holder
        self.action = check.action
        self.rate_limit = check.rate_limit
        self.params = {
            name: params[source]
            for name, source in check.params.items()
            if _identifies(params.get(source))
        }

    def __repr__(self) -> str:
        return f"<CheckCall {self.action}>"  # the parameters may be private

    @property
    def is_complete(self) -> bool:
        """False if the call lacks what it is to be found by."""
        return len(self.params) == len(self._check.params)

    def word(self, error: Tc3Error | None) -> Step | None:
        """The step to be recorded after a look; None where it told nothing.

        The ledger takes an absence only when nothing of the call can come any more.
        """
        if error is None:
            return self._resolved("done")
        if isinstance(error, ApiError) and error.code in self._check.absent:
            return self._resolved("free")
        import logging

        # Its code only, in quotes: a message may hold anything.
        code = str(getattr(error, "code", type(error).__name__))[:_LONGEST_CODE]
        logging.getLogger(__name__).warning(
            "%s could not tell what became of %r: %r", self.action, self._key, code
        )
        return None

    def _resolved(self, state: State) -> Step:
        return Step("resolve", self._key, self._holder, state)


def check_call(
    check: Check, params: Mapping[str, Any], key: str, entry: Entry
) -> CheckCall | None:
    """The call that tells what became of one; None where that lacks what it is found by."""
    made = CheckCall(check, params, key, entry)
    return made if made.is_complete else None


def _identifies(value: object) -> bool:
    """Tell if a value of the wire can be that by which something is found."""
    return isinstance(value, (str, int)) and value != ""
