"""The options of a client."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from ..endpoints import (
    Endpoint,
    check_region,
    check_site,
    default_endpoint,
    endpoint_in_domain,
    endpoint_in_own_domain,
    parse_endpoint,
)
from ..errors import ConfigurationError
from ..hooks.interceptors import check_interceptors
from ..retry import RetryPolicy
from ..transport.base import TransportOptions
from ..transport.timeouts import as_timeout
from ..version import REQUEST_CLIENT

if TYPE_CHECKING:
    from ..calls.settings import ClientSettings, Once

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]+)*\Z")


class ClientOptions(SimpleNamespace):
    """The options of a client, and what they come to.

    The one list of them is the signature of `BaseClient.__init__`, where they are typed and
    documented; there is an attribute for each parameter. Only the names are in the repr,
    since a proxy or a certificate may have a password, and a key may have been put in the
    wrong place.
    """

    once = None
    once_wait = 0.0
    harmless: tuple[str, ...] = ()
    """These are given for single calls only."""

    def __repr__(self) -> str:
        return f"<ClientOptions {', '.join(vars(self))}>"

    def changed(self, given: Mapping[str, Any]) -> ClientOptions:
        """Copy these options, with those that are given instead of None."""
        new = {name: value for name, value in given.items() if value is not None}
        return ClientOptions(**{**vars(self), **new})

    def connecting(self) -> TransportOptions:
        """Give those of the transport. Raises `ConfigurationError` where one is wrong."""
        names = TransportOptions.__slots__
        found = TransportOptions(**{name: getattr(self, name) for name in names})
        found.check()
        if self.transport is not None and self.session is not None:
            raise ConfigurationError("pass transport or session, not both")
        return found

    def settings(self, client: Any) -> ClientSettings:
        """Give the settings of a client's calls. Raises `ConfigurationError`."""
        from ..calls.settings import ClientSettings

        check_site(self.site)
        regions = client.regions
        region, known = self.region, regions.get(self.site, ())
        if region is None and len(known) == 1:
            region = known[0]
        if not isinstance(self.language, str) or not _LANGUAGE.match(self.language):
            raise ConfigurationError("language must be a tag such as en-US or zh-CN")
        if not isinstance(self.retry, RetryPolicy):
            raise ConfigurationError("retry must be a RetryPolicy, as RetryPolicy(3)")
        usual = self.endpoint is None and self.domain is None
        check_region(region, self.site, regions if usual else {})
        return ClientSettings(
            service=client.service,
            version=client.version,
            endpoint=(
                self._endpoint(client.service, region)
                if client.own_domain is None
                else self._own_endpoint(client, region)
            ),
            region=region,
            site=self.site,
            language=self.language,
            timeout=as_timeout(self.timeout),
            retry=self.retry,
            validate=self.validate,
            max_body=client.request_size,
            error_classes=client._error_source(),
            signing_name=client.signing_name,
            backup_endpoint=(
                None
                if self.backup_endpoint is None
                else parse_endpoint(self.backup_endpoint, self.site, "backup_endpoint")
            ),
            request_client=self._request_client(),
            headers=self._headers(),
            rate_limiter=check_rate_limiter(self.rate_limiter),
            ledger=check_ledger(self.ledger),
            once=self._once(),
            interceptors=check_interceptors(
                self.interceptors, client._interceptor_kinds
            ),
            signature=self.signature,
            http_method=self.http_method,
            unsigned_payload=self.unsigned_payload,
        )

    def _own_endpoint(self, client: Any, region: str | None) -> Endpoint:
        """Give the server of a service that is not the provider's, unless one is given."""
        if self.domain is not None or self.endpoint is not None:
            return self._endpoint(client.service, region)
        known = client.regions.get(self.site, ())
        return endpoint_in_own_domain(client.own_domain, client.service, region, known)

    def _endpoint(self, service: str, region: str | None) -> Endpoint:
        """Give the server that requests go to. Raises `ConfigurationError`."""
        if self.domain is not None:
            if self.endpoint is not None:
                raise ConfigurationError("pass endpoint or domain, not both")
            return endpoint_in_domain(service, self.domain, self.site)
        if self.endpoint is not None:
            return parse_endpoint(self.endpoint, self.site)
        return default_endpoint(service, region, self.site)

    def _once(self) -> Once | None:
        """Give the key of a call that must not happen twice."""
        if self.once is None:
            return None
        from ..calls.settings import Once
        from ..ledger.ledger import check_key, check_seconds

        if self.ledger is None:
            raise ConfigurationError("once= needs a ledger: pass ledger= to the client")
        wait = check_seconds("once_wait", self.once_wait)
        return Once(check_key(self.once), wait, self.harmless)

    def _request_client(self) -> str:
        """Give the name of the client in the provider's records."""
        if self.request_client is None:
            return REQUEST_CLIENT
        from ..transport.header_rules import check_request_client

        return f"{REQUEST_CLIENT}; {check_request_client(self.request_client)}"

    def _headers(self) -> Mapping[str, str]:
        """Give the headers that every request has beside those of the SDK."""
        if self.headers is None:
            return {}
        from ..transport.header_rules import check_client_headers

        return check_client_headers(self.headers)


def check_rate_limiter(limiter: Any) -> Any:
    """Refuse what is not a rate limiter."""
    if limiter is not None and (
        isinstance(limiter, type) or not hasattr(limiter, "acquire_async")
    ):
        raise ConfigurationError(
            "rate_limiter must be a limiter, such as LocalRateLimiter()"
        )
    return limiter


def check_ledger(ledger: Any) -> Any:
    """Refuse what is not a ledger."""
    if ledger is not None and (
        isinstance(ledger, type) or not hasattr(ledger, "claim_async")
    ):
        raise ConfigurationError(
            "ledger must be a ledger, such as SqliteLedger('once.db')"
        )
    return ledger
