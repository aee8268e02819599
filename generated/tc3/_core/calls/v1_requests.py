"""The older signatures, HmacSHA1 and HmacSHA256: the signature is one of the parameters.

The API references call it "Signature v1".
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from . import chance
from .call import check_size
from .forms import QUERY_TYPE, encoded, limit
from .http import HttpRequest
from .version import VERSION

if TYPE_CHECKING:
    from .call import Call, Settings, SignatureMethod, Wire
    from .credentials import Credential

_DIGESTS = {"HmacSHA1": "sha1", "HmacSHA256": "sha256"}


def signature(
    secret_key: str,
    fields: Iterable[tuple[str, str]],
    *,
    algorithm: SignatureMethod,
    method: str,
    host: str,
) -> str:
    """The signature of a request's fields, which are not encoded yet."""
    text = string_to_sign(fields, method, host)
    key, digest = secret_key.encode(), _DIGESTS[algorithm]
    return b64encode(hmac.digest(key, text.encode(), digest)).decode()


def string_to_sign(fields: Iterable[tuple[str, str]], method: str, host: str) -> str:
    """Method, host and fields by their names, in which `_` counts as `.`."""
    named = sorted((name.replace("_", "."), value) for name, value in fields)
    return f"{method}{host}/?" + "&".join(f"{name}={value}" for name, value in named)


def signed(
    settings: Settings,
    call: Call[Any],
    wire: Wire,
    timestamp: int,
    credential: Credential,
) -> HttpRequest:
    """The request for an attempt that is made now."""
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
        "RequestClient": f"tc3-{VERSION}",
    }
    given = [(name, value) for name, value in common.items() if value is not None]
    fields = [*wire.fields, *given]
    host = settings.endpoint.host
    made = signature(
        credential.secret_key,
        fields,
        algorithm=settings.signature,
        method=wire.method,
        host=host,
    )
    text = encoded(call.action, [*fields, ("Signature", made)])
    check_size(call.action, len(text), limit(settings, wire.method))
    headers = {
        "Host": host,
        "Content-Type": QUERY_TYPE,
        "User-Agent": f"tc3/{VERSION}",
        "Accept-Encoding": "identity",
    }
    url = settings.endpoint.url
    if wire.method == "GET":
        return HttpRequest("GET", url, headers, b"", text, wire.streams)
    return HttpRequest("POST", url, headers, text.encode(), "", wire.streams)
