"""Credentials: values that never show their secret."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from typing import Any, NamedTuple, Protocol

from .errors import ConfigurationError, hide_arguments

_WORD = re.compile(r"[\x21-\x7e]+\Z")


class Credential:
    """A secret id, its key and, for temporary ones, a token. Immutable.

    It can be read by the signature only through its attributes; its repr and str show
    nothing but the beginning of the id, and it cannot be pickled.
    """

    __slots__ = ("secret_id", "secret_key", "token")

    secret_id: str
    secret_key: str
    token: str | None

    @hide_arguments
    def __init__(
        self, secret_id: str, secret_key: str, token: str | None = None
    ) -> None:
        words = {"secret_id": secret_id, "secret_key": secret_key, "token": token}
        for name, value in words.items():
            if value is not None or name != "token":
                _check_word(name, value)
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a credential cannot be changed; make a new one")

    def __repr__(self) -> str:
        temporary = ", temporary" if getattr(self, "token", None) else ""
        return f"<Credential {getattr(self, 'secret_id', '')[:4]}***{temporary}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Credential):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __reduce__(self) -> Any:
        raise TypeError("a credential is not pickled, lest its secret be written down")

    def __copy__(self) -> Credential:
        return self

    def __deepcopy__(self, memo: object) -> Credential:
        return self

    def _values(self) -> tuple[str, str, str | None]:
        return (self.secret_id, self.secret_key, self.token)


class TemporaryCredential(NamedTuple):
    """A credential and the time at which it expires."""

    credential: Credential
    expires: float | None = None
    """Seconds since 1970; None for a credential that does not expire."""


class CredentialProvider(Protocol):
    """A function that gives a credential when a request is about to be signed.

    A credential that it returns serves for one request; a `TemporaryCredential` is kept
    until it is about to expire. An asynchronous client runs the function in a thread, or
    awaits it if it is asynchronous; a synchronous client may ask for a new one in another
    thread.
    """

    def __call__(
        self,
    ) -> (
        Credential | TemporaryCredential | Awaitable[Credential | TemporaryCredential]
    ): ...


def _check_word(name: str, value: object) -> None:
    if not isinstance(value, str) or not _WORD.match(value):
        raise ConfigurationError(f"{name} must be printable ASCII text without spaces")
