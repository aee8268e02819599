"""Behaviour of a product beyond its documented examples."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, Protocol

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.request import Call
from tc3gen.spec.model import Action, Common, Service
from tc3gen.spec.value_checks.violations import Violation, violations

Key = tuple[str, str]
"""The name and the version of a service."""

_SHOWN = 3
"""Most mistakes of a response that a message names."""

_logger = logging.getLogger("tc3gen.cloud")


class Behaviour(Protocol):
    """A user's own behaviour of a service.

    It may have `refine` as `ServiceBackend` has, and `reset()`, which is called when the
    cloud forgets its state.
    """

    def answer(self, call: Call) -> Mapping[str, Any] | None:
        """The response to a call; None for the documented example. May raise `ApiErrorResponse`."""
        ...


class ServiceBackend(Behaviour, Protocol):
    """A product that keeps state, one state for each account."""

    def refine(
        self, action: Action, violation: Violation, params: Mapping[str, Any]
    ) -> str | None:
        """The code that the action documents for parameters that miss the spec."""
        ...


class OwnBackend:
    """A behaviour of a user's own, whose responses and errors are held against the spec.

    What is wrong with them is an `InternalError` that says so: a test would otherwise pass
    with what the service never returns.
    """

    def __init__(self, own: Behaviour, service: Service, common: Common) -> None:
        """Raises `TypeError` for an object that cannot answer."""
        if isinstance(own, type) or not callable(getattr(own, "answer", None)):
            raise TypeError(
                f"the behaviour of {service.service} must be an object with a method "
                f"`answer(call)`, not {own!r}"
            )
        self._own = own
        self._service = service
        self._common = common

    def answer(self, call: Call) -> Mapping[str, Any] | None:
        """The response of the behaviour, if it is one that the action can give."""
        try:
            response = self._own.answer(call)
        except ApiErrorResponse as error:
            self._check_code(call.action, error.code)
            raise
        if response is not None:
            self._check_response(call.action, response)
        return response

    def refine(
        self, action: Action, violation: Violation, params: Mapping[str, Any]
    ) -> str | None:
        """The code of the behaviour, if it has any and the action documents it."""
        refine = getattr(self._own, "refine", None)
        code: str | None = refine(action, violation, params) if refine else None
        if code is not None:
            self._check_code(action, code)
        return code

    def reset(self) -> None:
        """Have the behaviour forget its state, if it has any."""
        reset = getattr(self._own, "reset", None)
        if reset is not None:
            reset()

    def _check_code(self, action: Action, code: str) -> None:
        known = {*action.errors, *self._common.errors}
        if not action.errors:  # as imported without the list of each action
            known |= self._service.errors.keys()
        if code in known or known == self._common.errors.keys():
            return
        raise _wrong(action, f"refused it with `{code}`{_near(code, known)}")

    def _check_response(self, action: Action, response: Mapping[str, Any]) -> None:
        if not isinstance(response, Mapping):
            raise _wrong(action, f"returned {type(response).__name__}, not a mapping")
        found = violations(action.returns, response, self._service, in_response=True)
        problems = [str(each) for each in islice(found, _SHOWN)]
        problems += [
            f"`{name}` is missing"
            for name, field in action.returns.items()
            if field.always and name not in response
        ]
        if problems:
            raise _wrong(action, f"answered against the spec: {'; '.join(problems)}")


def own_backends(
    behaviours: Mapping[Key, Behaviour], services: Iterable[Service], common: Common
) -> dict[Key, OwnBackend]:
    """The behaviours of a user, each with its service.

    Raises:
        ValueError: there is no such service or version.
        TypeError: a behaviour cannot answer.
    """
    by_key = {service.key: service for service in services}
    names = {f"{name} {version}" for name, version in by_key}
    for key in behaviours:
        if key not in by_key:
            wanted = " ".join(key) if isinstance(key, tuple) else repr(key)
            raise ValueError(
                f"a behaviour is for {wanted}, which this cloud does not know"
                f"{_near(wanted, names)}"
            )
    return {
        key: OwnBackend(own, by_key[key], common) for key, own in behaviours.items()
    }


def _near(text: str, known: Iterable[str]) -> str:
    near = get_close_matches(text, list(known), 1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _wrong(action: Action, what: str) -> ApiErrorResponse:
    message = f"The behaviour of `{action.name}` {what}."
    _logger.error(message)
    return ApiErrorResponse("InternalError", message)
