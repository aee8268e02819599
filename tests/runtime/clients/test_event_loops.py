"""Clients that outlive an event loop, such as those of a module; loops that are not asyncio's."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import trio

from tc3 import Credential, LocalRateLimiter, TemporaryCredential, errors
from tc3.ses import AsyncSesClient, models

from ..support.driver import KEY
from ..support.servers import Server, ok, silence
from ..support.sources import until


def in_a_loop(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
    return asyncio.run(work())


# One loop after the other


@pytest.mark.parametrize("options", [{}, {"rate_limiter": LocalRateLimiter()}])
async def test_one_asyncio_run_after_the_other(
    server: Server, options: dict[str, Any]
) -> None:
    client = AsyncSesClient(KEY, endpoint=server.url, **options)
    for _ in range(3):
        await asyncio.to_thread(in_a_loop, client.list_email_identities)
    await asyncio.to_thread(in_a_loop, client.close)
    assert len(server.requests) == 3


async def test_loop_that_ended_during_a_call(server: Server) -> None:
    server.plays(silence, ok())
    client = AsyncSesClient(KEY, endpoint=server.url)

    async def give_up() -> None:
        call = asyncio.ensure_future(client.list_email_identities())
        await until(lambda: bool(server.requests))
        call.cancel()

    await asyncio.to_thread(in_a_loop, give_up)
    await asyncio.to_thread(in_a_loop, client.list_email_identities)
    await asyncio.to_thread(in_a_loop, client.close)
    assert len(server.requests) == 2


async def test_credential_that_was_being_asked_for(server: Server) -> None:
    """A renewal that ended with its loop is begun anew."""
    asked = 0

    async def credential() -> TemporaryCredential:
        nonlocal asked
        asked += 1
        if asked == 1:
            await asyncio.sleep(60)
        return TemporaryCredential(Credential("AKIDtest", "key", "token"))

    client = AsyncSesClient(credential, endpoint=server.url, timeout=5)

    async def give_up() -> None:
        call = asyncio.ensure_future(client.list_email_identities())
        await asyncio.sleep(0.05)
        call.cancel()

    await asyncio.to_thread(in_a_loop, give_up)
    await asyncio.to_thread(in_a_loop, client.list_email_identities)
    await asyncio.to_thread(in_a_loop, client.close)
    assert (asked, len(server.requests)) == (2, 1)


# trio


async def call(client: AsyncSesClient) -> None:
    await client.list_email_identities()


async def call_by_name(client: AsyncSesClient) -> None:
    await client.call("ListEmailIdentities", {})


async def stream(client: AsyncSesClient) -> None:
    async for _ in client.stream(models.ListEmailIdentitiesRequest()):
        pass


async def open_stream(client: AsyncSesClient) -> None:
    async with client.stream(models.ListEmailIdentitiesRequest()):
        pass


async def pages(client: AsyncSesClient) -> None:
    async for _ in client.iter_list_receivers(limit=2):
        pass


async def pages_ahead(client: AsyncSesClient) -> None:
    async for _ in client.iter_list_receivers(limit=2, prefetch=True):
        pass


async def wait(client: AsyncSesClient) -> None:
    await client.wait_until_domain_verified(email_identity="example.com")


async def upload(client: AsyncSesClient) -> None:
    await client.upload_recipients(1, [("a@example.com", {"name": "Ada"})])


async def turn(client: AsyncSesClient) -> None:
    limiter = LocalRateLimiter()
    for _ in range(3):
        await limiter.acquire_async("key", 1, 5)


@pytest.mark.parametrize(
    "work",
    [call, call_by_name, stream, open_stream, pages, pages_ahead, wait, upload, turn],
)
def test_trio(work: Callable[[AsyncSesClient], Coroutine[Any, Any, None]]) -> None:
    async def main() -> None:
        async with AsyncSesClient(KEY, endpoint="http://127.0.0.1:1") as client:
            with pytest.raises(errors.ConfigurationError, match="asyncio"):
                await work(client)

    trio.run(main)
