"""The Explorer in a real browser: secrets, hostile links, other sites, real services."""

from __future__ import annotations

import json
from typing import Any

import pytest
from aiohttp import web
from playwright.async_api import Browser, Page, expect

from tc3gen.explorer.hosting import serve_app

from .browsing import ACTION, MAIL, READY, json_of, open_action, write_json
from .conftest import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_history_and_links_hold_no_secret(page: Page, served: Running) -> None:
    await open_action(page, "/ses/2020-10-02/UpdateEmailSmtpPassWord")
    request = {"EmailAddress": "news@mail.example.com", "Password": "NotAReal42Word"}
    await write_json(page, request)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#outcome")).to_be_visible()
    await page.get_by_role("tab", name="History").click()
    await expect(page.locator("#history li")).to_have_count(1)
    kept = await page.evaluate(
        "JSON.stringify([Object.values(sessionStorage), Object.values(localStorage)])"
    )
    assert "news@mail.example.com" in kept
    assert "NotAReal42Word" not in kept
    await page.get_by_role("button", name="Copy link").click()
    assert "news%40mail" in page.url
    assert "NotAReal42Word" not in page.url
    await page.get_by_role("button", name="Fill in again").click()
    assert await json_of(page) == {"EmailAddress": "news@mail.example.com"}
    # It is there on the page of another action, too, and leads back.
    await open_action(page)
    await page.get_by_role("tab", name="History").click()
    await page.get_by_role("link", name="Fill in again").click()
    await expect(page.locator("h1")).to_have_text("UpdateEmailSmtpPassWord")
    await expect(page.locator("#param-EmailAddress textarea")).to_have_value(
        "news@mail.example.com"
    )


async def test_a_hostile_link_fills_in_and_sends_nothing(
    page: Page, served: Running
) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    text = "<img src=x onerror=alert(1)>"
    link = json.dumps({"Subject": text, "__proto__": {"x": 1}, text: [text]})
    await page.goto(f"{ACTION}#request={link}")
    await page.wait_for_selector(READY)
    await expect(page.locator("#param-Subject textarea")).to_have_value(text)
    await expect(page.locator("#general")).to_contain_text(text)
    for bad in ("#request=%", "#request=[]", "#request={", "#request=null"):
        await page.goto(f"{ACTION}{bad}")
        await page.wait_for_selector(READY)
    assert said == []
    assert served.cloud.calls.count == 0


EVIL = """<!doctype html><title>Evil</title><iframe name="sink"></iframe>
<form method="post" enctype="text/plain" action="URL/send" target="sink">
<input name='{"service":"ses","version":"2020-10-02","action":"ListReceivers","request":{}}'>
</form><script>
window.tried = 0;
document.forms[0].submit();
const body = document.forms[0].elements[0].name;
for (const options of [{}, {mode: "no-cors"}, {headers: {"Content-Type": "application/json"}}])
  fetch("URL/send", {method: "POST", body, ...options}).finally(() => window.tried++);
fetch("URL/search?q=a", {headers: {Accept: "application/json"}}).finally(() => window.tried++);
</script><a href="URL/ses/2020-10-02/SendEmail">Look</a>"""


async def test_a_page_of_another_site_can_only_lead_here(
    page: Page, served: Running
) -> None:
    async def respond(_request: web.Request) -> web.Response:
        html = EVIL.replace("URL", served.url)
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", respond)
    async with serve_app(app) as url:
        statuses: set[int] = set()
        page.on(
            "response",
            lambda r: statuses.add(r.status) if r.url.startswith(served.url) else None,
        )
        await page.goto(url.replace("127.0.0.1", "localhost"))
        await page.wait_for_function("window.tried === 4")
        assert statuses <= {403}
        assert served.cloud.calls.count == 0
        await page.get_by_role("link", name="Look").click()
        await expect(page.locator("h1")).to_have_text("SendEmail")


async def test_nothing_is_asked_of_anybody_else(page: Page, served: Running) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await page.goto("/")
    await page.keyboard.type("send")
    await expect(page.locator("#hits")).to_contain_text("SendEmail")
    await open_action(page)
    await page.get_by_role("tab", name="Signature").click()
    await write_json(page, MAIL)
    await expect(page.locator("#sign-steps")).to_contain_text("Canonical request")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#outcome")).to_be_visible()
    assert {url for url in asked if not url.startswith(served.url)} == set()


async def test_what_cannot_be_repeated_is_confirmed_before(
    browser: Browser, served: Running, catalog: Any, folder: Any
) -> None:
    async with running(catalog, folder, is_local=False) as real:
        context = await browser.new_context(base_url=real.url)
        page = await context.new_page()
        await open_action(page)
        await write_json(page, MAIL)
        await page.get_by_role("button", name="Send", exact=True).click()
        dialog = page.get_by_role("dialog")
        await expect(dialog).to_contain_text(real.cloud.url)
        await expect(dialog).to_contain_text("local")
        await expect(dialog).to_contain_text("Send one message")
        await page.keyboard.press("Escape")
        await expect(dialog).to_be_hidden()
        assert real.cloud.calls.count == 0
        await page.get_by_role("button", name="Send", exact=True).click()
        await page.get_by_role("button", name="Send it").click()
        await expect(page.locator("#outcome")).to_be_visible()
        assert real.cloud.calls.count == 1
        await context.close()
