"""Requests with an older signature, which is one of their parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..signing.v1 import signature
from ..transport.base import HttpRequest, add_headers
from ..version import VERSION
from . import randomness as chance
from .body import check_size
from .forms import QUERY_TYPE, encode_query, limit

if TYPE_CHECKING:
    from ..credentials import Credential
    from .call import HttpForm, PreparedCall
    from .settings import ClientSettings


def signed_request(
    settings: ClientSettings,
    call: PreparedCall[Any],
    wire: HttpForm,
    timestamp: int,
    credential: Credential,
) -> HttpRequest:
    """Make the request for an attempt that is made now."""
    assert wire.fields is not None
    common = {
        "Action": call.action,
        "Version": settings.version,
        "Region": settings.region,
        "Language": settings.language,
        "Timestamp": str(timestamp),
        "Nonce": str(chance.nonce()),
        "SecretId": credential.secret_id,
        "Token": credential.token,
        "SignatureMethod": settings.signature,
        "RequestClient": settings.request_client,
    }
    given = [(name, value) for name, value in common.items() if value is not None]
    fields = [*wire.fields, *given]
    endpoint = call.backup or call.own_endpoint or settings.endpoint
    host = endpoint.host
    made = signature(
        credential.secret_key,
        fields,
        algorithm=settings.signature,
        method=wire.method,
        host=host,
    )
    text = encode_query(call.action, [*fields, ("Signature", made)])
    check_size(call.action, len(text), limit(settings, wire.method))
    headers = {
        "Host": host,
        "Content-Type": QUERY_TYPE,
        "User-Agent": f"tc3/{VERSION}",
        "Accept-Encoding": "identity",
    }
    if settings.headers:
        add_headers(headers, settings.headers)
    url = endpoint.url
    if wire.method == "GET":
        return HttpRequest("GET", url, headers, b"", text, wire.streams)
    return HttpRequest("POST", url, headers, text.encode(), "", wire.streams)
