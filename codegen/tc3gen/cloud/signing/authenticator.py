"""Whether a request may enter: its time, its key, its token and its signature."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attrs import frozen

from tc3gen.cloud.authorization import (
    Authorization,
    check_signature,
    check_signed_headers,
)
from tc3gen.cloud.envelope import Envelope
from tc3gen.cloud.faults import ApiFault
from tc3gen.cloud.older import check_older_signature
from tc3gen.cloud.tokens import PREFIX, Session, open_token
from tc3gen.python.runtime.signature import SKIP
from tc3gen.spec.vocabulary import Action

CLOCK_SKEW = 300
"""Seconds by which a request's time may differ from that of the server."""

_TIMESTAMP = re.compile(r"[0-9]{1,12}")
_BAD_TOKEN = "AuthFailure.TokenFailure"


@frozen
class Caller:
    """Who calls: nobody that is known, an account, or a session of an account."""

    account: str | None = None
    session: Session | None = None


@frozen
class Gate:
    """Admits the requests that an account has signed, and unsigned ones where allowed."""

    accounts: Mapping[str, str]
    """The secret key of each account, by the id of the key."""

    def admit(
        self, envelope: Envelope, action: Action, now: float, expiry_time: float
    ) -> Caller:
        """Who sent a request. Raises `ApiFault` where it may not enter.

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
            raise ApiFault("AuthFailure.InvalidAuthorization", Authorization.FORM)
        check_signed_headers(envelope.request, authorization.signed)
        caller, secret_key = self._caller(
            envelope, authorization.secret_id, expiry_time
        )
        check_signature(envelope.request, authorization, secret_key, timestamp)
        return _with_its_token(envelope, caller)

    def _caller(
        self, envelope: Envelope, secret_id: str, now: float
    ) -> tuple[Caller, str]:
        """Who has a key, and its secret."""
        secret_key = self.accounts.get(secret_id)
        if secret_key is not None:
            return Caller(secret_id), secret_key
        token = envelope.common("Token")
        if not token and not secret_id.startswith(PREFIX):
            message = "This cloud has no account with this SecretId."
            raise ApiFault("AuthFailure.SecretIdNotFound", message)
        if not token:
            message = f"{envelope.named('Token')} is missing: the key is temporary."
            raise ApiFault(_BAD_TOKEN, message)
        key = open_token(token, self.accounts)
        if key is None or key.session.secret_id != secret_id:
            message = "The token is wrong, or belongs to another key."
            raise ApiFault(_BAD_TOKEN, message)
        if key.session.expires <= now:
            message = f"The token expired {int(now) - key.session.expires} seconds ago."
            raise ApiFault(_BAD_TOKEN, message)
        return Caller(key.session.account, key.session), key.secret_key


def _with_its_token(envelope: Envelope, caller: Caller) -> Caller:
    if caller.session is None and envelope.common("Token"):
        raise ApiFault(_BAD_TOKEN, "A permanent key has no token.")
    return caller


def _timestamp(envelope: Envelope, now: float) -> int:
    text = envelope.required("Timestamp")
    name = envelope.named("Timestamp")
    if not _TIMESTAMP.fullmatch(text):
        message = f"{name} must be Unix time in whole seconds."
        raise ApiFault("AuthFailure.SignatureExpire", message)
    timestamp = int(text)
    if abs(now - timestamp) > CLOCK_SKEW:
        message = (
            f"{name} is {timestamp}, more than {CLOCK_SKEW} seconds from the "
            f"server's time {int(now)}."
        )
        raise ApiFault("AuthFailure.SignatureExpire", message)
    return timestamp
