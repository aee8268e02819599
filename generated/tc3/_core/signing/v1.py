"""The older signatures, HmacSHA1 and HmacSHA256: the signature is one of the parameters.

The API references call it "Signature v1".
"""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .methods import SignatureMethod

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
