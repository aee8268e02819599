"""The target of calls: the Explorer's endpoint, site and credential."""

from __future__ import annotations

from typing import Any, Literal

from attrs import field, frozen

from tc3gen.explorer.client.package import ClientPackage

Site = Literal["international", "china"]

_CREDENTIAL_SECONDS = 10
"""Longest wait for a credential: the role of an instance is asked over the network."""


@frozen
class Target:
    """The endpoint and credential of calls. The secret never leaves this process."""

    endpoint: str | None = None
    """The URL of another server than the provider's; None for the provider's own."""
    site: Site = "international"
    profile: str | None = None
    key: tuple[str, str] | None = field(default=None, repr=False)
    """Id and key of an account of the local cloud; None: the chain finds a credential."""
    is_local: bool = False
    """True for the local cloud that the Explorer brings along: nothing there is real."""
    package: str = "tc3"
    """The user's package with the clients, which code that is shown imports."""

    def options(self, package: ClientPackage) -> dict[str, Any]:
        """The options of a client of a package that calls there."""
        options: dict[str, Any] = {
            "site": self.site,
            "credential": self.source(package),
        }
        if self.endpoint is not None:
            options["endpoint"] = self.endpoint
        region = self.region(package)
        if region is not None:
            options["region"] = region
        return options

    def region(self, package: ClientPackage) -> str | None:
        """The region to call: the first that the service has on this site, if any."""
        regions = package.service.regions.get(self.site) or ()
        return regions[0] if regions else None

    def source(self, package: ClientPackage) -> Any:
        """The credential provider of the client."""
        if self.key is not None:
            return package.root.Credential(*self.key)
        if self.profile is not None:
            return package.root.ProfileCredential(profile=self.profile)
        return None

    def credential(self, package: ClientPackage) -> Any:
        """The credential itself, for signatures that are only shown.

        Raises:
            CredentialError: of the client's package: none can be had.
        """
        core = package.module
        providers = core("_core.auth.providers")
        source = self.source(package)
        if source is None:
            found = providers.from_environment()
            source = found or core("_core.auth.default_chain").default_source()
        if isinstance(source, package.root.Credential):
            return source
        base = core("_core.transport.base")
        transport = core("_core.transport.synchronous.transport").H11Transport(
            base.TransportOptions()
        )
        try:
            return (
                core("_core.auth.cache")
                .CredentialCache(
                    source,
                    self.site,
                    transport,
                    core("_core.calls.attempts").SharedState(),
                )
                .get(core("_core.deadline").Deadline(_CREDENTIAL_SECONDS))
            )
        finally:
            transport.close()

    def account(self, package: ClientPackage) -> str:
        """Who calls, without the secret; empty where no credential can be had."""
        try:
            secret_id: str = self.credential(package).secret_id
        except package.root.errors.Tc3Error:
            return ""
        return secret_id

    def shown(self, package: ClientPackage) -> str:
        """The URL that calls of a package go to."""
        if self.endpoint is not None:
            return self.endpoint
        endpoints, service = package.module("_core.endpoints"), package.service
        region = self.region(package)
        if service.domain is None:
            host = endpoints.default_endpoint(service.service, region, self.site)
        else:
            host = endpoints.endpoint_in_own_domain(
                service.domain, service.service, region or "REGION", ()
            )
        return str(host.url)
