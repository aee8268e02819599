"""Sites, regions and endpoints of services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple, get_args

from .errors import ConfigurationError

Site = Literal["international", "china"]
"""The provider's two sites. Accounts, regions and some meanings differ between them."""

_DOMAIN = "tencentcloudapi.com"
_INFIX: dict[Site, str] = {"international": ".intl", "china": ""}
# Not compiled before they are needed: for a region or an endpoint that is not known.
_REGION = r"[a-z0-9]+(-[a-z0-9]+)*\Z"
_BLANK = r"[\x00-\x20\x7f]"
_PATH = r"(/[A-Za-z0-9._~!$&'()*+,;=:%-]+)*/?\Z"
_DOMAIN_NAME = r"(https?://)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?\Z"
_HOST = r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z|\[[0-9A-Fa-f:.]+\]\Z"


class Endpoint(NamedTuple):
    """The server that requests go to. `host` is the value of the Host header.

    A gateway may want a `path`; what is signed is the path at the service, which is `/`.
    """

    scheme: str
    host: str
    path: str = "/"
    given: bool = False
    """True if the user gave it: actions with a host of their own go there too."""

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"


def check_site(site: object) -> None:
    if site not in get_args(Site):
        known = " or ".join(map(repr, get_args(Site)))
        raise ConfigurationError(f"site must be {known}")


def check_region(
    region: Any, site: Site, regions: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuses a region that is malformed, or that only the other site has.

    A region that no site is known to have passes: the list may be older than the region.
    """
    if region is None:
        return
    homes = [name for name, known in regions.items() if region in known]
    if not (homes or (isinstance(region, str) and re.match(_REGION, region))):
        raise ConfigurationError("region must be a name such as ap-singapore")
    if homes and site not in homes:
        raise ConfigurationError(
            f"region {region} belongs to the {homes[0]} site; pass site={homes[0]!r}, "
            f"or one of {', '.join(regions.get(site, ()))}"
        )


def default_endpoint(service: str, region: str | None, site: Site) -> Endpoint:
    """`SERVICE[.REGION][.intl].tencentcloudapi.com`; only finance regions stand in it."""
    label = f"{service}.{region}" if region and region.endswith("-fsi") else service
    return Endpoint("https", f"{label}{_INFIX[site]}.{_DOMAIN}")


def endpoint_in_own_domain(
    domain: str, service: str, region: str | None, regions: Iterable[str]
) -> Endpoint:
    """The endpoint of a service that is not the provider's.

    Raises:
        ConfigurationError: The host has a region in it, and none was given.
    """
    if region is None and "{region}" in domain:
        known = ", ".join(regions)
        raise ConfigurationError(
            f"the host of {service} has a region in it: pass region="
            + (f", one of {known}" if known else "")
        )
    return Endpoint("https", domain.format(service=service, region=region))


def endpoint_of_action(host: str, site: Site, client: Endpoint) -> Endpoint:
    """The endpoint of an action that has a host of its own.

    Raises:
        ConfigurationError: The host belongs to the other site.
    """
    if client.given:
        return client
    _check_domain(host, site)
    return Endpoint("https", host)


def endpoint_in_domain(service: str, domain: object, site: Site) -> Endpoint:
    """The endpoint of a service under a domain that the user gave."""
    if not isinstance(domain, str) or not re.match(_DOMAIN_NAME, domain):
        raise ConfigurationError("domain must be a name such as tencentcloudapi.com")
    scheme, mark, name = domain.rpartition("://")
    return parse_endpoint(f"{scheme}{mark}{service}.{name}", site, "domain")


def parse_endpoint(text: Any, site: Site, option: str = "endpoint") -> Endpoint:
    """An endpoint given by the user: a host, or an http or https URL of one.

    `option` is what the user calls it, for errors.
    """
    if not isinstance(text, str) or re.search(_BLANK, text):
        raise ConfigurationError(f"{option}: no blanks belong in it")
    if "@" in text:
        raise ConfigurationError(
            f"{option}: user names and passwords do not belong in it"
        )
    from urllib.parse import urlsplit  # slow to import, and rarely needed

    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError:
        raise ConfigurationError(f"{option}: it is not a URL") from None
    if parts.scheme not in ("http", "https"):
        raise ConfigurationError(f"{option}: it must begin with http or https")
    if parts.query or parts.fragment or "#" in text or "?" in text:
        raise ConfigurationError(
            f"{option}: only scheme, host, port and path belong in it"
        )
    if not re.match(_PATH, parts.path) or ".." in parts.path:
        raise ConfigurationError(f"{option}: its path is malformed")
    host = parts.netloc[: -len(f":{port}")] if port is not None else parts.netloc
    if not re.match(_HOST, host) or ".." in host or len(host) > 253 or port == 0:
        raise ConfigurationError(f"{option}: its host is malformed")
    _check_domain(host.lower(), site, option)
    default = 443 if parts.scheme == "https" else 80
    return Endpoint(
        parts.scheme,
        host.lower() + (f":{port}" if port not in (None, default) else ""),
        parts.path or "/",
        given=True,
    )


def _check_domain(host: str, site: Site, option: str = "endpoint") -> None:
    """Values that differ by site must not go to the other site's servers."""
    if not host.endswith(f".{_DOMAIN}"):
        return
    home: Site = "international" if f".intl.{_DOMAIN}" in host else "china"
    if home != site:
        raise ConfigurationError(
            f"{option} {host} belongs to the {home} site; pass site={home!r}"
        )
