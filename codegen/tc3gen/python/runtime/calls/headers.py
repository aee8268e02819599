"""The headers that every request of a client has."""

from __future__ import annotations

from ..signing.tc3 import UNSIGNED_PAYLOAD
from ..transport.base import add_headers
from ..version import VERSION
from .settings import ClientSettings

_CONTENT_TYPE = "application/json"


def headers_of_every_request(settings: ClientSettings) -> dict[str, str]:
    """Make the headers that do not change from call to call; the rest is the signature's."""
    headers = {
        "Host": settings.endpoint.host,
        "Content-Type": _CONTENT_TYPE,
        "X-TC-Version": settings.version,
        "X-TC-Language": settings.language,
        "X-TC-RequestClient": settings.request_client,
        "User-Agent": f"tc3/{VERSION}",
        "Accept-Encoding": "identity",
    }
    if settings.headers:
        add_headers(headers, settings.headers)
    if settings.region is not None:
        headers["X-TC-Region"] = settings.region
    if settings.unsigned_payload:
        headers["X-TC-Content-SHA256"] = UNSIGNED_PAYLOAD
    return headers
