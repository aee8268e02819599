"""Temporary keys on a machine whose clock is wrong: what was learned of the time is shared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from tc3 import (
    AssumeRole,
    AssumeRoleWithSaml,
    Chain,
    InstanceRole,
    ProfileCredential,
    TemporaryCredential,
    WebIdentity,
    errors,
)
from tc3._core.auth.source import Source

from ..support.driver import KEY, Driver
from ..support.servers import Play, Received, Server, ok, reply
from ..support.sources import (
    ID,
    OIDC,
    OWN,
    PRINCIPAL,
    ROLE_ARN,
    TEMPORARY,
    Clock,
    metadata_response,
    signer,
    signer_of,
    sts_response,
    until,
    who,
)

HOURS = 3600.0

pytestmark = pytest.mark.usefixtures("home")


class Machine:
    """A machine whose clock is ahead of the right time by so many seconds."""

    def __init__(self, clock: Clock, ahead: float) -> None:
        self._clock = clock
        self._ahead = ahead
        clock.now += ahead

    def right_time(self) -> float:
        return self._clock.now - self._ahead

    def dated(self, make: Callable[[], Play]) -> Play:
        """Answers with the right date, and refuses signatures of another time."""

        async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
            date = {"Date": formatdate(self.right_time(), usegmt=True)}
            signed = request.headers.get("x-tc-timestamp")
            is_signed = request.headers.get("authorization", "SKIP") != "SKIP"
            if is_signed and abs(float(signed or 0) - self.right_time()) > 300:
                error = {"Code": "AuthFailure.SignatureExpire", "Message": "no"}
                made = reply({"Response": {"Error": error}}, headers=date)
            else:
                made = _with_date(make(), date)
            return await made(writer, request)

        return play

    def expires(self) -> float:
        return self.right_time() + HOURS


def _with_date(play: Play, date: dict[str, str]) -> Play:
    class Dated:
        """Puts the date into the first thing that is written."""

        def __init__(self, writer: asyncio.StreamWriter) -> None:
            self._writer = writer
            self.drain = writer.drain

        def write(self, data: bytes) -> None:
            line = f"\r\nDate: {date['Date']}\r\n".encode()
            self._writer.write(data.replace(b"\r\n", line, 1))

    async def run(writer: asyncio.StreamWriter, request: Received) -> bool:
        dated: Any = Dated(writer)
        return await play(dated, request)

    return run


def roles(url: str) -> dict[str, Source]:
    return {
        "AssumeRole": AssumeRole(ROLE_ARN, "me", source=OWN, endpoint=url),
        "WebIdentity": WebIdentity(
            ROLE_ARN, "me", provider_id="p", token=OIDC, endpoint=url
        ),
        "AssumeRoleWithSaml": AssumeRoleWithSaml(
            ROLE_ARN, "me", principal_arn=PRINCIPAL, assertion="YQ==", endpoint=url
        ),
        "Chain": Chain(AssumeRole(ROLE_ARN, "me", source=OWN, endpoint=url)),
        "InstanceRole": InstanceRole("role", url=url),
    }


@pytest.fixture(params=[3 * HOURS, -3 * HOURS], ids=["fast", "slow"])
def machine(request: pytest.FixtureRequest, now: Clock) -> Machine:
    return Machine(now, request.param)


def responses(machine: Machine, name: str) -> Play:
    make = metadata_response if name == "InstanceRole" else sts_response
    return machine.dated(lambda: make(machine.expires()))


def echoing(machine: Machine) -> Play:
    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        return await machine.dated(lambda: ok(Who=signer(request)))(writer, request)

    return play


@pytest.mark.parametrize("name", list(roles("http://127.0.0.1:9")))
async def test_nothing_was_learned_yet(
    driver: Driver, server: Server, other: Server, machine: Machine, name: str
) -> None:
    """What gave the key has told the time, so the service need not refuse anything."""
    other.plays(responses(machine, name))
    server.plays(echoing(machine))
    source = roles(other.url)[name]
    async with driver.client(server.url, credential=source) as client:
        assert [await who(client) for _ in range(3)] == [ID] * 3
    assert len(server.requests) == 3
    assert len(other.requests) == (2 if name in ("AssumeRole", "Chain") else 1)


async def test_the_service_told_the_time(
    driver: Driver, server: Server, other: Server, machine: Machine
) -> None:
    """STS gets a right signature at once, and its key is kept."""
    other.plays(responses(machine, "AssumeRole"))
    server.plays(echoing(machine))
    source = roles(other.url)["AssumeRole"]
    async with driver.client(server.url, credential=KEY) as client:
        await who(client)
        assert len(server.requests) == 2
        with_role = client.with_options(credential=source)
        assert [await who(with_role) for _ in range(2)] == [ID] * 2
    assert len(server.requests) == 4
    assert len(other.requests) == 1


async def test_it_is_renewed_by_the_right_clock(
    driver: Driver, server: Server, other: Server, machine: Machine, now: Clock
) -> None:
    count = 0

    def make() -> Play:
        nonlocal count
        count += 1
        return sts_response(machine.expires(), TmpSecretId=f"key{count}")

    other.plays(machine.dated(make))
    server.plays(echoing(machine))
    source = roles(other.url)["WebIdentity"]
    async with driver.client(server.url, credential=source) as client:
        assert await who(client) == "key1"
        now.now += HOURS - 310
        assert await who(client) == "key1"
        assert count == 1
        now.now += 20
        assert await who(client) == "key1"
        await until(lambda: signer_of(source) == "key2")
        now.now += HOURS
        assert await who(client) == "key3"


async def test_clients_that_share_a_source(
    driver: Driver, server: Server, other: Server, machine: Machine
) -> None:
    """One of them may not have learned the time yet."""
    other.plays(responses(machine, "AssumeRole"))
    server.plays(echoing(machine))
    source = roles(other.url)["AssumeRole"]
    for _ in range(2):
        async with driver.client(server.url, credential=source) as client:
            assert [await who(client) for _ in range(2)] == [ID] * 2


@pytest.mark.parametrize("by", ["right clock", "own clock"])
async def test_lease_of_a_function(
    driver: Driver, server: Server, machine: Machine, now: Clock, by: str
) -> None:
    """It may come from another service, or be reckoned from the machine's clock."""
    count = 0

    def make() -> TemporaryCredential:
        nonlocal count
        count += 1
        begin = machine.right_time() if by == "right clock" else now.now
        return TemporaryCredential(TEMPORARY, begin + HOURS)

    server.plays(echoing(machine))
    async with driver.client(server.url, credential=KEY) as client:
        await who(client)  # the time is learned
        other = client.with_options(credential=make)
        assert [await who(other) for _ in range(3)] == [ID] * 3
    assert count == 1


async def test_small_differences_are_let_be(
    driver: Driver, server: Server, other: Server, now: Clock
) -> None:
    machine = Machine(now, 20)
    other.plays(responses(machine, "WebIdentity"))
    source = roles(other.url)["WebIdentity"]
    async with driver.client(server.url, credential=source) as client:
        await client.list_email_identities()
        assert client.client._core.learned.skew == 0


async def test_a_key_that_has_expired_by_every_clock(
    driver: Driver, server: Server, other: Server, machine: Machine
) -> None:
    other.plays(machine.dated(lambda: sts_response(machine.right_time() - 5)))
    source = roles(other.url)["WebIdentity"]
    async with driver.client(server.url, credential=source) as client:
        with pytest.raises(errors.CredentialError, match="had expired already"):
            await client.list_email_identities()


async def test_login_of_the_tool(
    driver: Driver, server: Server, machine: Machine, home: Path
) -> None:
    file = home / ".tccli" / "default.credential"
    file.parent.mkdir()
    file.write_text(
        f'{{"secretId": "{ID}", "secretKey": "k", "token": "t", "type": "sso", '
        f'"expiresAt": {machine.expires()}}}'
    )
    server.plays(echoing(machine))
    async with driver.client(server.url, credential=KEY) as client:
        await who(client)
        profile: Any = ProfileCredential()
        assert await who(client.with_options(credential=profile)) == ID
