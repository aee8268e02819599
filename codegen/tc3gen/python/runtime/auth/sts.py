"""The common part of the roles that STS, the security token service, gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

from ..credentials import Credential, TemporaryCredential
from ..endpoints import Site, check_region, check_site, default_endpoint, parse_endpoint
from ..errors import (
    ApiError,
    ConfigurationError,
    CredentialError,
    ResponseError,
    Tc3Error,
    TransportError,
)
from ..narrowing import is_text, is_whole
from ..retry import RetryPolicy
from ..transport.timeouts import Timeout
from .secrets import bare, lease_of
from .source import Asker, SendRequest, Sleep, Source, Steps

if TYPE_CHECKING:
    from ..calls.core import CallPipeline

_SESSION = re.compile(r"[\w+=,.@-]{2,128}\Z", re.ASCII)
_TIMEOUT = Timeout(3.0, 10.0, 20.0)
_RETRY = RetryPolicy(3)
_PASSING = re.compile(
    r"InternalError\.(Db|Encrypt|GetAppId|GetRole|GetSeedToken|PbSerialize|System|Unknown)"
    r"Error\Z|InvalidParameter\.OverLimit\Z"
)
"""Codes of STS alone, whose error classes a package may lack: the same call may succeed."""


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
        if not is_text(role_arn) or not role_arn.startswith("qcs::"):
            raise ConfigurationError("role_arn must begin with qcs::")
        if not is_text(session_name) or not _SESSION.match(session_name):
            raise ConfigurationError(
                "session_name must have 2 to 128 letters, digits and _+=,.@-"
            )
        if not is_whole(duration) or not 0 < duration <= 43200:
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
        return f"<{type(self).__name__} {vars(self).get('_role_arn', 'half-made')}>"

    def ask(
        self,
        action: str,
        params: Mapping[str, str],
        asker: Asker,
        *,
        credential: Credential | None = None,
        secrets: Iterable[str] = (),
    ) -> Steps[TemporaryCredential]:
        """The steps of a call; it is not signed without a credential. No error shows the
        `secrets`."""
        core = self._core(asker)
        call = core.prepare_raw(action, {**self._params, **params}, True)
        attempts = core.attempts(call)
        while True:
            try:
                response = yield SendRequest(
                    core.sign(call, credential), attempts.begin()
                )
                content = core.read(call, response).raw
                break
            except (TransportError, ResponseError, ApiError) as error:
                if isinstance(error, ApiError) and _PASSING.match(error.code):
                    error.retry = "repeatable"
                wait = attempts.wait(error)
                failure: Tc3Error = bare(error, secrets)
            if wait is None:
                raise CredentialError(f"{self!r}: {failure}") from failure
            yield Sleep(wait)
        attempts.succeeded()
        asker.hear(response)
        return lease_of(content.get("Credentials"), content.get("ExpiredTime"), self)

    def _core(self, asker: Asker) -> CallPipeline:
        """A core for STS: it knows the time that the client knows, and corrects it."""
        from ..calls.core import CallPipeline
        from ..calls.settings import MAX_BODY, ClientSettings

        site = self._site or asker.site
        return CallPipeline(
            ClientSettings(
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
            ),
            shared=asker.learned,
        )


class AssumedRole(StsRole):
    """A role that the credential of another source may assume."""

    def __init__(
        self,
        role_arn: str,
        session_name: str,
        source: Source,
        more: Mapping[str, str],
        duration: int = 7200,
        site: Site | None = None,
        region: str = "ap-guangzhou",
        endpoint: str | None = None,
    ) -> None:
        super().__init__(role_arn, session_name, duration, site, region, endpoint)
        self._source = source
        self._more = more

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        credential = (yield from self._source.fetch(asker)).credential
        return (
            yield from self.ask("AssumeRole", self._more, asker, credential=credential)
        )


def _error_classes() -> dict[str, type[ApiError]]:
    """The common ones: they say what may be tried again."""
    try:
        errors = import_module("...errors", __package__)
    except ImportError:
        return {}
    classes: dict[str, type[ApiError]] = errors.CODES
    return classes
