"""Carrying out calls: from a request to what goes back. No input or output."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from email.utils import formatdate

from attrs import field, frozen

from tc3gen.cloud.answers import events, failure, spec_answer, success
from tc3gen.cloud.behaviour import Behaviour
from tc3gen.cloud.envelope import Envelope
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.messages import Messages
from tc3gen.cloud.protocol import LANGUAGES, Gateway, language_of
from tc3gen.cloud.rates import Rates
from tc3gen.spec.vocabulary import Common, Service

logger = logging.getLogger("tc3gen.cloud")

Behaviours = Mapping[tuple[str, str], Behaviour]


@frozen(kw_only=True)
class Answered:
    """What goes back, and what the log says about it."""

    body: bytes
    outcome: str
    """`ok`, or the code of an error."""
    headers: Mapping[str, str] = field(factory=dict)
    events: tuple[bytes, ...] | None = None
    """The answer as a stream, where one was asked for."""


class Answerer:
    """Answers calls of some services."""

    def __init__(
        self,
        services: Iterable[Service],
        common: Common,
        accounts: Mapping[str, str],
        behaviours: Behaviours,
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

    def answer(self, envelope: Envelope, request_id: str) -> Answered:
        """Carry out the call of a request."""
        language = language_of(envelope)
        try:
            return self._carry_out(envelope, request_id)
        except ApiFault as fault:
            return self.refuse(fault, request_id, language)
        except Exception:
            logger.exception("Request %s failed", request_id)
            return self.refuse(ApiFault("InternalError"), request_id, language)

    def refuse(
        self, fault: ApiFault, request_id: str, language: str = LANGUAGES[0]
    ) -> Answered:
        """Answer with an error instead."""
        told = self._messages.told(fault, language)
        headers = {}
        if fault.code == "AuthFailure.SignatureExpire":
            # Clients whose clock is wrong set it by this.
            headers["Date"] = formatdate(self._clock(), usegmt=True)
        return Answered(
            body=failure(told, request_id), outcome=told.code, headers=headers
        )

    def _carry_out(self, envelope: Envelope, request_id: str) -> Answered:
        call = self._gateway.read(
            envelope,
            now=self._clock(),
            expiry_time=self._expiry_clock(),
            request_id=request_id,
        )
        behaviour = self._behaviours.get(call.service.key)
        answer = behaviour.answer(call) if behaviour else None
        if answer is None:
            answer = spec_answer(call.service, call.action, call.params)
        body = success(answer, request_id)
        if not call.wants_events:
            return Answered(body=body, outcome="ok")
        return Answered(
            body=body,
            outcome="ok",
            headers={"X-TC-RequestId": request_id},
            events=tuple(events(answer)),
        )
