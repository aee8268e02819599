"""The TC3-HMAC-SHA256 signature. Pure functions: no clock, no input or output.

Described at https://www.tencentcloud.com/document/product/213/33224.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from time import gmtime
from typing import Any

ALGORITHM = "TC3-HMAC-SHA256"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
SKIP = "SKIP"
"""The Authorization of an action that takes no signature."""


def authorization(
    *,
    secret_id: str,
    secret_key: str,
    service: str,
    timestamp: int,
    headers: Iterable[tuple[str, str]],
    payload: bytes,
    method: str = "POST",
    query: str = "",
) -> str:
    """The value of the `Authorization` header.

    `headers` are those to sign, with lower-case names, sorted by name; `content-type` and
    `host` must be among them and must equal what is sent. `timestamp` is in seconds and
    must be within five minutes of the server's clock.
    """
    # A query is that of one call, and may be long: nothing to remember.
    frame = _frame.__wrapped__ if query else _frame
    canonical, text, (inner, outer), begin = frame(
        secret_id, secret_key, service, timestamp, tuple(headers), method, query
    )
    inner, outer = inner.copy(), outer.copy()
    inner.update((text + digest((canonical + digest(payload)).encode())).encode())
    outer.update(inner.digest())
    signed: str = outer.hexdigest()
    return begin + signed


@lru_cache(maxsize=64)
def _frame(
    secret_id: str,
    secret_key: str,
    service: str,
    timestamp: int,
    headers: tuple[tuple[str, str], ...],
    verb: str,
    parameters: str,
) -> tuple[str, str, tuple[Any, Any], str]:
    """All but the payload's part: the calls of a second to an action have it in common.

    The canonical request and the text to sign, each without its last part, a digest; what
    signs; and the header without the signature.
    """
    date = utc_date(timestamp)
    signed = ";".join(name for name, _ in headers)
    return (
        canonical_request(verb, parameters, canonical_headers(headers), signed, ""),
        _before_digest(timestamp, date, service),
        _begun_hmac(signing_key(secret_key, date, service)),
        (
            f"{ALGORITHM} Credential={secret_id}/{scope(date, service)}, "
            f"SignedHeaders={signed}, Signature="
        ),
    )


def canonical_request(
    verb: str, parameters: str, header_lines: str, signed: str, payload_hash: str
) -> str:
    """The text whose digest is signed: one line each, the headers' lines inside."""
    return f"{verb}\n/\n{parameters}\n{header_lines}\n{signed}\n{payload_hash}"


def canonical_headers(headers: Iterable[tuple[str, str]]) -> str:
    """One `name:value` line a header; values trimmed and in lower case."""
    return "".join(f"{name}:{value.strip().lower()}\n" for name, value in headers)


def string_to_sign(timestamp: int, date: str, service: str, canonical: str) -> str:
    return _before_digest(timestamp, date, service) + digest(canonical.encode())


def _before_digest(timestamp: int, date: str, service: str) -> str:
    return f"{ALGORITHM}\n{timestamp}\n{scope(date, service)}\n"


def scope(date: str, service: str) -> str:
    return f"{date}/{service}/tc3_request"


@lru_cache(maxsize=64)
def signing_key(secret_key: str, date: str, service: str) -> bytes:
    """The key of one secret, UTC day and service; the last few are remembered."""
    key = _hmac(f"TC3{secret_key}".encode(), date)
    return _hmac(_hmac(key, service), "tc3_request")


def signature(key: bytes, text: str) -> str:
    return _hmac(key, text).hex()


@lru_cache(maxsize=4)
def _date_of_day(day: int) -> str:
    year, month, day_of_month = gmtime(day * 86400)[:3]
    return f"{year}-{month:02}-{day_of_month:02}"


def utc_date(timestamp: int) -> str:
    """The UTC day of a time in seconds, as `2024-01-31`."""
    return _date_of_day(timestamp // 86400)


def digest(payload: bytes) -> str:
    return sha256(payload).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.digest(key, text.encode(), "sha256")


def _begun_hmac(key: bytes) -> tuple[Any, Any]:
    """The two digests of an HMAC with a key, to be copied for each text: with `hmac` that
    takes twice as long. A signing key is shorter than a block, so it is only padded."""
    block = key.ljust(64, b"\0")
    return (
        sha256(bytes(byte ^ 0x36 for byte in block)),
        sha256(bytes(byte ^ 0x5C for byte in block)),
    )
