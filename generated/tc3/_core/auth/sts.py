"""What the roles have in common that STS, the security token service, gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from .credentials import Credential, Lease
from .errors import (
    ApiError,
    ConfigurationError,
    CredentialError,
    ResponseError,
    Tc3Error,
    TransportError,
)
from .http import Timeout
from .keys import bare, lease_of
from .retry import RetryPolicy
from .sites import Site, check_region, check_site, default_endpoint, parse_endpoint
from .sources import Ask, Pause, Source, Steps

if TYPE_CHECKING:
    from .call import Core

_SESSION = re.compile(r"[\w+=,.@-]{2,128}\Z", re.ASCII)
_TIMEOUT = Timeout(3.0, 10.0, 20.0)
_RETRY = RetryPolicy(3)


class StsRole(Source):
    """A role, and where it is asked for."""

    def __init__(
        self,
        role_arn: str,
        session_name: str,
        duration: int,
        site: Site | None,
        region: str,
        endpoint: str | None,
    ) -> None:
        if not isinstance(role_arn, str) or not role_arn.startswith("qcs::"):
            raise ConfigurationError("role_arn must begin with qcs::")
        if not isinstance(session_name, str) or not _SESSION.match(session_name):
            raise ConfigurationError(
                "session_name must have 2 to 128 letters, digits and _+=,.@-"
            )
        if not isinstance(duration, int) or not 0 < duration <= 43200:
            raise ConfigurationError("duration must be seconds from 1 to 43200")
        if site is not None:
            check_site(site)
        check_region(region, site or "international", {})
        self._role_arn = role_arn
        self._params = {
            "RoleArn": role_arn,
            "RoleSessionName": session_name,
            "DurationSeconds": duration,
        }
        self._site: Site | None = site
        self._region = region
        self._endpoint = endpoint

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._role_arn}>"

    def ask(
        self,
        action: str,
        params: Mapping[str, str],
        site: Site,
        *,
        credential: Credential | None = None,
        secrets: Iterable[str] = (),
    ) -> Steps[Lease]:
        """The steps of a call; it is not signed without a credential. No error shows the
        `secrets`."""
        core = self._core(self._site or site)
        call = core.prepare_raw(action, {**self._params, **params}, True)
        attempts = core.attempts(call)
        while True:
            try:
                answer = yield Ask(core.sign(call, credential), attempts.timeout())
                content = core.read(call, answer).raw
                break
            except (TransportError, ResponseError, ApiError) as error:
                wait = attempts.wait(error)
                failure: Tc3Error = bare(error, secrets)
            if wait is None:
                raise CredentialError(f"{self!r}: {failure}") from failure
            yield Pause(wait)
        return lease_of(content.get("Credentials"), content.get("ExpiredTime"), self)

    def _core(self, site: Site) -> Core:
        from .call import MAX_BODY, Core, Settings

        return Core(
            Settings(
                service="sts",
                version="2018-08-13",
                endpoint=(
                    default_endpoint("sts", self._region, site)
                    if self._endpoint is None
                    else parse_endpoint(self._endpoint, site)
                ),
                region=self._region,
                site=site,
                language="en-US",
                timeout=_TIMEOUT,
                retry=_RETRY,
                validate=False,
                max_body=MAX_BODY,
                error_classes=_error_classes,
            )
        )


def _error_classes() -> dict[str, type[ApiError]]:
    """The common ones: they say what may be tried again."""
    try:
        errors = import_module("..errors", __package__)
    except ImportError:
        return {}
    classes: dict[str, type[ApiError]] = errors.CODES
    return classes
