"""Roles that STS gives: both clients, against servers on real sockets."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from own_specs import own_specs

from tc3 import (
    AssumeRole,
    AssumeRoleWithSaml,
    Chain,
    Credential,
    InstanceRole,
    WebIdentity,
    errors,
)
from tc3._core.auth.source import Asker, SendRequest, Source
from tc3._core.calls.attempts import SharedState
from tc3gen.cloud import running_cloud

from ..support.driver import Driver
from ..support.servers import (
    Play,
    Server,
    fails,
    hang_up,
    ok,
    reply,
    serving,
)
from ..support.sources import (
    OIDC,
    OWN,
    PRINCIPAL,
    ROLE_ARN,
    SECRET,
    TOKEN,
    failure,
    metadata_response,
    shown,
    signer,
    sts_response,
    use,
)

ROOT = Path(__file__).parents[3]


pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
async def other() -> AsyncIterator[Server]:
    """STS."""
    async with serving(sts_response()) as server:
        yield server


async def test_assume_role(driver: Driver, server: Server, other: Server) -> None:
    role = AssumeRole(
        ROLE_ARN,
        "nightly",
        source=OWN,
        duration=1800,
        policy={"version": "2.0", "statement": [{"resource": ["*"]}]},
        external_id="partner-4711",
        endpoint=other.url,
    )
    await use(driver, server, role)
    (request,) = other.requests
    assert signer(request) == "AKIDown"
    assert request.action == "AssumeRole"
    assert request.headers["x-tc-token"] == "own-token"
    assert request.headers["x-tc-version"] == "2018-08-13"
    assert request.headers["x-tc-region"] == "ap-guangzhou"
    params = request.params
    assert json.loads(unquote(params.pop("Policy"))) == {
        "version": "2.0",
        "statement": [{"resource": ["*"]}],
    }
    assert params == {
        "RoleArn": ROLE_ARN,
        "RoleSessionName": "nightly",
        "DurationSeconds": 1800,
        "ExternalId": "partner-4711",
    }


async def test_role_by_way_of_the_instance(
    driver: Driver, server: Server, other: Server
) -> None:
    async with serving(reply("role"), metadata_response(TmpSecretId="one")) as metadata:
        source = InstanceRole(url=metadata.url)
        role = AssumeRole(ROLE_ARN, "me", source=source, endpoint=other.url)
        await use(driver, server, role)
    assert signer(other.requests[0]) == "one"


async def test_web_identity(
    driver: Driver, server: Server, other: Server, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text(OIDC + "\n")
    role = WebIdentity(
        ROLE_ARN, "build", provider_id="idp", token=file, endpoint=other.url
    )
    await use(driver, server, role)
    (request,) = other.requests
    assert request.headers["authorization"] == "SKIP"
    assert "x-tc-token" not in request.headers
    assert request.action == "AssumeRoleWithWebIdentity"
    assert request.params == {
        "RoleArn": ROLE_ARN,
        "RoleSessionName": "build",
        "DurationSeconds": 7200,
        "ProviderId": "idp",
        "WebIdentityToken": OIDC,
    }


async def test_pod(
    driver: Driver,
    server: Server,
    other: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = WebIdentity.from_pod(endpoint=other.url)
    assert "TKE_ROLE_ARN is not set" in str(await failure(driver, source))
    monkeypatch.setenv("TKE_ROLE_ARN", ROLE_ARN)
    monkeypatch.setenv("TKE_REGION", "ap-singapore")
    error = await failure(driver, source)
    assert str(error) == "TKE_PROVIDER_ID and TKE_WEB_IDENTITY_TOKEN_FILE not set"
    file = tmp_path / "token"
    monkeypatch.setenv("TKE_PROVIDER_ID", "tke")
    monkeypatch.setenv("TKE_WEB_IDENTITY_TOKEN_FILE", str(file))
    error = await failure(driver, source)
    assert (
        str(error) == f"the token in {file} cannot be read: No such file or directory"
    )
    file.write_text(OIDC)
    await use(driver, server, source)
    (request,) = other.requests
    assert request.headers["x-tc-region"] == "ap-singapore"
    assert request.params["ProviderId"] == "tke"
    assert request.params["WebIdentityToken"] == OIDC


async def test_saml(driver: Driver, server: Server, other: Server) -> None:
    asked: list[int] = []

    def assertion() -> str:
        asked.append(1)
        return "PHNhbWw\nvPg=="

    role = AssumeRoleWithSaml(
        ROLE_ARN,
        "jane.doe",
        principal_arn=PRINCIPAL,
        assertion=assertion,
        endpoint=other.url,
    )
    await use(driver, server, role)
    (request,) = other.requests
    assert request.headers["authorization"] == "SKIP"
    assert request.action == "AssumeRoleWithSAML"
    assert request.params["SAMLAssertion"] == "PHNhbWwvPg=="
    assert request.params["PrincipalArn"] == PRINCIPAL
    assert len(asked) == 1


@pytest.mark.parametrize("token", ["", "  \n", "töken", "a\x00b", b"\xff\xfe", None])
async def test_wrong_token(
    driver: Driver, other: Server, tmp_path: Path, token: Any
) -> None:
    file = tmp_path / "token"
    if isinstance(token, bytes):
        file.write_bytes(token)
        token = file
    given = token if isinstance(token, Path) else lambda: token
    role = WebIdentity(ROLE_ARN, "me", provider_id="p", token=given, endpoint=other.url)
    error = await failure(driver, role)
    assert "the token" in str(error)
    assert "töken" not in shown(error)
    assert other.requests == []


async def test_sts_is_asked_again_after_a_passing_failure(
    driver: Driver, server: Server, other: Server
) -> None:
    other.plays(fails("InternalError"), reply("<html>", 502), sts_response())
    role = AssumeRole(ROLE_ARN, "me", source=OWN, endpoint=other.url)
    await use(driver, server, role)
    assert len(other.requests) == 3


def passing_codes() -> list[str]:
    """Those of STS after which `StsClient` asks again."""
    services = own_specs().services
    (spec,) = (service for service in services if service.service == "sts")
    return [code.code for code in spec.errors.values() if code.retry != "never"]


@pytest.mark.parametrize("code", passing_codes())
@pytest.mark.parametrize("kind", ["AssumeRole", "WebIdentity", "AssumeRoleWithSaml"])
async def test_sts_is_asked_again_as_its_client_does(
    driver: Driver, server: Server, other: Server, code: str, kind: str
) -> None:
    other.plays(fails(code), sts_response())
    url = other.url
    role: Source = AssumeRole(ROLE_ARN, "me", source=OWN, endpoint=url)
    if kind == "WebIdentity":
        role = WebIdentity(ROLE_ARN, "me", provider_id="p", token=OIDC, endpoint=url)
    if kind == "AssumeRoleWithSaml":
        role = AssumeRoleWithSaml(
            ROLE_ARN, "me", principal_arn=PRINCIPAL, assertion="YQ==", endpoint=url
        )
    await use(driver, server, role)
    assert len(other.requests) == 2


async def test_failures_of_sts_that_stay(driver: Driver, other: Server) -> None:
    other.plays(fails("InternalError.IllegalRole"), sts_response())
    role = AssumeRole(ROLE_ARN, "me", source=OWN, endpoint=other.url)
    assert "IllegalRole" in str(await failure(driver, role))
    assert len(other.requests) == 1


KEYS = f'"Credentials": {{"Token": "{TOKEN}", "TmpSecretKey": "{SECRET}"'
BAD_STS: dict[str, tuple[Play, str, int]] = {
    "refused": (fails("UnauthorizedOperation", "not you"), "not you", 1),
    "echo": (fails("InvalidParameter.X", f"bad {OIDC}!"), "bad ***!", 1),
    "busy": (fails("RequestLimitExceeded"), "3 attempts", 3),
    "html": (reply("<html>", 502), "(HTTP 502, 3 attempts)", 3),
    "cut": (reply(f'{{"Response": {{{KEYS}'), "the body is no JSON (HTTP 200)", 1),
    "status": (
        reply(f'{{"Response": {{{KEYS}}}}}}}', 500),
        "(HTTP 500, 3 attempts)",
        3,
    ),
    "hang up": (hang_up, "after 3 attempts", 3),
    "empty": (ok(), "the response holds no temporary key", 1),
    "hostile": (sts_response(Token=f"{TOKEN}\n"), "token must be printable", 1),
    "old": (sts_response(5), "had expired already", 1),
}


@pytest.mark.parametrize("case", BAD_STS)
async def test_sts_that_gives_no_key(driver: Driver, other: Server, case: str) -> None:
    play, reason, attempts = BAD_STS[case]
    other.plays(play)
    role = WebIdentity(ROLE_ARN, "me", provider_id="p", token=OIDC, endpoint=other.url)
    error = await failure(driver, role)
    assert reason in str(error)
    assert len(other.requests) == attempts


async def test_cause_of_a_failure(driver: Driver, other: Server) -> None:
    other.plays(fails("UnauthorizedOperation", "not you"))
    role = AssumeRole(ROLE_ARN, "me", source=OWN, endpoint=other.url)
    error = await failure(driver, role)
    assert isinstance(error.__cause__, errors.UnauthorizedOperation)
    assert error.__cause__.request_id == "req-failed"
    assert str(error).startswith(f"<AssumeRole {ROLE_ARN}>: UnauthorizedOperation")


def url_of(source: Source, site: Any) -> str:
    step = next(source.fetch(Asker(site, SharedState())))
    assert isinstance(step, SendRequest)
    return step.request.url


def test_site_of_sts() -> None:
    """That of the client, unless the source has its own."""
    role = AssumeRole(ROLE_ARN, "me", source=OWN)
    assert url_of(role, "china") == "https://sts.tencentcloudapi.com/"
    assert url_of(role, "international") == "https://sts.intl.tencentcloudapi.com/"
    role = AssumeRole(ROLE_ARN, "me", source=OWN, site="china")
    assert url_of(role, "international") == "https://sts.tencentcloudapi.com/"
    role = AssumeRole(ROLE_ARN, "me", source=OWN, region="ap-shanghai-fsi")
    assert url_of(role, "china") == "https://sts.ap-shanghai-fsi.tencentcloudapi.com/"


async def test_local_cloud_takes_the_requests(driver: Driver) -> None:
    """It checks signature and parameters; a key that has expired is renewed."""
    specs = own_specs()
    with running_cloud(specs.services, specs.common) as cloud:
        url = cloud.url
        local = Credential("local", "local")
        options: dict[str, Any] = {"endpoint": url, "duration": 1800}
        for source in (
            AssumeRole(ROLE_ARN, "me", source=local, policy="{}", **options),
            WebIdentity(ROLE_ARN, "me", provider_id="p", token=OIDC, **options),
            AssumeRoleWithSaml(
                ROLE_ARN, "me", principal_arn=PRINCIPAL, assertion="YQ==", **options
            ),
        ):
            region = "ap-singapore"
            async with driver.client(url, credential=source, region=region) as client:
                await client.list_email_identities()
                cloud.clock.advance(1801)  # the service has, before this machine
                await client.list_email_identities()
            cloud.clock.reset()
        wrong = AssumeRole(ROLE_ARN, "me", source=OWN, **options)
        assert "AuthFailure" in str(await failure(driver, wrong))


WRONG: list[Any] = [
    lambda: AssumeRole("mail-sender", "me"),
    lambda: AssumeRole(ROLE_ARN, "m"),
    lambda: AssumeRole(ROLE_ARN, "a b"),
    lambda: AssumeRole(ROLE_ARN, "me", duration=0),
    lambda: AssumeRole(ROLE_ARN, "me", duration=43201),
    lambda: AssumeRole(ROLE_ARN, "me", policy="%7B%7D"),
    lambda: AssumeRole(ROLE_ARN, "me", policy="[]"),
    lambda: AssumeRole(ROLE_ARN, "me", source="AKID"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    lambda: AssumeRole(ROLE_ARN, "me", site="mars"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    lambda: AssumeRole(ROLE_ARN, "me", region="a\r\nb"),
    lambda: WebIdentity(ROLE_ARN, "me", provider_id="p", token=5),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    lambda: InstanceRole("../../etc"),
    lambda: InstanceRole(""),
    lambda: Chain(),
    lambda: Chain("AKID"),  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
]


@pytest.mark.parametrize("make", WRONG)
def test_wrong_settings(make: Any) -> None:
    with pytest.raises(errors.ConfigurationError):
        make()
