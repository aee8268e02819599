"""Profile files: a section for each profile, with keys or with a role to assume."""

from __future__ import annotations

from collections.abc import Mapping
from configparser import ConfigParser, Error
from typing import Any

from ..credentials import Credential
from ..errors import ConfigurationError, CredentialError
from .providers import StaticSource, strip_quotes
from .source import Source
from .sts import AssumedRole

_SESSION = "tc3"
"""Name of a session where the profile gives none."""

_DURATION = 7200
"""Seconds that a key lives where the profile does not say it."""


def read_sections(text: str) -> ConfigParser | None:
    """Take the text of a profile file apart; None if it is malformed.

    The reason may quote a line with a secret, so it is not told.
    """
    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except Error:
        return None
    return parser


def source_of(parser: ConfigParser, path: str, profile: str) -> Source | None:
    """Give the source that a profile describes; None if the file does not have it.

    Raises:
        CredentialError: The profile is incomplete, or its roles lead in a circle.
    """
    if not parser.has_section(profile):
        return None
    return _source(parser, path, profile, ())


def _source(
    parser: ConfigParser, path: str, profile: str, above: tuple[str, ...]
) -> Source:
    where = f"{path}: profile {profile}"
    values = {name: strip_quotes(value) for name, value in parser[profile].items()}
    role = values.get("role_arn")
    if not role:
        return StaticSource(credential_of(values, where))
    other = values.get("source_profile")
    source: Source
    if other and other != profile:
        if other in above:
            way = " -> ".join([*above, profile, other])
            raise CredentialError(f"{where}: source_profile leads in a circle: {way}")
        if not parser.has_section(other):
            raise CredentialError(f"{where}: its source_profile is not in the file")
        source = _source(parser, path, other, (*above, profile))
    elif values.get("secret_id") or values.get("secret_key"):
        source = StaticSource(credential_of(values, where))
    else:
        raise CredentialError(
            f"{where} has role_arn, and needs source_profile, or secret_id and secret_key"
        )
    try:
        return _role(values, role, source)
    except ConfigurationError as error:
        raise CredentialError(f"{where}: {error}") from None


def _role(values: Mapping[str, str], role: str, source: Source) -> Source:
    duration = values.get("duration") or str(_DURATION)
    external_id = values.get("external_id")
    return AssumedRole(
        role,
        values.get("session_name") or values.get("role_session_name") or _SESSION,
        source,
        {"ExternalId": external_id} if external_id else {},
        int(duration) if duration.isdecimal() and len(duration) < 9 else 0,
        endpoint=values.get("sts_endpoint") or None,
    )


def credential_of(
    values: Mapping[str, Any],
    where: str,
    names: tuple[str, ...] = ("secret_id", "secret_key", "token", "session_token"),
) -> Credential:
    """The credential among the values of a profile. Raises `CredentialError`."""
    secret_id, secret_key, *tokens = (values.get(name) for name in names)
    if not secret_id or not secret_key:
        raise CredentialError(f"{where} needs {names[0]} and {names[1]}")
    try:
        return Credential(secret_id, secret_key, next(filter(None, tokens), None))
    except ConfigurationError as error:
        raise CredentialError(f"{where}: {error}") from None
