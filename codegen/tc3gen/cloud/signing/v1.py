"""The older signatures, HmacSHA1 and HmacSHA256: the signature is one of the fields."""

from __future__ import annotations

import hmac
import re

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import Envelope
from tc3gen.cloud.signing.tc3 import accepted_hosts

METHODS = ("HmacSHA1", "HmacSHA256")
"""Values of `SignatureMethod`, the one that is meant where none is given first."""

_NONCE = re.compile(r"[0-9]{1,20}")
_HIDDEN = ("Token",)


def check_older_signature(envelope: Envelope, secret_key: str) -> None:
    """Raise `ApiErrorResponse` where the fields were not signed with a key."""
    from tc3gen.python.runtime.signing.v1 import signature, string_to_sign

    if not _NONCE.fullmatch(envelope.required("Nonce")):
        raise ApiErrorResponse(
            "InvalidParameter", "`Nonce` must be a positive integer."
        )
    given = envelope.required("Signature")
    algorithm = envelope.common("SignatureMethod") or METHODS[0]
    if algorithm not in METHODS:
        message = f"`SignatureMethod` must be {' or '.join(METHODS)}."
        raise ApiErrorResponse("InvalidParameterValue", message)
    fields = [pair for pair in envelope.fields or () if pair[0] != "Signature"]
    method, host = envelope.request.method, envelope.request.header("host")
    expected = [
        signature(
            secret_key,
            _encodable(fields),
            algorithm="HmacSHA1" if algorithm == METHODS[0] else "HmacSHA256",
            method=method,
            host=each,
        ).encode()
        for each in accepted_hosts(host)
    ]
    # A `+` that was sent as it is arrives as a space.
    given = given.replace(" ", "+")
    if not any(hmac.compare_digest(each, _bytes(given)) for each in expected):
        shown = string_to_sign(
            [(n, "(hidden)" if n in _HIDDEN else v) for n, v in fields], method, host
        )
        message = (
            "The signature does not match: the secret key is wrong, or the server saw "
            f"other fields than were signed. What it expects to be signed is\n{shown}"
        )
        raise ApiErrorResponse("AuthFailure.SignatureFailure", message)


def _encodable(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(_bytes(n).decode(), _bytes(v).decode()) for n, v in fields]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
