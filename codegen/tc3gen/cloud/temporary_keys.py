"""Temporary keys. All that the cloud must know of one is in its token, sealed with the
permanent key that it was made with: nothing has to be remembered, not even over a restart.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from secrets import token_hex
from typing import Literal

from attrs import asdict, field, filters, frozen

Kind = Literal["role", "federated", "user"]

PREFIX = "AKIDtmp"
"""Beginning of the ids of temporary keys."""


@frozen(kw_only=True)
class Session:
    """The identity behind a temporary key."""

    account: str
    """The id of the permanent key behind it."""
    kind: Kind
    name: str
    """The one that the caller chose for it, empty where none can be chosen."""
    expires: int
    """In seconds since 1970."""
    secret_id: str


@frozen(kw_only=True)
class TemporaryKey:
    """A secret key, and the token that proves it, of a session."""

    session: Session
    secret_key: str = field(repr=False)
    token: str = field(repr=False)


def issue_key(
    account: str, secret: str, kind: Kind, name: str, expires: int
) -> TemporaryKey:
    """A new temporary key; `secret` is the permanent one of the account."""
    session = Session(
        account=account,
        kind=kind,
        name=name,
        expires=expires,
        secret_id=PREFIX + token_hex(12),
    )
    values = asdict(session, filter=filters.exclude("account"))
    content = json.dumps(values, separators=(",", ":")).encode()
    return _key(session, secret, urlsafe_b64encode(content).decode())


def open_token(token: str, accounts: Mapping[str, str]) -> TemporaryKey | None:
    """The key that a token belongs to; None where no account's secret has sealed it."""
    content, _, seal = token.partition(".")
    for account, secret in accounts.items():
        if hmac.compare_digest(
            _seal_content(secret, "seal", content),
            seal.encode("utf-8", "surrogatepass"),
        ):
            return _key(_session(account, content), secret, content)
    return None


def _session(account: str, content: str) -> Session:
    return Session(account=account, **json.loads(urlsafe_b64decode(content)))


def _key(session: Session, secret: str, content: str) -> TemporaryKey:
    return TemporaryKey(
        session=session,
        secret_key=_seal_content(secret, "key", content).decode()[:32],
        token=f"{content}.{_seal_content(secret, 'seal', content).decode()}",
    )


def _seal_content(secret: str, purpose: str, content: str) -> bytes:
    text = f"{purpose}:{content}".encode("utf-8", "surrogatepass")
    return hmac.new(secret.encode(), text, "sha256").hexdigest().encode()
