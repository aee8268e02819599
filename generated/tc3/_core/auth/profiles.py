"""Credentials in files: profile files, and the profiles of the command line tool."""

from __future__ import annotations

import os
import warnings

from ..credentials import TemporaryCredential
from ..errors import CredentialError
from ..narrowing import is_number, is_object
from .instance_role import InstanceRole
from .providers import StaticSource
from .source import Asker, CallFunction, Source, SourceUnavailable, Steps
from .sts import AssumedRole
from .writable_files import writable_by_all

_HOME = "~/.tencentcloud/credentials"
_SYSTEM = "/etc/tencentcloud/credentials"
_TOOL = "~/.tccli/{}.credential"
_TOOL_NAMES = ("secretId", "secretKey", "token")


class ProfileCredential(Source):
    """A profile in `~/.tencentcloud/credentials` or `/etc/tencentcloud/credentials`, else
    one of the command line tool, `~/.tccli/PROFILE.credential`.

    The profile files have a section for each profile, with `secret_id`, `secret_key` and,
    for temporary credentials, `token`; or with a role that another profile assumes:

        [mailer]
        role_arn = qcs::cam::uin/100000000001:roleName/mail-sender
        session_name = newsletter
        source_profile = default

    A role may also have `external_id` and `duration` (seconds), and its own keys instead of
    `source_profile`. What the command line tool can use, this can: keys, a login in the
    browser (which the tool itself renews), the role of the instance, and a role to assume.
    A file that other users of the machine may write gets a warning.

    Args:
        path: Another file, of either kind. Without one, `TENCENTCLOUD_CREDENTIALS_FILE` may
            name it.
        profile: Name of the profile. Without one: `TENCENTCLOUD_PROFILE`, else `default`;
            for the command line tool also `TCCLI_PROFILE`.
    """

    def __init__(
        self, path: str | os.PathLike[str] | None = None, profile: str | None = None
    ) -> None:
        self._path = None if path is None else os.fspath(path)
        self._profile = profile

    def fetch(self, asker: Asker) -> Steps[TemporaryCredential]:
        source: Source = yield CallFunction(lambda: self._find(asker.now()))
        return (yield from source.fetch(asker))

    def __repr__(self) -> str:
        path = vars(self).get("_path")
        return f"<{' '.join(['ProfileCredential', *filter(None, [path])])}>"

    def _find(self, now: float) -> Source:
        asked = self._profile or os.environ.get("TENCENTCLOUD_PROFILE")
        profile = asked or "default"
        tool = asked or os.environ.get("TCCLI_PROFILE") or "default"
        named = None
        if self._path is None:
            named = os.environ.get("TENCENTCLOUD_CREDENTIALS_FILE")
        if self._path is not None:
            places = [(self._path, profile, self._path)]
        elif named:
            places = [(named, profile, named)]
        else:
            places = [(place, profile, place) for place in (_HOME, _SYSTEM)]
            if tool == os.path.basename(tool):
                places.append((_TOOL.format(tool), tool, _TOOL.format("PROFILE")))
        for place, name, _ in places:
            path = os.path.expanduser(place)
            text = _read_file(path)
            found = None if text is None else _parse_profile(text, path, name, now)
            if found is not None:
                return found
        # A name that nothing has is not shown: it may be a key in the wrong place.
        where = ", ".join(shown for *_, shown in places)
        if asked and not self._profile:
            # Whoever names a profile to a program does not want another identity.
            raise CredentialError(
                "no credential: the profile that TENCENTCLOUD_PROFILE names is not in "
                f"{where}"
            )
        what = "the profile that was asked for" if asked else "profile default"
        if named:
            raise CredentialError(
                f"no credential: {what} is not in {where}, which "
                "TENCENTCLOUD_CREDENTIALS_FILE names"
            )
        raise SourceUnavailable(f"{what} is not in {where}")


def _read_file(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8-sig") as file:
            warning = writable_by_all(path, file.fileno())
            text = file.read()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None
    except (OSError, ValueError):
        pass
    else:
        if warning is not None:
            warnings.warn(warning, UserWarning, stacklevel=2)
        return text
    raise _unreadable(path)


def _parse_profile(text: str, path: str, profile: str, now: float) -> Source | None:
    if text.lstrip().startswith("{"):
        return _from_tool(text, path, now)
    from .profile_sections import read_sections, source_of

    sections = read_sections(text)
    if sections is None:
        raise _unreadable(path)
    return source_of(sections, path, profile)


def _from_tool(text: str, path: str, now: float) -> Source | None:
    from ..serialization import json_codec as jsontext

    try:
        document = jsontext.loads(text.encode())
    except (ValueError, RecursionError):
        document = None
    if not is_object(document):
        raise _unreadable(path)
    kind = document.get("type")
    if kind == "cvm-role":
        return InstanceRole()
    if not any(document.get(name) for name in _TOOL_NAMES):
        return None
    from .profile_sections import credential_of

    credential = credential_of(document, path, _TOOL_NAMES)
    role, session = document.get("role-arn"), document.get("role-session-name")
    if role and session:
        return AssumedRole(role, session, StaticSource(credential), {})
    if kind not in ("sso", "oauth"):
        return StaticSource(credential)
    expires = document.get("expiresAt")
    if not is_number(expires):
        raise CredentialError(f"{path}: expiresAt is missing")
    if expires <= now:
        raise CredentialError(f"{path}: the login has expired; log in with tccli again")
    return StaticSource(credential, expires)


def _unreadable(path: str) -> CredentialError:
    # The reason may quote a line with a secret, so it is neither shown nor chained.
    return CredentialError(f"{path} is not a readable profile file")
