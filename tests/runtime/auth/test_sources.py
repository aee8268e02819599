"""Credentials that are asked for: both clients, against servers on real sockets."""

from __future__ import annotations

import logging
import pickle
from pathlib import Path
from typing import Any

import pytest

from tc3 import (
    AssumeRole,
    AssumeRoleWithSaml,
    Chain,
    EnvironmentCredential,
    InstanceRole,
    ProfileCredential,
    WebIdentity,
    errors,
)
from tc3._core.auth.source import Source
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import Driver
from ..support.servers import (
    Play,
    Server,
    hang_up,
    refusing_port,
    reply,
    silence,
    truncated,
)
from ..support.sources import (
    ID,
    OIDC,
    OWN,
    PRINCIPAL,
    ROLE_ARN,
    SECRET,
    TEMPORARY,
    TOKEN,
    failure,
    found,
    metadata_response,
    signer,
    sts_response,
    use,
)

ROOT = Path(__file__).parents[3]


pytestmark = pytest.mark.usefixtures("home")


# The role of an instance


async def test_instance_role(driver: Driver, server: Server, other: Server) -> None:
    other.plays(reply("mail-sender\n"), metadata_response())
    await use(driver, server, InstanceRole(url=other.url))
    folder = "/latest/meta-data/cam/security-credentials/"
    assert [request.start for request in other.requests] == [
        f"GET {folder} HTTP/1.1",
        f"GET {folder}mail-sender HTTP/1.1",
    ]


async def test_instance_role_that_is_named(
    driver: Driver, server: Server, other: Server
) -> None:
    other.plays(metadata_response())
    await use(driver, server, InstanceRole("a+b@c", url=other.url + "/"))
    assert len(other.requests) == 1
    assert other.requests[0].start.split()[1].endswith("/security-credentials/a%2Bb@c")


async def test_instance_role_goes_through_no_proxy(
    driver: Driver, server: Server, other: Server
) -> None:
    """The proxy gets the calls of the service only."""
    other.plays(reply("role"), metadata_response())
    async with driver.client(
        "http://ses.example",
        credential=InstanceRole(url=other.url),
        proxy=server.url,
    ) as client:
        await client.list_email_identities()
    assert [r.start for r in server.requests] == ["POST http://ses.example/ HTTP/1.1"]
    assert all(r.start.startswith("GET /latest/") for r in other.requests)


async def test_metadata_server_in_trouble_for_a_moment(
    driver: Driver, server: Server, other: Server
) -> None:
    other.plays(reply("x", 500), reply("x", 503), reply("role"), metadata_response())
    await use(driver, server, InstanceRole(url=other.url))
    other.plays(hang_up, reply("role"), truncated, metadata_response())
    await use(driver, server, InstanceRole(url=other.url))


BAD_ROLES: dict[str, tuple[list[Play], str]] = {
    "no role": ([reply("", 404)], "no role is bound to this instance"),
    "trouble": ([reply("x", 500)], "names no role (HTTP 500)"),
    "portal": ([reply("<html>Sign in</html>")], "names no role (HTTP 200)"),
    "empty": ([reply("")], "names no role"),
    "hang up": ([hang_up], "no metadata server"),
    "cut": ([truncated], "no metadata server"),
}
BAD_KEYS: dict[str, tuple[Play, str]] = {
    "gone": (reply("", 404), "no key for role role (HTTP 404)"),
    "no JSON": (reply(f'{{"TmpSecretKey": "{SECRET}'), "no key for role role"),
    "list": (reply([SECRET]), "no key for role role"),
    "code": (metadata_response(Code="Failed"), "(HTTP 200, code 'Failed')"),
    "no code": (metadata_response(Code=None), "no key for role role"),
    "no id": (metadata_response(TmpSecretId=None), "secret_id must be printable"),
    "no key": (metadata_response(TmpSecretKey=5), "secret_key must be printable"),
    "no token": (metadata_response(Token=None), "token must be printable"),
    "hostile": (metadata_response(Token=f"{TOKEN}\r\nX-Evil: 1"), "token must be"),
    "not ASCII": (metadata_response(Token=f"{TOKEN}\u2028"), "token must be"),
    "no time": (metadata_response(ExpiredTime=None), "holds no temporary key"),
    "text": (metadata_response(ExpiredTime="soon"), "holds no temporary key"),
    "old": (metadata_response(1), "the credential that came had expired already"),
}


@pytest.mark.parametrize("case", BAD_ROLES)
async def test_metadata_server_that_names_no_role(
    driver: Driver, other: Server, case: str
) -> None:
    plays, reason = BAD_ROLES[case]
    other.plays(*plays)
    error = await failure(driver, InstanceRole(url=other.url))
    assert reason in str(error)


@pytest.mark.parametrize("case", BAD_KEYS)
async def test_metadata_server_that_gives_no_key(
    driver: Driver, other: Server, case: str
) -> None:
    play, reason = BAD_KEYS[case]
    other.plays(reply("role"), play)
    error = await failure(driver, InstanceRole(url=other.url))
    assert reason in str(error)


async def test_no_metadata_server(driver: Driver) -> None:
    url = f"http://127.0.0.1:{refusing_port()}"
    error = await failure(driver, InstanceRole(url=url))
    assert str(error).startswith("no metadata server: no connection")
    assert isinstance(error.__cause__, errors.ConnectError)


# Chains


def test_chain_takes_the_first_that_applies(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain = Chain(
        EnvironmentCredential(), ProfileCredential(profile="no"), TEMPORARY, OWN
    )
    assert found(chain) == TEMPORARY
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "a")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "b")
    assert found(Chain(EnvironmentCredential(), OWN)).secret_id == "a"
    chain.kept = None
    assert found(chain) == TEMPORARY  # who it is does not change


def test_broken_source_ends_the_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "a")
    with pytest.raises(errors.CredentialError, match="SECRET_KEY is not set"):
        found(Chain(EnvironmentCredential(), TEMPORARY))


async def test_chain_without_an_end(driver: Driver) -> None:
    chain = Chain(
        EnvironmentCredential(),
        WebIdentity.from_pod(),
        InstanceRole(url=f"http://127.0.0.1:{refusing_port()}"),
    )
    text = str(await failure(driver, chain))
    assert text.startswith(
        "no credential: EnvironmentCredential: TENCENTCLOUD_SECRET_ID"
    )
    assert "TKE_ROLE_ARN" in text
    assert "InstanceRole: no metadata server" in text


@pytest.fixture
def machine(other: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The metadata server of the machine."""
    init: Any = InstanceRole.__init__
    monkeypatch.setitem(init.__kwdefaults__, "url", other.url)
    other.plays(reply("role"), metadata_response())
    return other


async def test_client_without_a_credential(
    driver: Driver,
    server: Server,
    machine: Server,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Environment, profile file, instance role, in that order."""

    async def who() -> str:
        async with driver.client(server.url, credential=None) as client:
            await client.list_email_identities()
        return signer(server.requests[-1])

    assert await who() == ID
    assert len(machine.requests) == 2
    file = home / ".tencentcloud" / "credentials"
    file.parent.mkdir()
    file.write_text("[default]\nsecret_id=profile\nsecret_key=k\n")
    assert await who() == "profile"
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "environment")
    monkeypatch.setenv("TENCENTCLOUD_SECRET_KEY", "k")
    assert await who() == "environment"
    assert len(machine.requests) == 2


async def test_no_credential_at_all(driver: Driver, machine: Server) -> None:
    machine.plays(reply("", 404))
    error = await failure(driver, None)
    assert "no credential: EnvironmentCredential" in str(error)
    assert "no role is bound to this instance" in str(error)
    assert "Pass Credential(secret_id, secret_key), or set" in str(error)


@pytest.mark.parametrize("client", [SesClient, AsyncSesClient])
def test_half_an_environment_is_known_early(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TENCENTCLOUD_SECRET_ID", "a")
    with pytest.raises(errors.CredentialError, match="SECRET_KEY is not set"):
        client()


# Secrets


def all_sources() -> list[Source]:
    pod = WebIdentity.from_pod()
    role = AssumeRole(ROLE_ARN, "me", source=OWN, external_id=SECRET)
    return [
        EnvironmentCredential(),
        ProfileCredential("/x", "p"),
        InstanceRole("r"),
        role,
        WebIdentity(ROLE_ARN, "me", provider_id="p", token=TOKEN),
        AssumeRoleWithSaml(ROLE_ARN, "me", principal_arn=PRINCIPAL, assertion=TOKEN),
        pod,
        Chain(OWN, TEMPORARY, role, pod),
    ]


@pytest.mark.parametrize("source", all_sources(), ids=lambda s: type(s).__name__)
def test_sources_show_no_secret(source: Source) -> None:
    for text in (repr(source), str(source), f"{source}"):
        for secret in (SECRET, TOKEN, OWN.secret_key, OWN.token):
            assert str(secret) not in text
    assert TOKEN not in repr(vars(source))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError, match="not pickled"):
            pickle.dumps(source, protocol)


async def test_logs_hold_no_secret(
    driver: Driver, server: Server, other: Server, caplog: pytest.LogCaptureFixture
) -> None:
    other.plays(sts_response())
    caplog.set_level(logging.DEBUG)
    role = WebIdentity(ROLE_ARN, "me", provider_id="p", token=OIDC, endpoint=other.url)
    await use(driver, server, role)
    await use(
        driver, server, AssumeRole(ROLE_ARN, "me", source=OWN, endpoint=other.url)
    )
    async with driver.client(server.url, credential=role) as client:
        seen = repr(client.client) + repr(vars(client.client)) + repr(role.kept)
    logged = caplog.text + "".join(repr(vars(record)) for record in caplog.records)
    for secret in (SECRET, TOKEN, OIDC, OWN.secret_key, OWN.token):
        assert str(secret) not in logged + seen
    assert role.kept is not None
    assert role.kept.lease.credential == TEMPORARY


async def test_silent_metadata_server(driver: Driver, other: Server) -> None:
    """A call does not wait longer for it than its own time-out."""
    other.plays(silence)
    async with driver.client(
        "http://127.0.0.1:9", credential=InstanceRole(url=other.url), timeout=0.3
    ) as client:
        with pytest.raises(errors.CallTimeout) as caught:
            await client.list_email_identities()
    assert not caught.value.sent


@pytest.mark.parametrize("role", [".", "..", "a/b", "", "a b", "a\n"])
def test_name_that_would_be_another_path(role: str) -> None:
    with pytest.raises(errors.ConfigurationError, match="the name of a role"):
        InstanceRole(role)


@pytest.mark.parametrize("role", [b".", b".."])
async def test_server_that_names_another_path(
    driver: Driver, other: Server, role: bytes
) -> None:
    other.plays(reply(role), metadata_response())
    error = await failure(driver, InstanceRole(url=other.url))
    assert "names no role" in str(error)
    assert len(other.requests) == 1
