"""Functions of the user that give credentials."""

from __future__ import annotations

import asyncio
import contextvars
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent import futures
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest

from tc3 import AssumeRole, Chain, Credential, TemporaryCredential, errors
from tc3._core.auth.providers import CallableSource
from tc3._core.auth.source import AHEAD
from tc3.ses import AsyncSesClient, SesClient

from ..support.driver import KEY, Driver
from ..support.servers import Server
from ..support.sources import (
    ROLE_ARN,
    TEMPORARY,
    Clock,
    lease,
    signer,
    until,
    who,
)


@asynccontextmanager
async def ticking() -> AsyncIterator[list[float]]:
    """The pauses of a task that only wants to go on: how long the event loop stood still."""
    gaps: list[float] = []

    async def tick() -> None:
        while True:
            began = time.monotonic()
            await asyncio.sleep(0.005)
            gaps.append(time.monotonic() - began)

    task = asyncio.create_task(tick())
    yield gaps
    task.cancel()


async def test_function_that_gives_a_lease(
    driver: Driver, echo: Server, now: Clock
) -> None:
    count = 0

    def make() -> TemporaryCredential:
        nonlocal count
        count += 1
        return lease(count, now.now + 3600)

    async with driver.client(echo.url, credential=make) as client:
        assert [await who(client) for _ in range(3)] == ["key1"] * 3
        now.now += 3600 - AHEAD
        assert await who(client) == "key1"
        seen = {"key1"}
        while "key2" not in seen:
            seen.add(await who(client))
        now.now += 3600
        assert await who(client) == "key3"


@pytest.mark.usefixtures("threads")
async def test_function_that_gives_a_lease_is_asked_once(
    driver: Driver, echo: Server
) -> None:
    count = 0

    def make() -> TemporaryCredential:
        nonlocal count
        count += 1
        time.sleep(0.2)
        return lease(count)

    async with driver.client(echo.url, credential=make) as client:
        assert await asyncio.gather(*(who(client) for _ in range(32))) == ["key1"] * 32


TENANT: contextvars.ContextVar[str] = contextvars.ContextVar("tenant")


@pytest.mark.usefixtures("threads")
async def test_no_request_gets_the_credential_of_another(
    driver: Driver, echo: Server
) -> None:
    """A plain credential serves the request only for which the function was asked."""

    def of_tenant() -> Credential:
        name = TENANT.get()
        time.sleep(0.05)
        if name == "tenant3":
            raise LookupError(name)
        return Credential(name, "k")

    async with driver.client(echo.url, credential=of_tenant) as client:

        async def call(number: int) -> str:
            TENANT.set(f"tenant{number}")
            return await who(client)

        for _ in range(2):
            responses = await asyncio.gather(
                *map(call, range(20)), return_exceptions=True
            )
            assert isinstance(responses.pop(3), LookupError)
            names = [f"tenant{number}" for number in range(20) if number != 3]
            assert responses == names


async def test_slow_function_does_not_stop_the_event_loop(echo: Server) -> None:
    def slow() -> Credential:
        time.sleep(0.5)
        return TEMPORARY

    async with AsyncSesClient(slow, endpoint=echo.url) as client, ticking() as gaps:
        await client.call("Any", {})
        await client.call("Any", {})
    assert len(gaps) > 10
    assert max(gaps) < 0.35


async def test_asynchronous_functions(echo: Server) -> None:
    async def make() -> Credential:
        await asyncio.sleep(0)
        return lease(1).credential

    async def make_lease() -> TemporaryCredential:
        return lease(2)

    class Maker:
        async def __call__(self) -> Credential:
            return lease(3).credential

    functions: list[Any] = [make, make_lease, Maker(), lambda: make(), Chain(make)]
    async with AsyncSesClient(KEY, endpoint=echo.url) as client:
        for function in functions:
            other = client.with_options(credential=function)
            await other.call("Any", {})
            await other.call("Any", {})
    signers = [signer(request)[-1] for request in echo.requests]
    assert signers == ["1", "1", "2", "2", "3", "3", "1", "1", "1", "1"]


async def test_asynchronous_function_has_the_time_of_the_call(echo: Server) -> None:
    ended: list[str] = []

    async def make() -> Credential:
        try:
            await asyncio.sleep(30 if len(ended) < 3 else 0)
        finally:
            ended.append("ended")
        return TEMPORARY

    async with AsyncSesClient(make, endpoint=echo.url, timeout=0.2) as client:
        client._keeper._source._shared = False  # it is known to give plain ones
        for _ in range(3):
            with pytest.raises(errors.CallTimeout):
                await client.call("Any", {})
        await until(lambda: len(ended) == 3)
        await client.call("Any", {})


def test_asynchronous_function_of_a_synchronous_client() -> None:
    async def make() -> Credential:
        return TEMPORARY

    with pytest.raises(errors.ConfigurationError, match="needs an asynchronous client"):
        SesClient(make)
    for hidden in (lambda: make(), Chain(make)):
        with (
            SesClient(hidden) as client,
            pytest.raises(errors.ConfigurationError, match="an asynchronous client"),
        ):
            client.call("Any", {})


async def test_function_that_stops_an_iteration(driver: Driver, echo: Server) -> None:
    empty: Iterator[Credential] = iter(())
    async with driver.client(echo.url, credential=lambda: next(empty)) as client:
        for _ in range(2):
            with pytest.raises(RuntimeError, match="raised StopIteration"):
                await asyncio.wait_for(who(client), 5)


async def test_function_that_gives_a_wrong_lease(driver: Driver, echo: Server) -> None:
    wrong: list[Any] = [TemporaryCredential("AKID"), TemporaryCredential(None, 5)]  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    for given in wrong:
        async with driver.client(
            echo.url, credential=lambda given=given: given
        ) as client:
            with pytest.raises(errors.ConfigurationError, match="must return a Cred"):
                await who(client)


# Functions that raise CancelledError


def _cancelled() -> Credential:
    raise asyncio.CancelledError


def _cancelled_in_a_thread() -> Credential:
    raise futures.CancelledError


async def _cancelled_async() -> Credential:
    task = asyncio.create_task(asyncio.sleep(9))
    task.cancel()
    await task
    return TEMPORARY


@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize(
    "function", [_cancelled, _cancelled_in_a_thread, _cancelled_async]
)
async def test_function_that_raises_cancelled_error(
    driver: Driver, echo: Server, function: Any, shared: bool
) -> None:
    """Nobody has closed the client or cancelled the call."""
    if function is _cancelled_async and not driver.is_async:
        function = _cancelled
    async with driver.client(echo.url, credential=function) as client:
        client.client._keeper._source._shared = shared
        for _ in range(2):
            with pytest.raises(errors.CredentialError, match="raised CancelledError"):
                await who(client)


@pytest.mark.parametrize("shared", [True, False])
async def test_cancelled_while_a_function_is_awaited(
    echo: Server, shared: bool
) -> None:
    """The caller's own cancellation arrives, and the function hears of it where it can."""
    ended: list[str] = []

    async def make() -> Credential:
        try:
            await asyncio.sleep(30)
        finally:
            ended.append("ended")
        return TEMPORARY

    async with AsyncSesClient(make, endpoint=echo.url) as client:
        client._keeper._source._shared = shared
        call = asyncio.create_task(client.call("Any", {}))
        await asyncio.sleep(0.05)
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        if not shared:  # a renewal goes on for others, until the client is closed
            await until(lambda: ended == ["ended"])
    assert ended == ["ended"]


# Functions that call their own client


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("shared", [True, False])
@pytest.mark.parametrize("way", ["same client", "other client", "chain", "role"])
async def test_function_that_calls_its_own_client(
    driver: Driver, echo: Server, shared: bool, way: str
) -> None:
    count = 0

    def ask() -> Credential:
        nonlocal count
        count += 1
        assert count < 9
        if way == "same client":
            sync.call("Any", {})
        else:
            with SesClient(source(), endpoint=echo.url) as own:
                own.call("Any", {})
        return TEMPORARY

    async def ask_async() -> Credential:
        nonlocal count
        count += 1
        assert count < 9
        if way == "same client":
            await client.call("Any", {})
        else:
            async with AsyncSesClient(source(), endpoint=echo.url) as own:
                await own.call("Any", {})
        return TEMPORARY

    function: Any = ask_async if driver.is_async else ask

    def source() -> Any:
        if way == "chain":
            return Chain(function)
        if way == "role":
            return AssumeRole(ROLE_ARN, "me", source=function, endpoint=echo.url)
        return function

    async with driver.client(echo.url, credential=source(), timeout=20) as client:
        sync = client.client
        keeper = client.client._keeper
        if isinstance(keeper._source, CallableSource):
            keeper._source._shared = shared
        began = time.monotonic()
        with pytest.raises(errors.CredentialError, match="calls a client that asks"):
            await who(client)
        assert time.monotonic() - began < 10
    assert echo.requests == []


async def test_function_that_calls_its_client_in_a_thread(echo: Server) -> None:
    async def ask() -> Credential:
        await asyncio.to_thread(asyncio.run, client.call("Any", {}))
        return TEMPORARY

    async with AsyncSesClient(ask, endpoint=echo.url, timeout=20) as client:
        with pytest.raises(errors.CredentialError, match="calls a client that asks"):
            await client.call("Any", {})


async def test_function_that_calls_another_client(driver: Driver, echo: Server) -> None:
    """Nor is it a mistake to use the client in what the function has started, later."""
    later: list[Callable[[], Any]] = []

    def ask() -> Credential:
        with SesClient(KEY, endpoint=echo.url) as own:
            own.call("Any", {})
        later.append(partial(contextvars.copy_context().run, own_call))
        return TEMPORARY

    def own_call() -> None:
        with SesClient(ask, endpoint=echo.url) as own:
            own.call("Any", {})

    async with driver.client(echo.url, credential=ask) as client:
        assert await who(client) == TEMPORARY.secret_id
    await asyncio.to_thread(later[0])
    assert len(echo.requests) == 4
