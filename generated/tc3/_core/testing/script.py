"""The script of a stub: responses, and the requests they are for. No input or output."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from ..errors import ApiError, Tc3Error
from ..transport.base import HttpResponse


class StubError(AssertionError):
    """The code under test called what it should not, or not what it should have.

    `action` is what was called; `field` is the member at fault, as on the wire.
    """

    def __init__(self, action: str, reason: str, field: str = "") -> None:
        super().__init__(": ".join(part for part in (action, field, reason) if part))
        self.action = action
        self.field = field


@attrs.frozen
class RawRequest:
    """A request that has no model: that of `client.call("NewAction", {...})`."""

    action: str
    params: Mapping[str, Any]


@attrs.define
class ScriptedResponse:
    """A response, and the number of times it is given."""

    action: str
    params: Mapping[str, Any] | None
    """Only to requests with these parameters."""
    reply: Callable[[Any], HttpResponse]
    left: int | None
    """Times that are left; None is for any number."""


class Script:
    """The responses that are left, in the order in which they were given."""

    def __init__(self, *, strict: bool, in_order: bool) -> None:
        self._strict = strict or in_order
        self._in_order = in_order
        self._responses: list[ScriptedResponse] = []
        self._scripted: set[str] = set()

    def add(self, response: ScriptedResponse) -> None:
        if response.left is not None and response.left < 1:
            raise StubError(response.action, "times must be at least 1, or None")
        self._responses.append(response)
        self._scripted.add(response.action)

    def left(self) -> list[str]:
        """List the responses that nobody has asked for."""
        return [f"{a.action} ({a.left})" for a in self._responses if a.left]

    def take(
        self, action: str, params: Mapping[str, Any], token: str | None
    ) -> ScriptedResponse | None:
        """The response to a request; None where one is to be made."""
        for response in self._candidates(action):
            wanted = response.params
            if wanted is not None and not same_params(wanted, params, token):
                continue
            if response.left is not None:
                response.left -= 1
            return response
        if not self._strict and action not in self._scripted:
            return None
        expected = next((a.action for a in self._responses if a.left), None)
        if self._in_order and expected is not None:
            raise StubError(action, f"was called where {expected} is next: {params}")
        if action in self._scripted:
            raise StubError(action, f"was called once more than answered: {params}")
        raise StubError(action, f"was called, but has no response: {params}")

    def _candidates(self, action: str) -> Iterator[ScriptedResponse]:
        """The responses that may be given now."""
        for response in self._responses:
            if response.left == 0:
                continue
            if response.action == action:
                yield response
            if self._in_order and response.left is not None:
                return


def same_params(
    wanted: Mapping[str, Any], sent: Mapping[str, Any], token: str | None
) -> bool:
    """True if a request equals another; a client token that it was given does not count."""
    if token is not None and token not in wanted:
        sent = {name: value for name, value in sent.items() if name != token}
    return wanted == sent


def error_reply(error: Tc3Error) -> Callable[[Any], HttpResponse]:
    """A reply that is an error of the SDK."""

    def reply(request: Any) -> HttpResponse:
        raise copy.copy(error)

    return reply


def _is_error_class(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, ApiError)


def code_of(error: Any) -> str:
    """The code of an error, or of a class of errors."""
    is_class = _is_error_class(error)
    code: str = getattr(error, "own_code" if is_class else "code", "")
    if not code:
        reason = "give its class, its code, or an instance of an error of the SDK"
        raise StubError("", f"{error!r} is no error of the service: {reason}")
    return code
