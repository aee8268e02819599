"""News for pages: as server-sent events, and by asking where those do not come through."""

from __future__ import annotations

import asyncio
import re

import aiohttp
import pytest
from effort import by_night
from playwright.async_api import Page, Route, expect

from tc3gen.cloud import LocalCloud
from tc3gen.cloud.web import news

from ..support.client import Caller
from ..support.post import send

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = "/_local/"


async def event_of(response: aiohttp.ClientResponse) -> str:
    """The data of the next event."""
    while True:
        line = (await response.content.readline()).decode()
        assert line, "the stream has ended"
        if line.startswith("data: "):
            return line[len("data: ") :].strip()


async def test_each_change_is_an_event(cloud: LocalCloud, ses: Caller) -> None:
    async with ses.session.get(f"{ses.url}{ROOT}news") as response:
        assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert await response.content.readline() == b"retry: 1000\n"
        seen = [await event_of(response)]
        await ses("CreateReceiver", ReceiversName="Readers")
        seen.append(await event_of(response))
        cloud.clock.advance(60)
        seen.append(await event_of(response))
        cloud.reset()
        seen.append(await event_of(response))
        assert len(set(seen)) == len(seen)
        async with ses.session.get(f"{ses.url}{ROOT}pulse") as content:
            assert await content.text() == seen[-1]


async def test_many_changes_are_few_events(ses: Caller) -> None:
    async with ses.session.get(f"{ses.url}{ROOT}news") as response:
        await event_of(response)
        for _ in range(100):
            await ses("ListEmailAddress")
        events = 0
        while (await event_of(response)).split(".")[1] != "100":
            events += 1
        assert events < 50


async def test_who_left_is_noticed(
    ses: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = asyncio.Event()
    whole = news.News._tell

    async def tell(*args: object) -> None:
        try:
            await whole(*args)  # type: ignore[arg-type]
        finally:
            left.set()

    monkeypatch.setattr(news.News, "_tell", tell)
    async with ses.session.get(f"{ses.url}{ROOT}news") as response:
        await event_of(response)
        response.close()
    await asyncio.wait_for(left.wait(), 5)


async def test_a_quiet_stream_is_kept_alive(
    ses: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "QUIET", 0.1)
    async with ses.session.get(f"{ses.url}{ROOT}news") as response:
        await event_of(response)
        while (await response.content.readline()) != b":\n":
            pass


async def test_a_cloud_that_stops_ends_its_streams(cloud: LocalCloud) -> None:
    async with aiohttp.ClientSession() as session:
        async with cloud.serve() as url:
            response = await session.get(f"{url}{ROOT}news")
            await event_of(response)
        # It ends as a whole body does; one that was cut off would be an error.
        assert not (await response.content.read()).strip()


async def test_pages_of_others_are_told_nothing(ses: Caller) -> None:
    headers = {"Origin": "http://evil.example.com"}
    async with ses.session.get(f"{ses.url}{ROOT}news", headers=headers) as response:
        assert response.status == 403


async def test_a_page_that_is_told_does_not_ask(page: Page, ses: Caller) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto(ROOT)
    await expect(page.locator("#live")).to_have_text("Live")
    await send(ses, "Told")
    await expect(page.locator("tbody tr")).to_contain_text("Told")
    assert any(url.endswith("/news") for url in asked)
    assert not any(url.endswith("/pulse") for url in asked)


@pytest.mark.parametrize(
    "how",
    ["aborted", "kept back", *map(by_night, ("refused", "no events", "too old"))],
)
async def test_a_page_that_is_not_told_asks(page: Page, ses: Caller, how: str) -> None:
    async def hinder(route: Route) -> None:
        if how == "refused":
            await route.fulfill(status=502, body="Bad gateway")
        elif how == "no events":
            await route.fulfill(status=200, body="<p>Log in first</p>")
        else:
            await route.abort()

    if how == "too old":
        await page.add_init_script("delete window.EventSource")
    if how == "kept back":
        await page.add_init_script(
            "window.EventSource = class { static OPEN = 1; readyState = 1; close() {} }"
        )
    await page.route(re.compile("/_local/news$"), hinder)
    await page.goto(ROOT)
    if how != "aborted":  # then the browser tries it again and again
        await expect(page.locator("#live")).to_have_text("Live")
        await send(ses, "Asked for")
        await expect(page.locator("tbody tr")).to_contain_text("Asked for")
    else:
        await expect(page.locator("#live")).to_have_text("Not reachable")
        await page.unroute(re.compile("/_local/news$"))
        await send(ses, "Told at last")
        await expect(page.locator("tbody tr")).to_contain_text("Told at last")
        await expect(page.locator("#live")).to_have_text("Live")


async def test_a_page_finds_a_cloud_that_was_started_anew(
    page: Page, cloud: LocalCloud, ses: Caller
) -> None:
    async with cloud.serve() as url:
        port = int(url.rpartition(":")[2])
        await page.goto(f"{url}{ROOT}")
        await expect(page.locator("#live")).to_have_text("Live")
    await expect(page.locator("#live")).to_have_text("Not reachable")
    await send(ses, "Meanwhile")
    async with cloud.serve(port=port):
        await expect(page.locator("#live")).to_have_text("Live")
        await expect(page.locator("tbody tr")).to_contain_text("Meanwhile")
