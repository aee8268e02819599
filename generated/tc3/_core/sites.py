"""Where the service is: sites, regions and endpoints."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple, get_args
from urllib.parse import urlsplit

from .errors import ConfigurationError

Site = Literal["international", "china"]
"""The provider's two sites. Accounts, regions and some meanings differ between them."""

_DOMAIN = "tencentcloudapi.com"
_INFIX: dict[Site, str] = {"international": ".intl", "china": ""}
_REGION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_BLANK = re.compile(r"[\x00-\x20\x7f]")
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?\Z|\[[0-9A-Fa-f:.]+\]\Z")


class Endpoint(NamedTuple):
    """Where requests go. `host` is the value of the Host header."""

    scheme: str
    host: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}/"


def check_site(site: str) -> None:
    if site not in get_args(Site):
        known = " or ".join(map(repr, get_args(Site)))
        raise ConfigurationError(f"site is {site!r}; it must be {known}")


def check_region(
    region: str | None, site: Site, regions: Mapping[str, tuple[str, ...]]
) -> None:
    """Refuses a region that is malformed, or that only the other site has.

    A region that no site is known to have passes: the list may be older than the region.
    """
    if region is None:
        return
    if not isinstance(region, str) or not _REGION.match(region):
        raise ConfigurationError(f"region {region!r} is not the name of a region")
    homes = [name for name, known in regions.items() if region in known]
    if homes and site not in homes:
        raise ConfigurationError(
            f"region {region} belongs to the {homes[0]} site; pass site={homes[0]!r}, "
            f"or one of {', '.join(regions.get(site, ()))}"
        )


def default_endpoint(service: str, region: str | None, site: Site) -> Endpoint:
    """`SERVICE[.REGION][.intl].tencentcloudapi.com`; only finance regions stand in it."""
    label = f"{service}.{region}" if region and region.endswith("-fsi") else service
    return Endpoint("https", f"{label}{_INFIX[site]}.{_DOMAIN}")


def parse_endpoint(text: str, site: Site) -> Endpoint:
    """An endpoint given by the user: a host, or an http or https URL of one."""
    if not isinstance(text, str) or _BLANK.search(text):
        raise ConfigurationError(f"endpoint {_shown(text)}: no blanks belong in it")
    if "@" in text:
        raise ConfigurationError(
            "endpoint: user names and passwords do not belong in it"
        )
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        port = parts.port
    except ValueError as error:
        raise ConfigurationError(f"endpoint {_shown(text)}: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise ConfigurationError(f"endpoint {_shown(text)}: begin with http or https")
    if parts.path not in ("", "/") or parts.query or parts.fragment or "#" in text:
        raise ConfigurationError(f"endpoint {_shown(text)}: only scheme, host and port")
    host = parts.netloc[: -len(f":{port}")] if port is not None else parts.netloc
    if not _HOST.match(host) or ".." in host or port == 0:
        raise ConfigurationError(
            f"endpoint {_shown(text)}: {_shown(parts.netloc)} is not a host"
        )
    _check_domain(host.lower(), site)
    default = 443 if parts.scheme == "https" else 80
    return Endpoint(
        parts.scheme, host.lower() + (f":{port}" if port not in (None, default) else "")
    )


def _check_domain(host: str, site: Site) -> None:
    """Values that differ by site must not go to the other site's servers."""
    if not host.endswith(f".{_DOMAIN}"):
        return
    home: Site = "international" if f".intl.{_DOMAIN}" in host else "china"
    if home != site:
        raise ConfigurationError(
            f"endpoint {host} belongs to the {home} site; pass site={home!r}"
        )


def _shown(text: object) -> str:
    shown = repr(text)
    return shown if len(shown) <= 200 else f"{shown[:200]}..."
