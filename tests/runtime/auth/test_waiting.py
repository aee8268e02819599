"""Calls that wait for a credential: time limits, cancelling, closing."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import suppress
from typing import Any

import pytest

from tc3 import Credential, InstanceRole, errors
from tc3._core.auth.cache import CredentialCache
from tc3._core.calls.attempts import SharedState
from tc3._core.deadline import Deadline
from tc3.ses import AsyncSesClient
from tc3.sts import AsyncStsClient, StsClient

from ..support.driver import KEY, Driver
from ..support.servers import Server, late, ok, reply, serving
from ..support.sources import (
    TEMPORARY,
    Clock,
    Counted,
    lease,
    until,
    who,
)


@pytest.mark.usefixtures("threads")
async def test_time_limit_of_the_call(driver: Driver, echo: Server) -> None:
    """It covers the wait for the credential; those with more time get it."""
    source = Counted(delay=0.6)
    async with driver.client(echo.url, credential=source) as client:
        began = time.monotonic()
        patient = asyncio.create_task(who(client))
        await asyncio.sleep(0.05)
        with pytest.raises(errors.CallTimeout) as caught:
            await who(client.with_options(timeout=0.2))
        assert time.monotonic() - began < 0.5
        assert not caught.value.sent
        assert await patient == "key1"
    assert source.count == 1


async def test_wait_counts_for_the_call() -> None:
    """What the credential took, the call does not have any more."""
    async with serving(late(3, ok())) as server:
        source = Counted(delay=0.3)
        async with AsyncSesClient(source, endpoint=server.url, timeout=0.5) as client:
            began = time.monotonic()
            with pytest.raises(errors.CallTimeout):
                await client.call("Any", {})
            assert time.monotonic() - began < 0.79


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("shared", [True, False])
async def test_slow_function(driver: Driver, echo: Server, shared: bool) -> None:
    """It is not interrupted in a synchronous client, but nothing is sent after it."""

    def slow() -> Credential:
        time.sleep(0.4)
        return TEMPORARY

    async with driver.client(echo.url, credential=slow, timeout=0.2) as client:
        client.client._keeper._source._shared = shared
        began = time.monotonic()
        with pytest.raises(errors.CallTimeout) as caught:
            await who(client)
        assert not caught.value.sent
        if driver.is_async:
            assert time.monotonic() - began < 0.39
    assert echo.requests == []


@pytest.mark.usefixtures("threads")
async def test_waiting_for_the_renewal_of_another(
    driver: Driver, echo: Server, now: Clock
) -> None:
    """Each call waits as long as its own deadline lets it."""
    source = Counted()
    async with driver.client(echo.url, credential=source) as client:
        await who(client)
        now.now += 3600
        source.delay = 0.6
        patient = asyncio.create_task(who(client))
        await asyncio.sleep(0.05)
        began = time.monotonic()
        calls = [who(client.with_options(timeout=0.2)) for _ in range(8)]
        failed = await asyncio.gather(*calls, return_exceptions=True)
        assert time.monotonic() - began < 0.5
        assert {type(error) for error in failed} == {errors.CallTimeout}
        assert await patient == "key2"
    assert source.count == 2


async def test_cancelled_waiters_do_not_cancel_the_renewal(echo: Server) -> None:
    source = Counted(delay=0.3)
    async with AsyncSesClient(source, endpoint=echo.url) as client:
        calls = [asyncio.create_task(client.call("Any", {})) for _ in range(10)]
        await asyncio.sleep(0.1)
        for call in calls[:9]:
            call.cancel()
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
        assert [type(o) for o in outcomes[:9]] == [asyncio.CancelledError] * 9
        assert not isinstance(outcomes[9], BaseException)
        assert source.count == 1


async def test_all_waiters_cancelled(echo: Server) -> None:
    source = Counted(delay=0.2)
    async with AsyncSesClient(source, endpoint=echo.url) as client:
        call = asyncio.create_task(client.call("Any", {}))
        await asyncio.sleep(0.05)
        call.cancel()
        with suppress(asyncio.CancelledError):
            await call
        await until(lambda: source.kept is not None)
        await client.call("Any", {})
    assert source.count == 1


async def test_close_ends_a_renewal(echo: Server) -> None:
    async with serving(late(30, reply("role"))) as metadata:
        source = InstanceRole(url=metadata.url)
        client = AsyncSesClient(KEY, endpoint=echo.url)
        other = client.with_options(credential=source)
        call = asyncio.create_task(other.call("Any", {}))
        await until(lambda: len(metadata.requests) == 1)
        await client.close()
        with pytest.raises(errors.ConfigurationError, match="the client is closed"):
            await call
        assert not [task for task in asyncio.all_tasks() if "._renew()" in repr(task)]
        await until(lambda: metadata.open == 0)


def test_renewal_of_another_event_loop(now: Clock) -> None:
    source = Counted(delay=0.5)
    client = AsyncSesClient(source, endpoint="http://127.0.0.1:9")

    async def call() -> None:
        await client.call("Any", {})

    thread = threading.Thread(target=lambda: _ignore(call))
    thread.start()
    time.sleep(0.2)
    with pytest.raises(errors.ConfigurationError, match="another event loop"):
        asyncio.run(call())
    thread.join()
    asyncio.run(client.close())


def _ignore(call: Any) -> None:
    with suppress(errors.Tc3Error):
        asyncio.run(call())


def test_child_process_does_not_wait_for_a_thread_that_it_lacks() -> None:
    source = Counted(delay=0.3)
    nothing: Any = None
    keeper = CredentialCache(source, "international", nothing, SharedState())
    thread = threading.Thread(target=keeper.get, args=[Deadline(5)])
    thread.start()
    time.sleep(0.1)
    assert keeper._flight is not None
    keeper._flight.process = -1
    source.delay = 0
    assert keeper.get(Deadline(0.2)) == lease(2).credential
    thread.join()


async def test_unsigned_action_needs_no_credential(
    driver: Driver, server: Server
) -> None:
    source = Counted()
    source.error = AssertionError("asked")
    async with driver.of(
        StsClient, AsyncStsClient, server.url, credential=source, region="ap-singapore"
    ) as client:
        await client.assume_role_with_saml(
            saml_assertion="YQ==",
            principal_arn="qcs::cam::uin/1:saml-provider/p",
            role_arn="qcs::cam::uin/1:roleName/r",
            role_session_name="me",
        )
    assert server.requests[0].headers["authorization"] == "SKIP"
