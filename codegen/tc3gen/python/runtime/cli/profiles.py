"""Profiles: the key and the settings of an account, in files of the user.

Keys are written where the SDKs look for them, `~/.tencentcloud/credentials`, and where the
provider's command line does, `~/.tccli/PROFILE.credential`; both always hold the same. The
other settings are in `~/.tencentcloud/config`, and in `~/.tccli/PROFILE.configure`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ..auth.writable_files import writable_by_all
from ..narrowing import is_object
from .exits import Problem, WrongUse
from .output import stderr

SETTINGS = ("region", "site", "endpoint", "language", "output", "timeout", "proxy")
KEYS = ("secret_id", "secret_key", "token")
_TCCLI_KEYS = {"secret_id": "secretId", "secret_key": "secretKey", "token": "token"}
_TCCLI_SETTINGS = ("region", "language", "output")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}\Z")


class NoHome(Exception):
    """There is no home directory to keep profiles in."""


def home() -> str:
    """The home directory. Raises `NoHome`."""
    found = os.path.expanduser("~")
    if found == "~" or not os.path.isdir(found):
        raise NoHome("there is no home directory: set HOME, or TENCENTCLOUD_SECRET_ID "
                     "and TENCENTCLOUD_SECRET_KEY")  # fmt: skip
    return found


def current(given: str | None) -> str:
    """The name of the profile that is used."""
    return given or os.environ.get("TENCENTCLOUD_PROFILE") or "default"


def check_name(name: str) -> None:
    """Refuse what is not a name for files. Raises `WrongUse`."""
    if not _NAME.match(name):
        raise WrongUse(Problem("--profile", "must be letters, digits and _.@-"))


def profile_names() -> list[str]:
    """The names of all profiles."""
    try:
        folder = home()
    except NoHome:
        return []
    found = {*_sections(_credentials(folder)), *_sections(_config(folder))}
    found.update(tccli_profiles(folder))
    return sorted(found)


def tccli_profiles(folder: str) -> list[str]:
    """The profiles of the provider's command line."""
    try:
        names = os.listdir(os.path.join(folder, ".tccli"))
    except OSError:
        return []
    found = {
        name.rpartition(".")[0]
        for name in names
        if name.endswith((".credential", ".configure"))
    }
    return sorted(name for name in found if _NAME.match(name))


def settings_of(profile: str) -> dict[str, str]:
    """The settings of a profile, those of the provider's command line where it has no other."""
    try:
        folder = home()
    except NoHome:
        return {}
    found = {
        name: value
        for name, value in tccli_settings(folder, profile).items()
        if name in ("region", "language")
    }
    found.update(_sections(_config(folder)).get(profile, {}))
    return {name: value for name, value in found.items() if name in SETTINGS}


def keys_of(profile: str) -> dict[str, str]:
    """The key of a profile, wherever it is."""
    folder = home()
    found = _sections(_credentials(folder)).get(profile)
    return tccli_keys(folder, profile) if found is None else found


def tccli_keys(folder: str, profile: str, *, lasting: bool = False) -> dict[str, str]:
    """The key of a profile of the provider's command line.

    A `lasting` one is neither of a login, which that renews, nor one to assume a role with.
    """
    found = _json(os.path.join(folder, ".tccli", f"{profile}.credential"))
    passes = found.get("type") in ("sso", "oauth", "cvm-role") or found.get("role-arn")
    if lasting and passes:
        return {}
    return {
        ours: str(found[theirs])
        for ours, theirs in _TCCLI_KEYS.items()
        if found.get(theirs)
    }


def tccli_settings(folder: str, profile: str) -> dict[str, str]:
    """The settings of a profile of the provider's command line."""
    found = _json(os.path.join(folder, ".tccli", f"{profile}.configure"))
    inner = found.get("_sys_param")
    values = inner if is_object(inner) else found
    return {name: str(values[name]) for name in _TCCLI_SETTINGS if values.get(name)}


def save_profile(profile: str, values: Mapping[str, str | None]) -> list[str]:
    """Write keys and settings of a profile; None removes one. Returns the files written.

    Raises:
        NoHome: There is no home directory.
        OSError: A file cannot be written.
    """
    folder = home()
    keys = {name: v for name, v in values.items() if name in KEYS}
    rest = {name: v for name, v in values.items() if name not in KEYS}
    written: list[str] = []
    if keys:
        written.append(_update_file(_credentials(folder), profile, keys))
        written.append(_update_tccli(folder, profile, "credential", keys))
    if rest:
        written.append(_update_file(_config(folder), profile, rest))
        shared = {name: v for name, v in rest.items() if name in _TCCLI_SETTINGS}
        if shared:
            written.append(_update_tccli(folder, profile, "configure", shared))
    return written


def remove_profile(profile: str) -> bool:
    """Remove a profile everywhere; tells if there was one."""
    folder = home()
    found = False
    for path in (_credentials(folder), _config(folder)):
        sections = _sections(path)
        if sections.pop(profile, None) is not None:
            found = True
            _write_file(path, _ini(sections))
    for kind in ("credential", "configure"):
        try:
            os.unlink(os.path.join(folder, ".tccli", f"{profile}.{kind}"))
            found = True
        except FileNotFoundError:
            pass
    return found


def _credentials(folder: str) -> str:
    return os.path.join(folder, ".tencentcloud", "credentials")


def _config(folder: str) -> str:
    return os.path.join(folder, ".tencentcloud", "config")


def _sections(path: str) -> dict[str, dict[str, str]]:
    """The sections of a file; none where it cannot be read."""
    from configparser import ConfigParser, Error

    parser = ConfigParser(interpolation=None)
    try:
        with open(path, encoding="utf-8-sig") as file:
            _warn_once(writable_by_all(path, file.fileno()))
            parser.read_file(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, Error):
        raise WrongUse(f"{path} is not a readable profile file") from None
    return {name: dict(parser.items(name)) for name in parser.sections()}


@cache
def _warn_once(warning: str | None) -> None:
    """Show the warning about a file, which a command reads for each of its profiles."""
    if warning is not None:
        stderr.write_warning(warning)


def _json(path: str) -> dict[str, Any]:
    try:
        with open(path, encoding="utf-8-sig") as file:
            found = json.load(file)
    except (OSError, ValueError, RecursionError):
        return {}
    return found if is_object(found) else {}


def _update_file(path: str, profile: str, values: Mapping[str, str | None]) -> str:
    sections = _sections(path)
    section = sections.setdefault(profile, {})
    for name, value in values.items():
        if value is None:
            section.pop(name, None)
        else:
            section[name] = value
    _write_file(path, _ini(sections))
    return path


def _update_tccli(
    folder: str, profile: str, kind: str, values: Mapping[str, str | None]
) -> str:
    path = os.path.join(folder, ".tccli", f"{profile}.{kind}")
    document = _json(path)
    inner = document.setdefault("_sys_param", {}) if kind == "configure" else document
    for name, value in values.items():
        theirs = _TCCLI_KEYS.get(name, name)
        if value is None:
            inner.pop(theirs, None)
        elif theirs != "output" or value in ("json", "text", "table"):
            inner[theirs] = value
    if kind == "credential":
        document.setdefault("type", "default")
    _write_file(path, json.dumps(document, indent=2) + "\n")
    return path


def _ini(sections: Mapping[str, Mapping[str, str]]) -> str:
    parts: list[str] = []
    for name, values in sections.items():
        lines = [f"{key} = {value}" for key, value in values.items()]
        parts.append("\n".join([f"[{name}]", *lines, ""]))
    return "\n".join(parts)


def _write_file(path: str, text: str) -> None:
    """Write a file that only the user may read, in one step."""
    folder = os.path.dirname(path)
    os.makedirs(folder, mode=0o700, exist_ok=True)
    path = os.path.realpath(path)
    beside = f"{path}.{os.getpid()}.new"
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise
