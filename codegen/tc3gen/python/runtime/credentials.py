"""Credentials: values that never show their secret, and where they come from."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from .errors import ConfigurationError

_WORD = re.compile(r"[\x21-\x7e]+\Z")
_FILE = Path(".tencentcloud", "credentials")


class Credential:
    """A secret id, its key and, for temporary ones, a token. Immutable.

    It can be read by the signature only through its attributes; its repr and str show
    nothing but the beginning of the id, and it cannot be pickled.
    """

    __slots__ = ("secret_id", "secret_key", "token")

    secret_id: str
    secret_key: str
    token: str | None

    def __init__(
        self, secret_id: str, secret_key: str, token: str | None = None
    ) -> None:
        for name, value in (("secret_id", secret_id), ("secret_key", secret_key)):
            _check_word(name, value)
        if token is not None:
            _check_word("token", token)
        set_value = object.__setattr__
        set_value(self, "secret_id", secret_id)
        set_value(self, "secret_key", secret_key)
        set_value(self, "token", token)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a credential cannot be changed; make a new one")

    def __repr__(self) -> str:
        temporary = ", temporary" if self.token else ""
        return f"<Credential {self.secret_id[:4]}***{temporary}>"

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


class CredentialProvider(Protocol):
    """Anything that gives a credential when a request is about to be signed."""

    def __call__(self) -> Credential: ...


def default_credential(
    environ: Mapping[str, str] = os.environ, home: Path | None = None
) -> Credential:
    """The credential of the environment, else that of the profile file.

    `TENCENTCLOUD_SECRET_ID`, `TENCENTCLOUD_SECRET_KEY` and, for temporary credentials,
    `TENCENTCLOUD_TOKEN`; then the profile `default` (or `TENCENTCLOUD_PROFILE`) in
    `~/.tencentcloud/credentials` and `/etc/tencentcloud/credentials`.
    """
    found = _from_environment(environ) or _from_files(environ, home)
    if found is None:
        raise ConfigurationError(
            "no credential: pass Credential(secret_id, secret_key), or set "
            "TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, or write them to "
            "~/.tencentcloud/credentials"
        )
    return found


def _from_environment(environ: Mapping[str, str]) -> Credential | None:
    secret_id = environ.get("TENCENTCLOUD_SECRET_ID")
    secret_key = environ.get("TENCENTCLOUD_SECRET_KEY")
    if not secret_id and not secret_key:
        return None
    if not secret_id or not secret_key:
        missing = "KEY" if secret_id else "ID"
        raise ConfigurationError(f"TENCENTCLOUD_SECRET_{missing} is not set")
    return Credential(secret_id, secret_key, environ.get("TENCENTCLOUD_TOKEN") or None)


def _from_files(environ: Mapping[str, str], home: Path | None) -> Credential | None:
    profile = environ.get("TENCENTCLOUD_PROFILE") or "default"
    for folder in (home or Path.home(), Path("/etc")):
        path = folder / (
            _FILE if folder != Path("/etc") else "tencentcloud/credentials"
        )
        found = _from_file(path, profile)
        if found is not None:
            return found
    return None


def _from_file(path: Path, profile: str) -> Credential | None:
    if not path.is_file():
        return None
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(path.read_text(encoding="utf-8"), str(path))
    except (Error, OSError, UnicodeDecodeError):
        # The reason may quote a line with a secret, so it is not repeated.
        raise ConfigurationError(f"{path} is not a readable profile file") from None
    if not parser.has_section(profile):
        return None
    section = parser[profile]
    secret_id, secret_key = section.get("secret_id"), section.get("secret_key")
    if not secret_id or not secret_key:
        raise ConfigurationError(
            f"{path}: profile {profile} needs secret_id and secret_key"
        )
    return Credential(secret_id, secret_key, section.get("token") or None)


def _check_word(name: str, value: object) -> None:
    if not isinstance(value, str) or not _WORD.match(value):
        raise ConfigurationError(f"{name} must be printable ASCII text without spaces")
