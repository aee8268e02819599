"""Credentials in files: profile files, and the profiles of the command line tool."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from . import clock
from .credentials import Credential, Lease
from .errors import ConfigurationError, CredentialError
from .metadata import InstanceRole
from .roles import AssumeRole
from .sites import Site
from .sources import Do, Fixed, NotHere, Source, Steps

_HOME = "~/.tencentcloud/credentials"
_SYSTEM = "/etc/tencentcloud/credentials"
_TOOL = "~/.tccli/{}.credential"
_FILE_NAMES = ("secret_id", "secret_key", "token")
_TOOL_NAMES = ("secretId", "secretKey", "token")


class ProfileCredential(Source):
    """A profile in `~/.tencentcloud/credentials` or `/etc/tencentcloud/credentials`, else
    one of the command line tool, `~/.tccli/PROFILE.credential`.

    The profile files have a section for each profile, with `secret_id`, `secret_key` and,
    for temporary credentials, `token`. What the command line tool can use, this can:
    keys, a login in the browser (which the tool itself renews), the role of the instance,
    and a role to assume.

    Args:
        path: Another file, of either kind.
        profile: Name of the profile. Without one: `TENCENTCLOUD_PROFILE`, else `default`;
            for the command line tool also `TCCLI_PROFILE`.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None = None, profile: str | None = None
    ) -> None:
        self._path = None if path is None else os.fspath(path)
        self._profile = profile

    def fetch(self, site: Site) -> Steps[Lease]:
        source: Source = yield Do(self._find)
        return (yield from source.fetch(site))

    def __repr__(self) -> str:
        given = [text for text in (self._path, self._profile) if text is not None]
        return f"<{' '.join(['ProfileCredential', *given])}>"

    def _find(self) -> Source:
        asked = self._profile or os.environ.get("TENCENTCLOUD_PROFILE")
        profile = asked or "default"
        tool = asked or os.environ.get("TCCLI_PROFILE") or "default"
        if self._path is not None:
            places = [(self._path, profile)]
        else:
            places = [(_HOME, profile), (_SYSTEM, profile)]
            if tool == os.path.basename(tool):
                places.append((_TOOL.format(tool), tool))
        for place, name in places:
            path = os.path.expanduser(place)
            text = _read(path)
            found = None if text is None else _parse(text, path, name)
            if found is not None:
                return found
        where = ", ".join(place for place, _ in places)
        if asked and not self._profile:
            # Whoever names a profile to a program does not want another identity.
            raise CredentialError(
                f"no credential: TENCENTCLOUD_PROFILE is {asked}, which is not in {where}"
            )
        raise NotHere(f"profile {profile} is not in {where}")


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8-sig") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except (OSError, ValueError):
        pass
    raise _unreadable(path)


def _parse(text: str, path: str, profile: str) -> Source | None:
    if text.lstrip().startswith("{"):
        return _from_tool(text, path)
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        parser.read_string(text)
    except Error:
        pass
    else:
        if not parser.has_section(profile):
            return None
        where = f"{path}: profile {profile}"
        return Fixed(_credential(parser[profile], _FILE_NAMES, where))
    raise _unreadable(path)


def _from_tool(text: str, path: str) -> Source | None:
    from . import jsontext

    try:
        document = jsontext.loads(text.encode())
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _unreadable(path)
    kind = document.get("type")
    if kind == "cvm-role":
        return InstanceRole()
    if not any(document.get(name) for name in _TOOL_NAMES):
        return None
    credential = _credential(document, _TOOL_NAMES, path)
    role, session = document.get("role-arn"), document.get("role-session-name")
    if role and session:
        return AssumeRole(role, session, source=credential)
    if kind not in ("sso", "oauth"):
        return Fixed(credential)
    expires = document.get("expiresAt")
    if not isinstance(expires, (int, float)):
        raise CredentialError(f"{path}: expiresAt is missing")
    if expires <= clock.time():
        raise CredentialError(f"{path}: the login has expired; log in with tccli again")
    return Fixed(credential, expires)


def _credential(
    values: Mapping[str, Any], names: tuple[str, str, str], where: str
) -> Credential:
    secret_id, secret_key, token = (values.get(name) for name in names)
    if not secret_id or not secret_key:
        raise CredentialError(f"{where} needs {names[0]} and {names[1]}")
    try:
        return Credential(secret_id, secret_key, token or None)
    except ConfigurationError as error:
        raise CredentialError(f"{where}: {error}") from None


def _unreadable(path: str) -> CredentialError:
    # The reason may quote a line with a secret, so it is neither shown nor chained.
    return CredentialError(f"{path} is not a readable profile file")
