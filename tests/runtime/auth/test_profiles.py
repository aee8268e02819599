"""Credentials in the environment and in files."""

from __future__ import annotations

import json
import time
import traceback
from pathlib import Path
from typing import Any

import pytest

from tc3 import Credential, EnvironmentCredential, ProfileCredential, errors

from ..support.sources import ROLE_ARN, found

ID, SECRET, TOKEN = "AKIDexample", "the-secret-key", "the-token"
FIXED, TEMPORARY = Credential(ID, SECRET), Credential(ID, SECRET, TOKEN)
PROFILES = f"""
[default]
secret_id = {ID}
secret_key = {SECRET}
region = ap-singapore
[temporary]
secret_id = {ID}
secret_key = {SECRET}
token = {TOKEN}
[percent]
secret_id = {ID}
secret_key = 100%(secret)s
[half]
secret_id = {ID}
[bad]
secret_id = {ID}
secret_key = {SECRET} and a half
"""


pytestmark = pytest.mark.usefixtures("home")


def write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def profile(home: Path, text: str | bytes) -> Path:
    return write(home / ".tencentcloud" / "credentials", text)


def tool(home: Path, name: str = "default", **members: object) -> Path:
    return write(home / ".tccli" / f"{name}.credential", json.dumps(members))


# The environment


@pytest.mark.parametrize("token", [None, "", TOKEN])
def test_environment(monkeypatch: pytest.MonkeyPatch, token: str | None) -> None:
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", ID)
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", SECRET)
    if token is not None:
        monkeypatch.setenv("TENCENTCLOUD_TOKEN", token)
    assert found(EnvironmentCredential()) == (TEMPORARY if token else FIXED)


@pytest.mark.parametrize("value", [None, ""])
def test_no_environment(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    if value is not None:
        monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", value)
    with pytest.raises(errors.CredentialError, match="are not set"):
        found(EnvironmentCredential())


@pytest.mark.parametrize(
    ("given", "missing"), [("ID", "KEY"), ("KEY", "ID")], ids=["id", "key"]
)
def test_half_an_environment(
    monkeypatch: pytest.MonkeyPatch, given: str, missing: str
) -> None:
    monkeypatch.setenv(f"TENCENTCLOUD_SECRET_{given}", SECRET)
    with pytest.raises(errors.ConfigurationError) as caught:
        found(EnvironmentCredential())
    assert str(caught.value) == f"TENCENTCLOUD_SECRET_{missing} is not set"


# Profile files


def test_profile_file(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = profile(home, PROFILES)
    assert found(ProfileCredential()) == FIXED
    assert found(ProfileCredential(path, "temporary")) == TEMPORARY
    assert found(ProfileCredential(profile="percent")).secret_key == "100%(secret)s"
    monkeypatch.setenv("TENCENTCLOUD_PROFILE", "temporary")
    assert found(ProfileCredential()) == TEMPORARY
    assert found(ProfileCredential(profile="default")) == FIXED


def test_files_in_their_order(home: Path) -> None:
    with pytest.raises(errors.CredentialError, match="profile default is not in"):
        found(ProfileCredential())
    tool(home, secretId="tool", secretKey="k")
    assert found(ProfileCredential()).secret_id == "tool"
    write(home / "etc" / "credentials", "[default]\nsecret_id=etc\nsecret_key=k\n")
    assert found(ProfileCredential()).secret_id == "etc"
    path = profile(home, "\ufeff[default]\nsecret_id=home\nsecret_key=k\n")
    assert found(ProfileCredential()).secret_id == "home"
    path.write_text("[other]\nsecret_id=home\nsecret_key=k\n")
    assert found(ProfileCredential()).secret_id == "etc"
    path.unlink()
    path.mkdir()
    assert found(ProfileCredential()).secret_id == "etc"


def test_profile_that_is_not_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment names must be there; another identity does not step in."""
    profile(home, PROFILES)
    monkeypatch.setenv("TENCENTCLOUD_PROFILE", "missing")
    with pytest.raises(errors.CredentialError, match="TENCENTCLOUD_PROFILE names"):
        found(ProfileCredential())


@pytest.mark.parametrize("variable", [None, "TENCENTCLOUD_PROFILE", "TCCLI_PROFILE"])
def test_key_in_the_place_of_a_name(
    home: Path, monkeypatch: pytest.MonkeyPatch, variable: str | None
) -> None:
    """As those write it who take a profile for a credential."""
    sources = [ProfileCredential()]
    if variable is None:
        sources = [ProfileCredential(ID, SECRET), ProfileCredential(profile=SECRET)]
    else:
        monkeypatch.setenv(variable, SECRET)
    for there in (False, True):
        if there:
            profile(home, "[mailer]\nsecret_id = x\nsecret_key = y\n")
        for source in sources:
            with pytest.raises(errors.CredentialError, match="is not in") as caught:
                found(source)
            assert SECRET not in "".join(traceback.format_exception(caught.value))
            assert SECRET not in repr(source)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("half", "profile half needs secret_id and secret_key"),
        ("bad", "profile bad: secret_key must be printable ASCII text without spaces"),
    ],
)
def test_broken_profile(home: Path, name: str, reason: str) -> None:
    path = profile(home, PROFILES)
    with pytest.raises(errors.CredentialError) as caught:
        found(ProfileCredential(profile=name))
    assert str(caught.value) == f"{path}: {reason}"
    assert SECRET not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    "text",
    [
        f"secret_key = {SECRET}\n",
        f"[default]\n{SECRET}\n",
        f"[default]\nsecret_key = {SECRET}\nsecret_key = {SECRET}\n",
        f"[default\nsecret_key = {SECRET}",
        b"\xff\xfe[default]",
        f'{{"secretId": "{ID}", "secretKey": "{SECRET}',
        "{" * 100_000,
    ],
    ids=["no section", "no value", "twice", "cut", "binary", "cut JSON", "deep"],
)
def test_malformed_file_does_not_leak(home: Path, text: str | bytes) -> None:
    path = profile(home, text)
    with pytest.raises(errors.CredentialError) as caught:
        found(ProfileCredential())
    assert str(caught.value) == f"{path} is not a readable profile file"
    assert SECRET not in "".join(traceback.format_exception(caught.value))


def test_file_that_may_not_be_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = profile(home, PROFILES)

    def refuse(*_: object, **__: object) -> Any:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(errors.CredentialError, match="not a readable profile file"):
        found(ProfileCredential())


# The command line tool


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({}, FIXED),
        ({"token": None}, FIXED),
        ({"token": "", "type": "default"}, FIXED),
        ({"token": TOKEN}, TEMPORARY),
        ({"token": TOKEN, "type": "sso", "expiresAt": 1e12}, TEMPORARY),
        ({"token": TOKEN, "type": "oauth", "expiresAt": 10**12}, TEMPORARY),
    ],
)
def test_tool(home: Path, members: dict[str, Any], expected: Credential) -> None:
    tool(home, secretId=ID, secretKey=SECRET, **members)
    assert found(ProfileCredential()) == expected


def test_login_of_the_tool_is_kept_until_it_expires(home: Path) -> None:
    expires = time.time() + 1000
    login = {"secretId": ID, "secretKey": SECRET, "token": TOKEN, "type": "sso"}
    tool(home, **login, expiresAt=expires)
    source = ProfileCredential()
    assert found(source) == TEMPORARY
    assert source.kept is not None
    assert source.kept.lease.expires == expires


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"expiresAt": 1000}, "the login has expired; log in with tccli again"),
        ({}, "expiresAt is missing"),
        ({"expiresAt": "soon"}, "expiresAt is missing"),
        ({"secretKey": ""}, "needs secretId and secretKey"),
        ({"secretKey": 5, "expiresAt": 1e12}, "secret_key must be printable"),
    ],
)
def test_unusable_login_of_the_tool(
    home: Path, members: dict[str, Any], reason: str
) -> None:
    login = {"secretId": ID, "secretKey": SECRET, "token": TOKEN, "type": "sso"}
    path = tool(home, **{**login, **members})
    with pytest.raises(errors.CredentialError) as caught:
        found(ProfileCredential())
    assert str(path) in str(caught.value)
    assert reason in str(caught.value)


def test_roles_of_the_tool(home: Path) -> None:
    tool(home, "machine", type="cvm-role")
    tool(
        home,
        "role",
        secretId=ID,
        secretKey=SECRET,
        **{"role-arn": ROLE_ARN, "role-session-name": "me"},
    )
    roles = [repr(ProfileCredential(profile=n)._find(0)) for n in ("machine", "role")]
    assert roles == ["<InstanceRole>", f"<AssumedRole {ROLE_ARN}>"]


def test_profile_of_the_tool(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool(home, "work", secretId="work", secretKey="k")
    tool(home, "home", secretId="home", secretKey="k")
    monkeypatch.setenv("TCCLI_PROFILE", "work")
    assert found(ProfileCredential()).secret_id == "work"
    assert found(ProfileCredential(profile="home")).secret_id == "home"
    path = home / ".tccli" / "home.credential"
    assert found(ProfileCredential(path)).secret_id == "home"
    write(home / "evil.credential", json.dumps({"secretId": "evil", "secretKey": "k"}))
    for name in ("../evil", str(home / "evil")):
        with pytest.raises(errors.CredentialError, match="is not in"):
            found(ProfileCredential(profile=name))


def test_tool_without_a_key(home: Path) -> None:
    tool(home, type="default", secretId=None, secretKey=None)
    with pytest.raises(errors.CredentialError, match="is not in"):
        found(ProfileCredential())
