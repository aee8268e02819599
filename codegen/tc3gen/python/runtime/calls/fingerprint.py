"""Fingerprints of requests: equal for equal requests, whatever form they travel in."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ..narrowing import is_bytes
from ..serialization.hooks import unstructure

if TYPE_CHECKING:
    from ..model import Request
    from .settings import ClientSettings


def fingerprint(
    settings: ClientSettings, action: str, asked: Request[Any] | Mapping[str, Any]
) -> str:
    """Compute the fingerprint of a request as it was asked for.

    Service, version, action, site, region and parameters count. A client token that the SDK
    makes, the form on the way, endpoint and key (which is renewed) do not.
    """
    params = asked
    if not isinstance(asked, Mapping):
        params = unstructure(
            asked, settings.site, validate=settings.validate, keep_bytes=True
        )
    where = [settings.site, settings.region]
    what = [settings.service, settings.version, action, where, params]
    return sha256(_canonical(what).encode()).hexdigest()


def _canonical(value: Any) -> str:
    try:
        return _encode(value)
    except TypeError:  # names of different types, which JSON makes text of
        plain = json.loads(json.dumps(value, default=_text_of_bytes))
        return _encode(plain)


def _text_of_bytes(value: object) -> str:
    """Write what JSON does not know: the bytes of a file."""
    if not is_bytes(value):
        raise TypeError(f"{type(value).__name__} cannot be sent")
    return f"base64:{b64encode(value).decode()}"


_encode = json.JSONEncoder(sort_keys=True, default=_text_of_bytes).encode
"""`json.dumps` would make an encoder for each call."""
