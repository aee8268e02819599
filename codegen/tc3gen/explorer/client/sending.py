"""Sends a request with the client, and tells what came of it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from attrs import define, field, frozen

from tc3gen.explorer.client.package import ClientPackage
from tc3gen.explorer.client.reading import wire_path, wire_steps
from tc3gen.explorer.client.responses import unknown_members, without_secrets
from tc3gen.explorer.client.target import Target
from tc3gen.python.naming import names
from tc3gen.reference import Reference
from tc3gen.spec.model import Action

CALL_SECONDS = 60
"""Longest time that a call takes, with all its attempts: the client's default."""

MAX_EVENTS = 1000
"""Events of a stream that are received: no reader looks at more."""


@frozen
class Confirmation:
    """The details to confirm before an action that may not be repeated is sent."""

    account: str
    endpoint: str
    effect: str


@define(kw_only=True)
class SendOutcome:
    """The outcome of a request, ready to be shown."""

    status: int | None = None
    """The HTTP status of the last attempt; None if there was no response."""
    response: Mapping[str, Any] | None = field(default=None, repr=False)
    events: list[Mapping[str, Any]] | None = field(default=None, repr=False)
    """The responses of a stream, instead of one."""
    error: Mapping[str, Any] | None = field(default=None, repr=False)
    attempts: int = 0
    took: float = 0.0
    """Seconds, with all attempts and the waits between them."""
    request_id: str | None = None
    sent: bool = False
    """True if the service may have carried the request out."""
    repeatable: bool = False
    """True if sending the request again does no harm."""
    unknown: list[str] = field(factory=list)
    """Places of members of the response that the spec does not describe."""


def confirmation(
    package: ClientPackage, action: Action, target: Target
) -> Confirmation | None:
    """Return the details to confirm before an action is sent; None if there are none."""
    if target.is_local or action.repeatable:
        return None
    return Confirmation(
        account=target.account(package) or "(no credential was found)",
        endpoint=target.shown(package),
        effect=action.summary or f"{action.name} changes something.",
    )


async def send_request(
    package: ClientPackage,
    action: Action,
    model: Any,
    target: Target,
    reference: Reference,
) -> SendOutcome:
    """Send a request. Every error of the client is part of the outcome."""
    outcome = SendOutcome(repeatable=action.repeatable)
    errors = package.root.errors
    begun = time.perf_counter()
    watch = _Watch()
    try:
        interceptor = _interceptor(package, watch)
        cls = package.client_class(asynchronous=True)
        options = target.options(package)
        async with cls(
            **options, timeout=CALL_SECONDS, interceptors=[interceptor]
        ) as client:
            if _streams(action, model):
                await _receive_events(client, model, package, action, outcome)
            else:
                response = await client.send(model)
                raw = response.raw
                outcome.response = without_secrets(action.returns, package.service, raw)
                outcome.unknown = unknown_members(action.returns, package.service, raw)
                outcome.request_id = response.request_id
        outcome.sent = True
    except errors.Tc3Error as error:
        outcome.error = _error_details(error, package, action, reference)
        outcome.request_id = getattr(error, "request_id", None)
        outcome.sent = error.sent
    outcome.took = time.perf_counter() - begun
    outcome.status, outcome.attempts = watch.status, watch.attempts
    return outcome


def _streams(action: Action, model: Any) -> bool:
    """True if the response to a request is a stream of events."""
    if isinstance(action.streams, str):
        name = names.member(action.streams, action.params[action.streams].python_name)
        return getattr(model, name) is True
    return action.streams


async def _receive_events(
    client: Any,
    model: Any,
    package: ClientPackage,
    action: Action,
    outcome: SendOutcome,
) -> None:
    """Receive the responses of a stream; those before an error or the last one stay."""
    outcome.events = []
    unknown: dict[str, None] = {}
    begun = time.perf_counter()
    async with client.stream(model) as responses:
        async for response in responses:
            raw = response.raw
            number = len(outcome.events)
            outcome.events.append(without_secrets(action.returns, package.service, raw))
            strange = unknown_members(action.returns, package.service, raw)
            unknown |= {f"[{number}].{place}": None for place in strange}
            outcome.request_id = response.request_id
            outcome.unknown = [*unknown]
            if number + 1 == MAX_EVENTS or time.perf_counter() - begun > CALL_SECONDS:
                break


@define
class _Watch:
    """Observations of a call's attempts."""

    status: int | None = None
    attempts: int = 0


def _interceptor(package: ClientPackage, watch: _Watch) -> Any:
    """An interceptor of the package, which refuses those of other classes."""
    base: Any = package.root.AsyncInterceptor

    class Watching(base):  # type: ignore[misc]
        """Notes how many attempts there are, and the status of the last."""

        @asynccontextmanager
        async def around_attempt(self, attempt: Any) -> AsyncIterator[None]:
            watch.attempts = attempt.number
            try:
                yield
            finally:
                watch.status = attempt.status

    return Watching()


def _error_details(
    error: Any, package: ClientPackage, action: Action, reference: Reference
) -> Mapping[str, Any]:
    """An error with its meaning and what to do."""
    errors = package.root.errors
    told: dict[str, Any] = {
        "kind": type(error).__name__,
        "message": str(error),
        "meaning": "",
        "remedy": "",
    }
    if isinstance(error, errors.ValidationError):
        place = wire_path(wire_steps(package, action, error.field))
        told |= {"field": error.field, "wire": place, "message": error.reason}
    elif isinstance(error, errors.ApiError):
        told |= {"code": error.code, "message": error.message}
        told |= _meaning(error.code, reference)
    elif isinstance(error, errors.ConnectError):
        told["remedy"] = "Check that the endpoint is right and can be reached."
    elif isinstance(error, errors.CredentialError):
        told["remedy"] = (
            "Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or start the "
            "Explorer with --profile."
        )
    elif isinstance(error, errors.ResponseError):
        told["remedy"] = "Something on the way answered instead of the service."
    return told


def _meaning(code: str, reference: Reference) -> Mapping[str, Any]:
    part = code
    while part:
        try:
            known = reference.error(part)
        except KeyError:
            part = part.rpartition(".")[0]
            continue
        return {"meaning": known.meaning, "remedy": known.remedy}
    return {}
