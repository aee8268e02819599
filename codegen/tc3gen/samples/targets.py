"""Hosts, protocols and regions that samples of the official tools call."""

from __future__ import annotations

from urllib.parse import urlsplit

from tc3gen.samples.model import SampleRequest

_DEFAULT_REGIONS = {"international": "ap-singapore", "china": "ap-guangzhou"}
"""Regions for services that have none: the official tools want one all the same."""


def endpoint_host(request: SampleRequest) -> str | None:
    """The host that an official tool has to be told; None where it knows it."""
    if request.endpoint is not None:
        return urlsplit(_as_url(request.endpoint)).netloc
    if request.site == "international":
        return f"{request.service.service}.intl.tencentcloudapi.com"
    return None


def protocol(request: SampleRequest) -> str:
    """`http` or `https`."""
    if request.endpoint is None:
        return "https"
    return urlsplit(_as_url(request.endpoint)).scheme


def region_of(request: SampleRequest) -> str:
    """The region of a call."""
    return request.region or _DEFAULT_REGIONS[request.site]


def _as_url(endpoint: str) -> str:
    return endpoint if "://" in endpoint else f"https://{endpoint}"
