"""Actions whose response is a stream of events."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from browser import session_loop
from playwright.async_api import Browser, expect

from tc3gen.explorer.catalog import Catalog

from .browsing import open_action
from .conftest import Api, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="session")

SPEC = """\
service: talk
version: "2024-01-31"
title: Talk
summary: Talks.
actions:
  Tell:
    summary: Tell something.
    repeatable: true
    streams: true
    returns:
      Text: {type: string, doc: What is told.}
    examples:
      - {title: One, request: {}, response: {Text: Hello you}}
  Chat:
    summary: Chat.
    streams: Stream
    params:
      Stream: {type: boolean, doc: Piece by piece.}
    returns:
      Text: {type: string, doc: What is said.}
    examples:
      - {title: One, request: {Stream: true}, response: {Text: Hello you}}
"""


@session_loop
async def talk(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    folder: Path = tmp_path_factory.mktemp("talk")
    folder.joinpath("talk.yaml").write_text(SPEC)
    catalog = Catalog.of_files([folder / "talk.yaml"], folder)
    async with running(catalog, folder) as found:
        yield found
    catalog.close()


async def test_a_stream_is_a_list_of_its_events(talk: Running) -> None:
    async with aiohttp.ClientSession() as session:
        api = Api(session, talk.url)
        for action, request in ("Tell", {}), ("Chat", {"Stream": True}):
            told = await api.post("send", f"talk:2024-01-31:{action}", request)
            texts = [event["Text"] for event in told["events"]]
            assert ("".join(texts), len(texts)) == ("Hello you", 3)
            assert (told["error"], told["response"]) == (None, None)
            assert (told["status"], told["unknown"]) == (200, [])
            assert told["request_id"]
        whole = await api.post("send", "talk:2024-01-31:Chat", {})
        assert (whole["response"]["Text"], whole["events"]) == ("Hello you", None)


async def test_what_came_before_an_error_is_shown(talk: Running) -> None:
    talk.cloud.faults.add("cut", count=9)
    async with aiohttp.ClientSession() as session:
        told = await Api(session, talk.url).post("send", "talk:2024-01-31:Tell")
    talk.cloud.faults.clear()
    assert told["error"]["kind"] == "TransportError"
    assert (told["sent"], told["repeatable"]) == (True, True)
    assert told["events"]


async def test_events_in_the_page(browser: Browser, talk: Running) -> None:
    context = await browser.new_context(base_url=talk.url)
    page = await context.new_page()
    await open_action(page, "/talk/2024-01-31/Tell")
    await page.locator("#send").click()
    await expect(page.locator("#outcome")).to_have_text("ok")
    response = page.locator("#response")
    await expect(response).to_contain_text("3 events")
    await expect(response.locator(".leaf code").first).to_have_text('"Hel"')
    talk.cloud.faults.add("status", count=9)
    await page.locator("#send").click()
    await expect(response).to_contain_text("Sending it again does no harm.")
    talk.cloud.faults.clear()
    await context.close()
