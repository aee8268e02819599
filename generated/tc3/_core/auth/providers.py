"""Credentials as values, from the environment, from functions; chains."""

from __future__ import annotations

import os

from .. import clock
from ..credentials import Credential, CredentialProvider, TemporaryCredential
from ..errors import ConfigurationError, CredentialError
from ..narrowing import is_number
from .source import Asker, CallFunction, Source, SourceUnavailable, Steps

HOW_TO_GIVE_ONE = (
    "Pass Credential(secret_id, secret_key), or set TENCENTCLOUD_SECRET_ID and "
    "TENCENTCLOUD_SECRET_KEY"
)

_TOKENS = ("TOKEN", "SESSION_TOKEN", "SECURITY_TOKEN")
"""Names of the variable with the token, as different tools of the provider have them."""


class StaticSource(Source):
    """A credential that is known already."""

    def __init__(self, credential: Credential, expires: float | None = None) -> None:
        self._lease = TemporaryCredential(credential, expires)

    @property
    def renewable(self) -> bool:
        return False

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        yield from ()
        return self._lease


class EnvironmentCredential(Source):
    """`TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, for temporary credentials,
    `TENCENTCLOUD_TOKEN` (or `TENCENTCLOUD_SESSION_TOKEN`, `TENCENTCLOUD_SECURITY_TOKEN`).
    They are read once, when the first request is signed."""

    @property
    def renewable(self) -> bool:
        return False

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        yield from ()
        found = from_environment()
        if found is None:
            raise SourceUnavailable("TENCENTCLOUD_SECRET_ID and _KEY are not set")
        return TemporaryCredential(found)


class Chain(Source):
    """The first source that applies; from then on, that one only.

    A source that is set up but broken ends the search with its error: another identity
    than the one that was meant must not step in.
    """

    def __init__(self, *sources: Credential | Source | CredentialProvider) -> None:
        if not sources:
            raise ConfigurationError("a chain needs a source")
        self._sources = [as_source(source) for source in sources]
        self._chosen: Source | None = None

    @property
    def shared(self) -> bool:
        return self._chosen is None or self._chosen.shared

    @property
    def renewable(self) -> bool:
        return self._chosen is None or self._chosen.renewable

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        if self._chosen is not None:
            return (yield from self._chosen.fetch(asker))
        tried: list[str] = []
        for source in self._sources:
            try:
                lease = yield from source.fetch(asker)
            except SourceUnavailable as error:
                tried.append(f"{type(source).__name__}: {error}")
            else:
                self._chosen = source
                return lease
        raise SourceUnavailable(f"no credential: {'; '.join(tried)}")

    def __repr__(self) -> str:
        return f"<Chain {' '.join(map(repr, vars(self).get('_sources', ())))}>"


class CallableSource(Source):
    """A function of the user's. Only a `TemporaryCredential` that it gives is kept: a plain
    credential may be meant for the request at hand alone, such as that of a tenant."""

    def __init__(self, function: CredentialProvider) -> None:
        self.function = function
        self._shared = True

    @property
    def shared(self) -> bool:
        return self._shared

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        try:
            found = yield CallFunction(self.function)
        except BaseException:
            self._shared = self.kept is not None
            raise
        self._shared = isinstance(found, TemporaryCredential)
        lease = (
            found
            if isinstance(found, TemporaryCredential)
            else TemporaryCredential(found)
        )
        if not _is_credential(lease.credential):
            raise ConfigurationError(
                "the credential provider must return a Credential or a TemporaryCredential"
            )
        return _by_right_clock(lease, asker)


def _is_credential(value: object) -> bool:
    return isinstance(value, Credential)


def _by_right_clock(lease: TemporaryCredential, asker: Asker) -> TemporaryCredential:
    """A lease of a user's function, which may have reckoned with this machine's clock.

    It did where the lease lives by that clock only.
    """
    expires = lease.expires
    if is_number(expires) and clock.time() < expires <= asker.now():
        return lease._replace(expires=expires + asker.learned.skew)
    return lease


def as_source(credential: Credential | Source | CredentialProvider) -> Source:
    """The source that an option means."""
    if isinstance(credential, Source):
        return credential
    if isinstance(credential, Credential):
        return StaticSource(credential)
    if isinstance(credential, type) or not callable(credential):
        raise ConfigurationError(
            "credential must be a Credential, a source of one such as InstanceRole(), or "
            "a function that returns one"
        )
    return CallableSource(credential)


def from_environment() -> Credential | None:
    """The credential of the environment; half of one is an error."""
    secret_id, secret_key = _variable("SECRET_ID"), _variable("SECRET_KEY")
    if not secret_id and not secret_key:
        return None
    if not secret_id or not secret_key:
        missing = "KEY" if secret_id else "ID"
        raise CredentialError(f"TENCENTCLOUD_SECRET_{missing} is not set")
    tokens = (_variable(name) for name in _TOKENS)
    return Credential(secret_id, secret_key, next(filter(None, tokens), None))


def strip_quotes(value: str) -> str:
    """A value without the quotes that some put around it in files of `NAME=VALUE`."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _variable(name: str) -> str:
    return strip_quotes(os.environ.get(f"TENCENTCLOUD_{name}", ""))
