"""Rejected signatures of the older methods, HmacSHA1 and HmacSHA256."""

from __future__ import annotations

import hmac
from base64 import b64encode
from collections.abc import Iterator, Mapping
from itertools import product
from urllib.parse import quote

from tc3gen.cloud.protocol.common_params import Envelope, Fields
from tc3gen.cloud.signing.diagnosis.variants import (
    SEARCHED_SIZE,
    Rejection,
    Variant,
    different,
    hosts,
    secrets,
)

_DIGESTS = {"HmacSHA1": "sha1", "HmacSHA256": "sha256"}
_HIDDEN = ("Token",)


def explain_older(envelope: Envelope, accounts: Mapping[str, str]) -> Rejection:
    """Explain a rejection: the expected fields, one a line, and those that were signed."""
    fields = tuple(pair for pair in envelope.fields or () if pair[0] != "Signature")
    method, host = envelope.request.method, envelope.request.header("host")
    signed: str | None = None
    slips: tuple[str, ...] = ()
    expected = _text(f"{method}{host}/?", fields)
    texts = _texts(envelope, fields) if len(expected) <= SEARCHED_SIZE else ()
    for text, found in texts:
        slip = _slip_of_key(envelope, text, accounts)
        if slip is not None:
            signed, slips = text, (*found, slip) if slip else found
            break
    return Rejection(
        expected=_lines(expected),
        signed=None if signed is None else _lines(signed),
        slips=slips,
    )


def _slip_of_key(
    envelope: Envelope, text: str, accounts: Mapping[str, str]
) -> str | None:
    """None where no key signed the text, an empty one where it was the right key."""
    given = envelope.common("Signature").replace(" ", "+").encode("utf-8", "replace")
    named = envelope.common("SignatureMethod") or "HmacSHA1"
    id, token = envelope.common("SecretId"), envelope.common("Token")
    for secret, slip in secrets(id, token, accounts):
        for method, digest in _DIGESTS.items():
            key, content = secret.encode(), text.encode("utf-8", "replace")
            made = b64encode(hmac.digest(key, content, digest))
            if hmac.compare_digest(made, given):
                other = f"It is a signature by {method}; {named} was named."
                return " ".join(filter(None, [slip, other if method != named else ""]))
    return None


def _texts(envelope: Envelope, fields: Fields) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Texts that may have been signed, those with the fewest slips first."""
    request = envelope.request
    method, host = request.method, request.header("host")
    other = "GET" if method == "POST" else "POST"
    service = host.partition(".")[0]
    methods = (
        Variant(method),
        Variant(other, f"It was signed as {other} and sent as {method}."),
    )
    named = different(Variant(host), *hosts(service, envelope.common("Region"), host))
    contents = different(
        Variant(_text("", fields)),
        Variant(
            "&".join(f"{name}={value}" for name, value in fields),
            "The fields were not sorted by their names.",
        ),
        Variant(
            _text("", tuple((name, quote(value, safe="")) for name, value in fields)),
            "The values were URL-encoded before they were signed.",
        ),
    )
    combined = product(methods, named, contents)
    for parts in sorted(combined, key=lambda each: sum(bool(p.slip) for p in each)):
        verb, name, content = (part.value for part in parts)
        yield f"{verb}{name}/?{content}", tuple(p.slip for p in parts if p.slip)


def _text(begin: str, fields: Fields) -> str:
    named = sorted((name.replace("_", "."), value) for name, value in fields)
    return begin + "&".join(f"{name}={value}" for name, value in named)


def _lines(text: str) -> str:
    """One field a line, without what nobody should see."""
    begin, _, content = text.partition("?")
    lines = [
        f"{name}=(hidden)" if name in _HIDDEN else line
        for line in content.split("&")
        for name in [line.partition("=")[0]]
    ]
    return "\n&".join([f"{begin}?\n{lines[0]}", *lines[1:]])
