"""From a request to a call, or to the fault that the real service would return.

No input, no output, no clock: everything comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tc3gen.cloud.gateway.rate_limits import Rates
from tc3gen.cloud.gateway.routing import Router
from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import Envelope
from tc3gen.cloud.protocol.params import CODES, first_violation, read_parameters
from tc3gen.cloud.protocol.request import Call, ReceivedRequest
from tc3gen.cloud.signing.authenticator import Authenticator
from tc3gen.spec.model import SITES, Action, Service
from tc3gen.spec.value_checks.violations import Violation

BODY_LIMIT = 10 * 1024 * 1024
"""Bytes of the largest body; no product takes a larger one."""

LANGUAGES = ("en-US", "zh-CN")

Refine = Callable[[Action, Violation, Mapping[str, Any]], "str | None"]
"""The code that an action documents for a violation, None where it has no special one."""


class Gateway:
    """Reads, authenticates and checks the requests to every product."""

    def __init__(
        self,
        services: Iterable[Service],
        accounts: Mapping[str, str],
        refine: Mapping[tuple[str, str], Refine] | None = None,
        rates: Rates | None = None,
    ) -> None:
        """`accounts` maps key ids to secret keys, `refine` versions to their codes.

        With `rates`, the limits of the spec hold.
        """
        self._router = Router(services)
        self._authenticator = Authenticator(accounts)
        self._refine = refine or {}
        self._rates = rates

    def add(self, service: Service) -> None:
        """Know one more version of a product."""
        self._router.add(service)

    def read(
        self,
        envelope: Envelope,
        *,
        now: float,
        request_id: str,
        expiry_time: float | None = None,
    ) -> Call:
        """The call that a request makes. Raises `ApiErrorResponse` where it may not.

        `expiry_time` is the time that keys expire by, `now` where it is left out.
        """
        request = envelope.request
        _check_size(request, BODY_LIMIT)
        service, action = self._router.find(envelope)
        caller = self._authenticator.admit(
            envelope, action, now, now if expiry_time is None else expiry_time
        )
        region = _region(envelope, service)
        if self._rates is not None:
            self._rates.count(caller.account, service, action, region, now)
        _check_size(request, service.request_size)
        language = _language(envelope)
        params = read_parameters(envelope, service, action)
        self._check(params, service, action, site_of(service, region))
        return Call(
            service=service,
            action=action,
            region=region,
            language=language,
            params=params,
            account=caller.account,
            session=caller.session,
            wants_events=_wants_events(request, action, params),
            request_id=request_id,
        )

    def _check(
        self, params: Mapping[str, Any], service: Service, action: Action, site: str
    ) -> None:
        violation = first_violation(params, service, action, site)
        if violation is None:
            return
        refine = self._refine.get(service.key)
        code = refine(action, violation, params) if refine else None
        raise ApiErrorResponse(code or CODES[violation.kind], str(violation))


def site_of(service: Service, region: str | None) -> str:
    """The site that has the region; the international one where both do, or neither."""
    sites = [site for site in SITES if region in service.regions.get(site, ())]
    return sites[0] if len(sites) == 1 else SITES[0]


def language_of(envelope: Envelope) -> str:
    """The language that messages are asked for in; the usual one where it is unknown."""
    language = envelope.common("Language")
    return language if language in LANGUAGES else LANGUAGES[0]


def _check_size(request: ReceivedRequest, body_limit: int | None) -> None:
    if body_limit is not None and len(request.body) > body_limit:
        message = f"The body is larger than {body_limit:,} bytes."
        raise ApiErrorResponse("RequestSizeLimitExceeded", message)


def _region(envelope: Envelope, service: Service) -> str | None:
    known = {region: None for each in service.regions.values() for region in each}
    region = envelope.common("Region")
    if not known:
        return region or None
    listed = ", ".join(known)
    if not region:
        # A client sends it, but nobody writes the header: it is an option.
        raise ApiErrorResponse(
            "MissingParameter",
            f"{envelope.named('Region')} is missing: give a client `region=`, the "
            f"command `--region`, one of {listed}.",
        )
    if region not in known:
        message = f"`{region}` is not a region of {service.service}: {listed} are."
        raise ApiErrorResponse("UnsupportedRegion", message)
    return region


def _language(envelope: Envelope) -> str:
    language = envelope.common("Language") or LANGUAGES[0]
    if language not in LANGUAGES:
        message = f"{envelope.named('Language')} must be {' or '.join(LANGUAGES)}."
        raise ApiErrorResponse("InvalidParameterValue", message)
    return language


def _wants_events(
    request: ReceivedRequest, action: Action, params: Mapping[str, Any]
) -> bool:
    if isinstance(action.streams, str):
        return params.get(action.streams) is True
    return action.streams and request.header("accept") != "application/json"
