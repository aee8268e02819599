"""The older signatures, HmacSHA1 and HmacSHA256: the signature is one of the fields."""

from __future__ import annotations

import hmac
import re

from tc3gen.cloud.envelope import Envelope
from tc3gen.cloud.faults import ApiFault

METHODS = ("HmacSHA1", "HmacSHA256")
"""Values of `SignatureMethod`, the one that is meant where none is given first."""

_NONCE = re.compile(r"[0-9]{1,20}")
_HIDDEN = ("Token",)


def check_older_signature(envelope: Envelope, secret_key: str) -> None:
    """Raise `ApiFault` where the fields were not signed with a key."""
    from tc3gen.python.runtime.signature_v1 import signature, string_to_sign

    if not _NONCE.fullmatch(envelope.required("Nonce")):
        raise ApiFault("InvalidParameter", "`Nonce` must be a positive integer.")
    given = envelope.required("Signature")
    algorithm = envelope.common("SignatureMethod") or METHODS[0]
    if algorithm not in METHODS:
        message = f"`SignatureMethod` must be {' or '.join(METHODS)}."
        raise ApiFault("InvalidParameterValue", message)
    fields = [pair for pair in envelope.fields or () if pair[0] != "Signature"]
    method, host = envelope.request.method, envelope.request.header("host")
    expected = signature(
        secret_key,
        _encodable(fields),
        algorithm="HmacSHA1" if algorithm == METHODS[0] else "HmacSHA256",
        method=method,
        host=host,
    )
    # A `+` that was sent as it is arrives as a space.
    given = given.replace(" ", "+")
    if not hmac.compare_digest(expected.encode(), _bytes(given)):
        shown = string_to_sign(
            [(n, "(hidden)" if n in _HIDDEN else v) for n, v in fields], method, host
        )
        message = (
            "The signature does not match: the secret key is wrong, or the server saw "
            f"other fields than were signed. What it expects to be signed is\n{shown}"
        )
        raise ApiFault("AuthFailure.SignatureFailure", message)


def _encodable(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(_bytes(n).decode(), _bytes(v).decode()) for n, v in fields]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")
