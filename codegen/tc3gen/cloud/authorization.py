"""Whether a request may enter: its time, its key and its signature."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping
from typing import ClassVar

from attrs import frozen

from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.requests import Request
from tc3gen.python.runtime import signature as tc3
from tc3gen.spec.vocabulary import Action

CLOCK_SKEW = 300
"""Seconds by which a request's time may differ from that of the server."""

_AUTHORIZATION = re.compile(
    rf"{tc3.ALGORITHM} Credential=([^/,\s]+)/(\d{{4}}-\d\d-\d\d)/([\w-]+)/tc3_request,"
    r"\s*SignedHeaders=([\w;-]+),\s*Signature=([0-9A-Fa-f]{64})",
    re.ASCII,
)
_TIMESTAMP = re.compile(r"[0-9]{1,12}")
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

    @classmethod
    def parse(cls, header: str) -> Authorization | None:
        """The parts, or None where the header does not have them."""
        match = _AUTHORIZATION.fullmatch(header)
        if match is None:
            return None
        secret_id, date, service, signed, signature = match.groups()
        names = tuple(signed.lower().split(";"))
        return cls(secret_id, date, service, names, signature.lower())


@frozen
class Gate:
    """Admits the requests that an account has signed, and unsigned ones where allowed."""

    accounts: Mapping[str, str]
    """The secret key of each account, by the id of the key."""

    def admit(self, request: Request, action: Action, now: float) -> str | None:
        """The account that signed the request, None where no signature is needed."""
        timestamp = _timestamp(request, now)
        header = request.header("authorization")
        if header == tc3.SKIP and action.unsigned:
            return None
        authorization = Authorization.parse(header)
        if authorization is None:
            raise ApiFault("AuthFailure.InvalidAuthorization", Authorization.FORM)
        _check_signed_headers(request, authorization.signed)
        secret_key = self.accounts.get(authorization.secret_id)
        if secret_key is None:
            message = "This cloud has no account with this SecretId."
            raise ApiFault("AuthFailure.SecretIdNotFound", message)
        _check_signature(request, authorization, secret_key, timestamp)
        return authorization.secret_id


def _timestamp(request: Request, now: float) -> int:
    text = request.header("x-tc-timestamp")
    if not text:
        raise ApiFault("MissingParameter", "The header `X-TC-Timestamp` is missing.")
    if not _TIMESTAMP.fullmatch(text):
        message = "`X-TC-Timestamp` must be Unix time in whole seconds."
        raise ApiFault("AuthFailure.SignatureExpire", message)
    timestamp = int(text)
    if abs(now - timestamp) > CLOCK_SKEW:
        message = (
            f"`X-TC-Timestamp` is {timestamp}, more than {CLOCK_SKEW} seconds from the "
            f"server's time {int(now)}."
        )
        raise ApiFault("AuthFailure.SignatureExpire", message)
    return timestamp


def _check_signed_headers(request: Request, signed: tuple[str, ...]) -> None:
    for name in ("content-type", "host"):
        if name not in signed:
            message = f"`SignedHeaders` must contain `{name}`."
            raise ApiFault("AuthFailure.InvalidAuthorization", message)
    for name in signed:
        if name not in request.headers:
            message = f"`SignedHeaders` names `{name}`, which was not sent."
            raise ApiFault("AuthFailure.InvalidAuthorization", message)


def _check_signature(
    request: Request, authorization: Authorization, secret_key: str, timestamp: int
) -> None:
    date = tc3.utc_date(timestamp)
    if authorization.date != date:
        message = (
            f"The scope says {authorization.date}; in UTC the request is of {date}."
        )
        raise ApiFault("AuthFailure.SignatureFailure", message)
    canonical = _canonical_request(request, authorization.signed)
    service = authorization.service
    text = tc3.string_to_sign(timestamp, date, service, canonical)
    expected = tc3.signature(tc3.signing_key(secret_key, date, service), text)
    if not hmac.compare_digest(expected, authorization.signature):
        shown = _canonical_request(request, authorization.signed, hide=_HIDDEN)
        message = (
            "The signature does not match: the secret key is wrong, or the server saw "
            f"another request than was signed. Its canonical form is\n{shown}"
        )
        raise ApiFault("AuthFailure.SignatureFailure", message)


def _canonical_request(
    request: Request, signed: tuple[str, ...], hide: tuple[str, ...] = ()
) -> str:
    headers = [
        (name, "(hidden)" if name in hide else request.headers[name]) for name in signed
    ]
    unsigned = request.header("x-tc-content-sha256") == tc3.UNSIGNED_PAYLOAD
    payload = tc3.UNSIGNED_PAYLOAD.encode() if unsigned else request.body
    return tc3.canonical_request(
        request.method,
        request.query,
        tc3.canonical_headers(headers),
        ";".join(signed),
        tc3.digest(payload),
    )
