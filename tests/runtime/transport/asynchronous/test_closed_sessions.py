"""Sessions of the user that are closed, or belong to another event loop."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from tc3 import errors
from tc3.ses import AsyncSesClient, SesClient

from ...support.driver import KEY
from ...support.servers import (
    Server,
    refusing_port,
    silence,
)
from .conftest import ONCE


async def test_synchronous_clients_have_no_session(session: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="with_options"):
        SesClient(KEY, session=session)


async def test_closed_session() -> None:
    async with aiohttp.ClientSession() as session:
        before = AsyncSesClient(KEY, session=session, retry=ONCE)
        used = before.with_options(timeout=1)
    for client in (before, used, AsyncSesClient(KEY, session=session)):
        with pytest.raises(errors.ConfigurationError, match=r"session .* is closed"):
            await client.list_email_identities()


async def test_session_that_is_closed_between_calls(server: Server) -> None:
    async with aiohttp.ClientSession() as session:
        client = AsyncSesClient(KEY, endpoint=server.url, session=session)
        await client.list_email_identities()
    with pytest.raises(errors.ConfigurationError, match=r"session .* is closed"):
        await client.list_email_identities()
    await client.close()


async def test_session_that_is_closed_while_a_call_waits(server: Server) -> None:
    server.plays(silence)
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1))
    async with AsyncSesClient(KEY, endpoint=server.url, session=session) as client:
        calls = [asyncio.create_task(client.list_email_identities()) for _ in range(2)]
        await server.got(1)
        await session.close()
        told = []
        for call in calls:
            with pytest.raises(
                errors.ConfigurationError, match=r"session .* is closed"
            ) as caught:
                await call
            told.append(caught.value.sent)
    assert told == [True, False]  # one was under way, one waited for its connection
    assert len(server.requests) == 1


def test_session_of_another_event_loop() -> None:
    async def make() -> aiohttp.ClientSession:
        return aiohttp.ClientSession()

    async def use(session: aiohttp.ClientSession) -> None:
        url = f"http://127.0.0.1:{refusing_port()}"
        async with AsyncSesClient(KEY, endpoint=url, session=session) as client:
            await asyncio.wait_for(client.list_email_identities(), 5)

    loop = asyncio.new_event_loop()
    session = loop.run_until_complete(make())
    with pytest.raises(errors.ConfigurationError, match="another event loop"):
        asyncio.run(use(session))
    loop.run_until_complete(session.close())
    loop.close()
