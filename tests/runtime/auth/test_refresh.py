"""Credentials that expire: renewed ahead of time, once, while the others go on."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import pytest

from tc3 import Credential, InstanceRole, TemporaryCredential, errors
from tc3._core.auth.refresh import PAUSE
from tc3._core.auth.source import AHEAD, CachedCredential
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import KEY, Driver
from ..support.servers import Server, late, reply, serving
from ..support.sources import (
    SECRET,
    START,
    TOKEN,
    Clock,
    Counted,
    lease,
    metadata_response,
    shown,
    signer,
    signer_of,
    until,
    who,
)

# The decision


@pytest.mark.parametrize(
    ("life", "ahead"),
    [(7200, AHEAD), (1500, AHEAD), (900, 180), (100, 20), (0.5, 0.1), (1e9, AHEAD)],
)
def test_when_to_renew(life: float, ahead: float) -> None:
    kept = CachedCredential.new(lease(1, START + life), START)
    expires = START + life
    assert kept.need(START) == "use"
    assert kept.need(expires - ahead * 1.01) == "use"
    assert kept.need(expires - ahead * 0.99) == "renew"
    assert kept.need(expires - ahead * 0.01) == "renew"
    assert kept.need(expires) == "wait"


@pytest.mark.parametrize("expires", [None, float("inf")])
def test_what_does_not_expire(expires: float | None) -> None:
    assert CachedCredential.new(lease(1, expires), START).need(1e300) == "use"


@pytest.mark.parametrize("expires", [START, 0, -1, float("nan"), "soon", True])
def test_what_cannot_be_kept(expires: Any) -> None:
    with pytest.raises(errors.CredentialError):
        CachedCredential.new(lease(1, expires), START)


# The life of a credential


async def test_life(driver: Driver, echo: Server, now: Clock) -> None:
    source = Counted()
    async with driver.client(echo.url, credential=source) as client:
        assert await who(client) == "key1"
        now.now += 3600 - AHEAD - 1
        assert [await who(client) for _ in range(3)] == ["key1"] * 3
        now.now += 1  # it is renewed while it is used
        source.delay = 0.1
        assert await who(client) == "key1"
        await until(lambda: source.kept is not None and source.count == 2)
        await until(lambda: signer_of(source) == "key2")
        source.delay = 0
        assert [await who(client) for _ in range(3)] == ["key2"] * 3
        now.now += 4000  # it has expired: calls wait
        assert await who(client) == "key3"
    assert source.count == 3


async def test_failure_before_the_end(
    driver: Driver, echo: Server, now: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The old one is used; the next try is made some seconds later."""
    source = Counted()
    async with driver.client(echo.url, credential=source) as client:
        assert await who(client) == "key1"
        now.now += 3600 - AHEAD
        source.error = errors.CredentialError(f"no luck with {len(SECRET)}")
        assert await who(client) == "key1"
        await until(lambda: len(caplog.records) == 1)
        assert [await who(client) for _ in range(5)] == ["key1"] * 5
        assert source.count == 2
        now.now += PAUSE
        assert await who(client) == "key1"
        await until(lambda: len(caplog.records) == 2)
        source.error = None
        now.now += PAUSE
        assert await who(client) == "key1"
        await until(lambda: signer_of(source) == "key4")
    assert caplog.records[0].levelno == logging.WARNING
    assert "no luck" in caplog.text
    assert SECRET not in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (errors.CredentialError("no luck"), "no luck"),
        (errors.ConnectError("no way"), "no way (the service did not receive it)"),
        (KeyError("what"), "KeyError"),
    ],
)
async def test_failure_after_the_end(
    driver: Driver, echo: Server, now: Clock, error: Exception, reason: str
) -> None:
    source = Counted()
    async with driver.client(echo.url, credential=source) as client:
        await who(client)
        now.now += 3600
        source.error = error
        for _ in range(2):
            with pytest.raises(errors.CredentialError) as caught:
                await who(client)
            assert (
                str(caught.value)
                == f"the credential has expired and was not renewed: {reason}"
            )
            own = isinstance(error, errors.CredentialError)
            assert caught.value.__cause__ is (None if own else error)
            assert SECRET not in shown(caught.value)
        source.error = None
        assert await who(client) == "key4"
    assert len(echo.requests) == 2


async def test_failure_at_the_start(driver: Driver, echo: Server) -> None:
    source = Counted()
    source.error = errors.CredentialError("no luck")
    async with driver.client(echo.url, credential=source) as client:
        with pytest.raises(errors.CredentialError, match=r"^no luck$"):
            await who(client)
        source.error = None
        assert await who(client) == "key2"


async def test_credential_that_is_old_already(driver: Driver, echo: Server) -> None:
    async with driver.client(echo.url, credential=Counted(-1)) as client:
        with pytest.raises(errors.CredentialError, match="had expired already"):
            await who(client)
    assert echo.requests == []


# One renewal for all


@pytest.mark.parametrize("state", ["none", "expired"])
async def test_100_tasks_one_renewal(echo: Server, now: Clock, state: str) -> None:
    source = Counted(delay=0.2)
    async with AsyncSesClient(source, endpoint=echo.url) as client:
        if state == "expired":
            await client.call("Any", {})
            now.now += 3600
        before = source.count
        await asyncio.gather(*(client.call("Any", {}) for _ in range(100)))
    assert source.count == before + 1
    assert {signer(r) for r in echo.requests[before:]} == {f"key{source.count}"}


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("state", ["none", "expired"])
async def test_32_threads_one_renewal(echo: Server, now: Clock, state: str) -> None:
    source = Counted(delay=0.2)
    with SesClient(source, endpoint=echo.url) as client:
        if state == "expired":
            await asyncio.to_thread(client.call, "Any", {})
            now.now += 3600
        before = source.count
        calls = (asyncio.to_thread(client.call, "Any", {}) for _ in range(32))
        await asyncio.gather(*calls)
    assert source.count == before + 1
    assert {signer(r) for r in echo.requests[before:]} == {f"key{source.count}"}


@pytest.mark.usefixtures("threads")
async def test_metadata_server_is_asked_once(driver: Driver, echo: Server) -> None:
    async with serving(
        late(0.1, reply("role")), late(0.1, metadata_response())
    ) as metadata:
        source = InstanceRole(url=metadata.url)
        async with driver.client(echo.url, credential=source) as client:
            await asyncio.gather(*(who(client) for _ in range(32)))
    assert len(metadata.requests) == 2


@pytest.mark.usefixtures("threads")
async def test_one_failure_for_all(driver: Driver, echo: Server) -> None:
    source = Counted(delay=1.0)
    source.error = errors.CredentialError("no luck")
    async with driver.client(echo.url, credential=source) as client:
        calls = [who(client) for _ in range(32)]
        failed = await asyncio.gather(*calls, return_exceptions=True)
    assert source.count == 1
    assert {type(error) for error in failed} == {errors.CredentialError}
    assert len({id(error) for error in failed}) == 32  # each has its own traceback


@pytest.mark.usefixtures("threads")
async def test_others_go_on_during_a_renewal(
    driver: Driver, echo: Server, now: Clock
) -> None:
    source = Counted()
    async with driver.client(echo.url, credential=source) as client:
        await who(client)
        now.now += 3600 - AHEAD
        source.delay = 1.0
        began = time.monotonic()
        responses = await asyncio.gather(*(who(client) for _ in range(20)))
        assert time.monotonic() - began < 0.8
        assert set(responses) == {"key1"}
        # The renewal runs beside them: on a busy machine it may begin after them.
        await until(lambda: source.count == 2)
        await until(lambda: signer_of(source) == "key2")


@pytest.mark.usefixtures("threads")
async def test_no_torn_reads(driver: Driver, echo: Server) -> None:
    """Id, key and token of a request are always of one lease."""
    count = 0

    def make() -> TemporaryCredential:
        nonlocal count
        count += 1
        key = Credential(f"id{count}", f"key{count}", f"token{count}")
        return TemporaryCredential(key, time.time() + 0.05)

    async with driver.client(echo.url, credential=make) as client:
        end = time.monotonic() + 0.4
        while time.monotonic() < end:
            await asyncio.gather(*(who(client) for _ in range(10)))
    assert count > 3
    for request in echo.requests:
        assert request.headers["x-tc-token"] == signer(request).replace("id", "token")


async def test_clients_share_a_source(driver: Driver, echo: Server) -> None:
    source = Counted()
    async with driver.client(echo.url, credential=source) as client:
        assert await who(client) == "key1"
        assert await who(client.with_options(region="mars-1")) == "key1"
        assert await who(client.with_options(credential=source)) == "key1"
        assert await who(client.with_options(credential=KEY)) == "AKIDtest"
        assert await who(client.with_options(credential=Counted())) == "key1"
    async with driver.client(echo.url, credential=KEY) as client:
        calls = [who(client.with_options(credential=source)) for _ in range(3)]
        assert await asyncio.gather(*calls) == ["key1"] * 3
    assert source.count == 1


@pytest.mark.usefixtures("threads")
async def test_source_of_one_call_is_asked_once_at_a_time(
    driver: Driver, echo: Server
) -> None:
    source = Counted(delay=0.2)
    async with driver.client(echo.url, credential=KEY) as client:
        clients = [client.with_options(credential=source) for _ in range(20)]
        await asyncio.gather(*map(who, clients))
    assert source.count == 1
