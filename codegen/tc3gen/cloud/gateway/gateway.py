"""From a request to a call, or to the fault that the real service would answer.

No input, no output, no clock: everything comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tc3gen.cloud.catalogue import Catalogue
from tc3gen.cloud.envelope import Envelope
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.gate import Gate
from tc3gen.cloud.parameters import CODES, first_misfit, read_parameters
from tc3gen.cloud.rates import Rates
from tc3gen.cloud.requests import Call, Request
from tc3gen.spec.fit import Misfit
from tc3gen.spec.vocabulary import SITES, Action, Service

BODY_LIMIT = 10 * 1024 * 1024
"""Bytes of a body that any product takes."""

LANGUAGES = ("en-US", "zh-CN")

Refine = Callable[[Action, Misfit, Mapping[str, Any]], "str | None"]
"""The code that an action documents for a misfit, None where it has no special one."""


class Gateway:
    """What stands before every product: it reads, authenticates and checks requests."""

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
        self._catalogue = Catalogue(services)
        self._gate = Gate(accounts)
        self._refine = refine or {}
        self._rates = rates

    def read(
        self,
        envelope: Envelope,
        *,
        now: float,
        request_id: str,
        expiry_time: float | None = None,
    ) -> Call:
        """The call that a request makes. Raises `ApiFault` where it may not.

        `expiry_time` is the time that keys expire by, `now` where it is left out.
        """
        request = envelope.request
        _check_size(request, BODY_LIMIT)
        service, action = self._catalogue.find(envelope)
        caller = self._gate.admit(
            envelope, action, now, now if expiry_time is None else expiry_time
        )
        if self._rates is not None:
            self._rates.count(caller.account, service, action, now)
        _check_size(request, service.request_size)
        region = _region(envelope, service)
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
        misfit = first_misfit(params, service, action, site)
        if misfit is None:
            return
        refine = self._refine.get(service.key)
        code = refine(action, misfit, params) if refine else None
        raise ApiFault(code or CODES[misfit.kind], str(misfit))


def site_of(service: Service, region: str | None) -> str:
    """The site that has the region; the international one where both do, or neither."""
    sites = [site for site in SITES if region in service.regions.get(site, ())]
    return sites[0] if len(sites) == 1 else SITES[0]


def language_of(envelope: Envelope) -> str:
    """The language that messages are asked for in; the usual one where it is unknown."""
    language = envelope.common("Language")
    return language if language in LANGUAGES else LANGUAGES[0]


def _check_size(request: Request, body_limit: int | None) -> None:
    if body_limit is not None and len(request.body) > body_limit:
        message = f"The body is larger than {body_limit:,} bytes."
        raise ApiFault("RequestSizeLimitExceeded", message)


def _region(envelope: Envelope, service: Service) -> str | None:
    known = {region for regions in service.regions.values() for region in regions}
    if not known:
        return envelope.common("Region") or None
    region = envelope.required("Region")
    if region not in known:
        message = f"`{region}` is no region of {service.service}."
        raise ApiFault("UnsupportedRegion", message)
    return region


def _language(envelope: Envelope) -> str:
    language = envelope.common("Language") or LANGUAGES[0]
    if language not in LANGUAGES:
        message = f"{envelope.named('Language')} must be {' or '.join(LANGUAGES)}."
        raise ApiFault("InvalidParameterValue", message)
    return language


def _wants_events(request: Request, action: Action, params: Mapping[str, Any]) -> bool:
    if isinstance(action.streams, str):
        return params.get(action.streams) is True
    return action.streams and request.header("accept") != "application/json"
