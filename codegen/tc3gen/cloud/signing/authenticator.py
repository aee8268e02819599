"""Authentication of a request: its time, its key, its token and its signature."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import frozen

from tc3gen.cloud.protocol.api_error import ApiErrorResponse
from tc3gen.cloud.protocol.common_params import Envelope
from tc3gen.cloud.signing.tc3 import (
    Authorization,
    check_signature,
    check_signed_headers,
)
from tc3gen.cloud.signing.v1 import check_older_signature
from tc3gen.cloud.temporary_keys import PREFIX, Session, open_token
from tc3gen.python.runtime.signing.tc3 import SKIP
from tc3gen.spec.model import Action

CLOCK_SKEW = 300
"""Seconds by which a request's time may differ from that of the server."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_BAD_TOKEN = "AuthFailure.TokenFailure"


@frozen
class Caller:
    """The caller: nobody that is known, an account, or a session of an account."""

    account: str | None = None
    session: Session | None = None


@frozen
class Authenticator:
    """Admits the requests that an account has signed, and unsigned ones where allowed."""

    accounts: Mapping[str, str]
    """The secret key of each account, by the id of the key."""

    def admit(
        self, envelope: Envelope, action: Action, now: float, expiry_time: float
    ) -> Caller:
        """Find out who sent a request. Raises `ApiErrorResponse` where it may not enter.

        `now` is held against the time of the request, `expiry_time` against that of keys.
        """
        timestamp = _timestamp(envelope, now)
        if envelope.fields is not None:
            caller, secret_key = self._caller(
                envelope, envelope.required("SecretId"), expiry_time
            )
            check_older_signature(envelope, secret_key)
            return _with_its_token(envelope, caller)
        header = envelope.request.header("authorization")
        if header == SKIP and action.unsigned:
            return Caller()
        authorization = Authorization.parse(header)
        if authorization is None:
            raise ApiErrorResponse(
                "AuthFailure.InvalidAuthorization", Authorization.FORM
            )
        check_signed_headers(envelope.request, authorization.signed)
        caller, secret_key = self._caller(
            envelope, authorization.secret_id, expiry_time
        )
        check_signature(envelope.request, authorization, secret_key, timestamp)
        return _with_its_token(envelope, caller)

    def _caller(
        self, envelope: Envelope, secret_id: str, now: float
    ) -> tuple[Caller, str]:
        """Find the owner of a key, and its secret."""
        secret_key = self.accounts.get(secret_id)
        if secret_key is not None:
            return Caller(secret_id), secret_key
        token = envelope.common("Token")
        if not token and not secret_id.startswith(PREFIX):
            message = "This cloud has no account with this SecretId."
            raise ApiErrorResponse("AuthFailure.SecretIdNotFound", message)
        if not token:
            message = f"{envelope.named('Token')} is missing: the key is temporary."
            raise ApiErrorResponse(_BAD_TOKEN, message)
        key = open_token(token, self.accounts)
        if key is None or key.session.secret_id != secret_id:
            message = "The token is wrong, or belongs to another key."
            raise ApiErrorResponse(_BAD_TOKEN, message)
        if key.session.expires <= now:
            message = f"The token expired {int(now) - key.session.expires} seconds ago."
            raise ApiErrorResponse(_BAD_TOKEN, message)
        return Caller(key.session.account, key.session), key.secret_key


def _with_its_token(envelope: Envelope, caller: Caller) -> Caller:
    if caller.session is None and envelope.common("Token"):
        raise ApiErrorResponse(_BAD_TOKEN, "A permanent key has no token.")
    return caller


def _timestamp(envelope: Envelope, now: float) -> int:
    text = envelope.required("Timestamp")
    name = envelope.named("Timestamp")
    if not _TIMESTAMP.fullmatch(text):
        message = f"{name} must be Unix time in whole seconds."
        raise ApiErrorResponse("AuthFailure.SignatureExpire", message)
    timestamp = int(text)
    if abs(now - timestamp) > CLOCK_SKEW:
        message = (
            f"{name} is {timestamp}, more than {CLOCK_SKEW} seconds from the "
            f"server's time {int(now)}."
        )
        raise ApiErrorResponse("AuthFailure.SignatureExpire", message)
    return timestamp


def secret_id_of(envelope: Envelope) -> str:
    """The id of the key that a request names; empty if it names none."""
    authorization = Authorization.parse(envelope.request.header("authorization"))
    return authorization.secret_id if authorization else envelope.common("SecretId")
