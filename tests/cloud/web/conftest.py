"""A real browser, one for all tests of a worker, and a cloud for it to look at."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from attrs import define, field
from browser import browser as browser
from browser import session_loop as session_loop
from playwright.async_api import Browser, Page

from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs

from ..conftest import find
from ..support.client import Caller, Clock


@session_loop
async def page(browser: Browser, url: str) -> AsyncIterator[Page]:
    """A page of a desktop; relative addresses are those of the cloud."""
    context = await browser.new_context(
        base_url=url, viewport={"width": 1100, "height": 800}
    )
    context.set_default_timeout(8000)
    yield await context.new_page()
    await context.close()


@session_loop
async def url(cloud: LocalCloud) -> AsyncIterator[str]:
    async with cloud.serve() as url:
        yield url


@session_loop
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def ses(specs: Specs, clock: Clock, url: str, session: aiohttp.ClientSession) -> Caller:
    return Caller(
        session=session,
        url=url,
        clock=clock,
        service=find(specs, "ses"),
        common=specs.common,
    )


@define
class Canary:
    """A server that nobody should connect to."""

    url: str = ""
    connections: list[object] = field(factory=list)


@session_loop
async def canary() -> AsyncIterator[Canary]:
    canary = Canary()

    def connected(_reader: object, writer: asyncio.StreamWriter) -> None:
        canary.connections.append(writer.get_extra_info("peername"))
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        canary.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/canary"
        yield canary
