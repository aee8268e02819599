"""Carrying out calls: from a request to what goes back. No input or output."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from email.utils import formatdate

from attrs import field, frozen

from tc3gen.cloud.backend import ServiceBackend
from tc3gen.cloud.gateway.gateway import LANGUAGES, Gateway, language_of
from tc3gen.cloud.gateway.rate_limits import Rates
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import Envelope
from tc3gen.cloud.protocol.error_messages import Messages
from tc3gen.cloud.responses.events import events_of, published_events
from tc3gen.cloud.responses.wire import failure, spec_response, success
from tc3gen.spec.model import Common, Service

logger = logging.getLogger("tc3gen.cloud")

ServiceBackends = Mapping[tuple[str, str], ServiceBackend]


@frozen(kw_only=True)
class CallResponse:
    """A response, and what the log says about it."""

    body: bytes
    outcome: str
    """`ok`, or the code of an error."""
    headers: Mapping[str, str] = field(factory=dict)
    events: tuple[bytes, ...] | None = None
    """The response as a stream, where one was asked for."""


class Responder:
    """Responds to the calls of some services."""

    def __init__(
        self,
        services: Iterable[Service],
        common: Common,
        accounts: Mapping[str, str],
        behaviours: ServiceBackends,
        *,
        clock: Callable[[], float],
        expiry_clock: Callable[[], float],
        rates: Rates | None,
    ) -> None:
        """`clock` is real time, `expiry_clock` what temporary keys expire by."""
        services = tuple(services)
        refine = {key: each.refine for key, each in behaviours.items()}
        self._gateway = Gateway(services, accounts, refine, rates)
        self._behaviours = behaviours
        self._messages = Messages(services, common)
        self._clock = clock
        self._expiry_clock = expiry_clock

    def add(self, service: Service) -> None:
        """Respond to the calls of one more service."""
        self._gateway.add(service)
        self._messages.add(service)

    def respond(self, envelope: Envelope, request_id: str) -> CallResponse:
        """Carry out the call of a request."""
        language = language_of(envelope)
        try:
            return self._carry_out(envelope, request_id)
        except ApiErrorResponse as fault:
            return self.refuse(fault, request_id, language)
        except Exception:
            logger.exception("Request %s failed", request_id)
            return self.refuse(ApiErrorResponse("InternalError"), request_id, language)

    def refuse(
        self, fault: ApiErrorResponse, request_id: str, language: str = LANGUAGES[0]
    ) -> CallResponse:
        """Make the response of an error."""
        told = self._messages.told(fault, language)
        headers = {}
        if fault.code == "AuthFailure.SignatureExpire":
            # Clients whose clock is wrong set it by this.
            headers["Date"] = formatdate(self._clock(), usegmt=True)
        return CallResponse(
            body=failure(told, request_id), outcome=told.code, headers=headers
        )

    def _carry_out(self, envelope: Envelope, request_id: str) -> CallResponse:
        call = self._gateway.read(
            envelope,
            now=self._clock(),
            expiry_time=self._expiry_clock(),
            request_id=request_id,
        )
        behaviour = self._behaviours.get(call.service.key)
        response = behaviour.answer(call) if behaviour else None
        events: tuple[bytes, ...] = ()
        if response is None:
            response = spec_response(call.service, call.action, call.params)
            if call.wants_events:
                events = published_events(call.action, call.params, request_id)
        if not call.wants_events:
            return CallResponse(body=success(response, request_id), outcome="ok")
        events = events or events_of(response, call.service, call.action)
        return CallResponse(
            body=b"".join(events),
            outcome="ok",
            headers={"X-TC-RequestId": request_id},
            events=events,
        )
