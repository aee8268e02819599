"""Profiles with a role; how the values of profiles are written, and who may write them."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest

from tc3 import Credential, EnvironmentCredential, ProfileCredential, errors

from ..support.driver import Driver
from ..support.servers import Server
from ..support.sources import ID, ROLE_ARN, failure, found, signer, sts_response, who
from .test_profiles import profile, write

OTHER_ARN = "qcs::cam::uin/100000000001:roleName/reader"
ROLES = f"""
[default]
secret_id = AKIDown
secret_key = own
[mailer]
role_arn = {ROLE_ARN}
session_name = newsletter
source_profile = default
sts_endpoint = %s
[chained]
role_arn = "{OTHER_ARN}"
external_id = four
duration = 900
source_profile = mailer
sts_endpoint = %s
[alone]
role_arn = {ROLE_ARN}
secret_id = AKIDalone
secret_key = own
sts_endpoint = %s
"""

pytestmark = pytest.mark.usefixtures("home")


def roles(home: Path, url: str) -> Path:
    return profile(home, ROLES % (url, url, url))


async def test_role(driver: Driver, echo: Server, other: Server, home: Path) -> None:
    roles(home, other.url)
    other.plays(sts_response())
    source = ProfileCredential(profile="mailer")
    async with driver.client(echo.url, credential=source) as client:
        assert await who(client) == ID
    (asked,) = other.requests
    assert signer(asked) == "AKIDown"
    assert asked.params == {
        "RoleArn": ROLE_ARN,
        "RoleSessionName": "newsletter",
        "DurationSeconds": 7200,
    }


async def test_role_that_a_role_assumes(
    driver: Driver, echo: Server, other: Server, home: Path
) -> None:
    roles(home, other.url)
    other.plays(sts_response(TmpSecretId="AKIDfirst"), sts_response())
    source = ProfileCredential(profile="chained")
    async with driver.client(echo.url, credential=source) as client:
        assert await who(client) == ID
    first, second = other.requests
    assert (signer(first), signer(second)) == ("AKIDown", "AKIDfirst")
    assert second.params["RoleArn"] == OTHER_ARN
    assert second.params["ExternalId"] == "four"
    assert second.params["DurationSeconds"] == 900


async def test_role_with_keys_of_its_own(
    driver: Driver, echo: Server, other: Server, home: Path
) -> None:
    roles(home, other.url)
    other.plays(sts_response())
    source = ProfileCredential(profile="alone")
    async with driver.client(echo.url, credential=source) as client:
        assert await who(client) == ID
    assert signer(other.requests[0]) == "AKIDalone"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (f"role_arn={ROLE_ARN}", "needs source_profile, or secret_id and secret_key"),
        (
            f"role_arn={ROLE_ARN}\nsource_profile=gone",
            "its source_profile is not in the file",
        ),
        (f"role_arn={ROLE_ARN}\nsource_profile=b", "in a circle: a -> b -> a"),
        ("role_arn=mail-sender\nsource_profile=keys", "role_arn must begin with qcs::"),
        (
            f"role_arn={ROLE_ARN}\nsource_profile=keys\nduration=soon",
            "duration must be seconds",
        ),
        (
            f"role_arn={ROLE_ARN}\nsource_profile=keys\nsession_name=a b",
            "session_name must have",
        ),
    ],
)
async def test_broken_role(driver: Driver, home: Path, lines: str, reason: str) -> None:
    path = profile(
        home,
        f"[a]\n{lines}\n[b]\nrole_arn={ROLE_ARN}\nsource_profile=a\n"
        "[keys]\nsecret_id=AKIDown\nsecret_key=own\n",
    )
    error = await failure(driver, ProfileCredential(profile="a"))
    assert f"{path}: profile a" in str(error) or f"{path}: profile b" in str(error)
    assert reason in str(error)


# Values


@pytest.mark.parametrize("mark", ['"', "'"])
def test_quotes(home: Path, monkeypatch: pytest.MonkeyPatch, mark: str) -> None:
    profile(
        home,
        f"[default]\nsecret_id = {mark}AKIDown{mark}\nsecret_key={mark}own{mark}\n"
        f"token={mark}tok{mark}\n",
    )
    expected = Credential("AKIDown", "own", "tok")
    assert found(ProfileCredential()) == expected
    for name, value in (("ID", "AKIDown"), ("KEY", "own")):
        monkeypatch.setenv(f"TENCENTCLOUD_SECRET_{name}", f"{mark}{value}{mark}")
    monkeypatch.setenv("TENCENTCLOUD_TOKEN", f"{mark}tok{mark}")
    assert found(EnvironmentCredential()) == expected


@pytest.mark.parametrize("name", ["TOKEN", "SESSION_TOKEN", "SECURITY_TOKEN"])
def test_names_of_the_token(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "AKIDown")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "own")
    monkeypatch.setenv(f"TENCENTCLOUD_{name}", "tok")
    assert found(EnvironmentCredential()) == Credential("AKIDown", "own", "tok")


def test_session_token_of_a_profile(home: Path) -> None:
    profile(home, "[default]\nsecret_id=AKIDown\nsecret_key=own\nsession_token=tok\n")
    assert found(ProfileCredential()).token == "tok"


# Files


def test_file_that_the_environment_names(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile(home, "[default]\nsecret_id=home\nsecret_key=k\n")
    named = write(tmp_path / "mine", "[default]\nsecret_id=named\nsecret_key=k\n")
    monkeypatch.setenv("TENCENTCLOUD_CREDENTIALS_FILE", str(named))
    assert found(ProfileCredential()).secret_id == "named"
    given = home / ".tencentcloud" / "credentials"
    assert found(ProfileCredential(given)).secret_id == "home"


@pytest.mark.parametrize("text", [None, "[other]\nsecret_id=x\nsecret_key=k\n"])
def test_another_identity_does_not_step_in(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
) -> None:
    profile(home, "[default]\nsecret_id=home\nsecret_key=k\n")
    named = tmp_path / "mine"
    if text is not None:
        write(named, text)
    monkeypatch.setenv("TENCENTCLOUD_CREDENTIALS_FILE", str(named))
    with pytest.raises(errors.CredentialError) as caught:
        found(ProfileCredential())
    assert str(named) in str(caught.value)
    assert "TENCENTCLOUD_CREDENTIALS_FILE" in str(caught.value)


KEYS = "[default]\nsecret_id=home\nsecret_key=k\n"
TOOL = '{"secretId": "home", "secretKey": "k"}'


@pytest.mark.parametrize("text", [KEYS, TOOL])
@pytest.mark.parametrize(
    ("mode", "warned"), [(0o666, True), (0o602, True), (0o644, False)]
)
def test_file_that_others_may_write(
    home: Path, text: str, mode: int, warned: bool
) -> None:
    path = profile(home, text)
    path.chmod(mode)
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        assert found(ProfileCredential(path)).secret_id == "home"
    assert [str(path) in str(warning.message) for warning in seen] == [True] * warned
