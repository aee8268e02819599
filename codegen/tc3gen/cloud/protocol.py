"""From a request to a call, or to the fault that the real service would answer.

No input, no output, no clock: everything comes in as an argument.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tc3gen.cloud.authorization import Gate
from tc3gen.cloud.catalogue import Catalogue
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.parameters import CODES, first_misfit, read_parameters
from tc3gen.cloud.requests import Call, Request
from tc3gen.spec.fit import Misfit
from tc3gen.spec.vocabulary import SITES, Action, Service

BODY_LIMIT = 10 * 1024 * 1024
"""Bytes of a body that any product takes."""

QUERY_LIMIT = 32 * 1024
"""Bytes of a query that any product takes."""

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
    ) -> None:
        """`accounts` maps key ids to secret keys, `refine` versions to their codes."""
        self._catalogue = Catalogue(services)
        self._gate = Gate(accounts)
        self._refine = refine or {}

    def read(self, request: Request, *, now: float, request_id: str) -> Call:
        """The call that a request makes. Raises `ApiFault` where it may not."""
        _check_size(request, BODY_LIMIT)
        service, action = self._catalogue.find(request)
        account = self._gate.admit(request, action, now)
        _check_size(request, service.request_size)
        region = _region(request, service)
        language = _language(request)
        params = read_parameters(request, service, action)
        self._check(params, service, action, site_of(service, region))
        return Call(
            service=service,
            action=action,
            region=region,
            language=language,
            params=params,
            account=account,
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


def _check_size(request: Request, body_limit: int | None) -> None:
    if body_limit is not None and len(request.body) > body_limit:
        message = f"The body is larger than {body_limit:,} bytes."
        raise ApiFault("RequestSizeLimitExceeded", message)
    if len(request.query) > QUERY_LIMIT:
        message = f"The query is longer than {QUERY_LIMIT:,} bytes."
        raise ApiFault("RequestSizeLimitExceeded", message)


def _region(request: Request, service: Service) -> str | None:
    known = {region for regions in service.regions.values() for region in regions}
    region = request.header("x-tc-region")
    if not known:
        return region or None
    if not region:
        raise ApiFault("MissingParameter", "The header `X-TC-Region` is missing.")
    if region not in known:
        message = f"`{region}` is no region of {service.service}."
        raise ApiFault("UnsupportedRegion", message)
    return region


def _language(request: Request) -> str:
    language = request.header("x-tc-language") or LANGUAGES[0]
    if language not in LANGUAGES:
        message = f"`X-TC-Language` must be one of {', '.join(LANGUAGES)}."
        raise ApiFault("InvalidParameterValue", message)
    return language
