"""The signature TC3-HMAC-SHA256, as it stands in the header `Authorization`."""

from __future__ import annotations

import hmac
import re
from functools import lru_cache
from typing import ClassVar

from attrs import frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.request import ReceivedRequest
from tc3gen.python.runtime.signing import tc3

_AUTHORIZATION = re.compile(
    rf"{tc3.ALGORITHM} Credential=([^/,\s]+)/(\d{{4}}-\d\d-\d\d)/([\w-]+)/tc3_request,"
    r"\s*SignedHeaders=([\w;-]+),\s*Signature=([0-9A-Fa-f]{64})",
    re.ASCII,
)
_PORT = re.compile(r":[0-9]{1,5}")
_HIDDEN = ("authorization", "x-tc-token")


@frozen
class Authorization:
    """The parts of an `Authorization` header."""

    secret_id: str
    date: str
    service: str
    signed: tuple[str, ...]
    signature: str

    FORM: ClassVar[str] = (
        f"`Authorization` must read `{tc3.ALGORITHM} Credential=ID/DATE/SERVICE/"
        "tc3_request, SignedHeaders=content-type;host, Signature=HEX`."
    )

    @staticmethod
    @lru_cache(maxsize=4)  # one request is asked for it twice
    def parse(header: str) -> Authorization | None:
        """The parts, or None where the header does not have them."""
        match = _AUTHORIZATION.fullmatch(header)
        if match is None:
            return None
        secret_id, date, service, signed, signature = match.groups()
        names = tuple(signed.lower().split(";"))
        return Authorization(secret_id, date, service, names, signature.lower())


def accepted_hosts(host: str) -> tuple[str, ...]:
    """Forms in which a host may be signed: as sent or, as some clients do, without its port."""
    name, colon, port = host.rpartition(":")
    return (host, name) if _PORT.fullmatch(colon + port) else (host,)


def check_signed_headers(request: ReceivedRequest, signed: tuple[str, ...]) -> None:
    """Raise `ApiErrorResponse` where headers are signed that were not sent, or too few."""
    for name in ("content-type", "host"):
        if name not in signed:
            message = f"`SignedHeaders` must contain `{name}`."
            raise ApiErrorResponse("AuthFailure.InvalidAuthorization", message)
    if len(set(signed)) < len(signed):
        message = "`SignedHeaders` names a header twice."
        raise ApiErrorResponse("AuthFailure.InvalidAuthorization", message)
    for name in signed:
        if name not in request.headers:
            message = f"`SignedHeaders` names `{name}`, which was not sent."
            raise ApiErrorResponse("AuthFailure.InvalidAuthorization", message)


def check_signature(
    request: ReceivedRequest,
    authorization: Authorization,
    secret_key: str,
    timestamp: int,
) -> None:
    """Raise `ApiErrorResponse` where a request was not signed with a key."""
    date = tc3.utc_date(timestamp)
    if authorization.date != date:
        message = (
            f"The scope says {authorization.date}; in UTC the request is of {date}."
        )
        raise ApiErrorResponse("AuthFailure.SignatureFailure", message)
    service = authorization.service
    key = tc3.signing_key(secret_key, date, service)
    for host in accepted_hosts(request.header("host")):
        canonical = _canonical_request(request, authorization.signed, host=host)
        text = tc3.string_to_sign(timestamp, date, service, canonical)
        if hmac.compare_digest(tc3.signature(key, text), authorization.signature):
            break
    else:
        shown = _canonical_request(request, authorization.signed, hide=_HIDDEN)
        message = (
            "The signature does not match: the secret key is wrong, or the server saw "
            f"another request than was signed. Its canonical form is\n{shown}"
        )
        raise ApiErrorResponse("AuthFailure.SignatureFailure", message)


def _canonical_request(
    request: ReceivedRequest,
    signed: tuple[str, ...],
    hide: tuple[str, ...] = (),
    host: str | None = None,
) -> str:
    given = request.headers if host is None else {**request.headers, "host": host}
    headers = [(name, "(hidden)" if name in hide else given[name]) for name in signed]
    unsigned = request.header("x-tc-content-sha256") == tc3.UNSIGNED_PAYLOAD
    payload = tc3.UNSIGNED_PAYLOAD.encode() if unsigned else request.body
    return tc3.canonical_request(
        request.method,
        request.query,
        tc3.canonical_headers(headers),
        ";".join(signed),
        tc3.digest(payload),
    )
