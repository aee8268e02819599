"""Every page of every kind, as HTML and as Markdown, also of a spec that means harm."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from browser import session_loop
from markdown_it import MarkdownIt
from playwright.async_api import Browser, expect

from tc3gen.explorer.catalog import Catalog

from .conftest import Api, Running, running

pytestmark = pytest.mark.asyncio(loop_scope="session")

HOSTILE = Path(__file__).with_name("hostile.yaml")
ODD = "/odd/2024-01-01"
ODD_PAGES = [
    "/", "/search?q=thing", ODD, f"{ODD}/DoThing", f"{ODD}/types/Node",
    f"{ODD}/errors/InvalidParameter.Odd",
]  # fmt: skip


class Elements(HTMLParser):
    """What a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


async def test_each_name_has_its_page(api: Api, catalog: Catalog) -> None:
    """Also in Markdown; and every link within leads to a page that is there."""
    asked = set()
    for each in catalog.versions:
        service = catalog.get(each.service, each.version)
        here = f"/{each.service}/{each.version}"
        paths = [f"{here}/{name}" for name in service.actions]
        paths += [f"{here}/types/{name}" for name in service.types]
        paths += [f"{here}/errors/{code}" for code in service.errors]
        for path in (here, *paths):
            for address in (path, f"{path}.md"):
                status, text = await api.text(address)
                assert (status, len(text) > 100) == (200, True), address
            assert text.startswith("# ")
            for link in re.findall(r"\]\(([^)#]+)\)", text):
                if "://" not in link:
                    parts = [*path.split("/")[:-1], *link.split("/")]
                    while ".." in parts:
                        at = parts.index("..")
                        del parts[at - 1 : at + 1]
                    asked.add("/".join(parts))
    for address in asked:
        status, _ = await api.text(address)
        assert status == 200, address


async def test_what_changed_between_versions(api: Api) -> None:
    path = "/sms/diff/2019-07-11/2021-01-11"
    status, html = await api.text(path)
    assert status == 200
    assert "<code>SignPurpose</code> is new and required" in html
    _, text = await api.text(f"{path}.md")
    assert "parameter `SignPurpose` is new and required" in text


async def test_the_search_for_programs(api: Api) -> None:
    _, text = await api.text("/search?q=SendEmail", Accept="application/json")
    first = json.loads(text)[0]
    assert first == {
        "kind": "action",
        "name": "SendEmail",
        "title": "Send one message to one or more recipients.",
        "owner": "ses 2020-10-02",
        "url": "/ses/2020-10-02/SendEmail",
    }
    _, html = await api.text("/search?q=SendEmail")
    assert 'href="/ses/2020-10-02/SendEmail"' in html


async def test_llms_txt_names_every_action(api: Api, catalog: Catalog) -> None:
    _, text = await api.text("/llms.txt")
    count = sum(each.actions for each in catalog.versions)
    assert len(re.findall(r"^- \[\w+\]\(/\S+\.md\)", text, re.M)) == count


@pytest.mark.parametrize(
    "path",
    ["/no", "/no/1", "/ses/1", "/ses/2020-10-02/No", "/ses/2020-10-02/No.md",
     "/ses/2020-10-02/types/No", "/ses/2020-10-02/errors/No", "/ses/diff/1/2",
     "/ses/2020-10-02/%3Cscript%3E", "/static/../pages.py", "/static/no.css"],
)  # fmt: skip
async def test_what_is_not_there(api: Api, path: str) -> None:
    status, text = await api.text(path)
    assert status == 404
    assert "<script>" not in text


async def test_a_product_leads_to_its_newest_version(api: Api) -> None:
    status, text = await api.text("/sms")
    assert status == 200
    assert "2021-01-11" in text


async def test_protection_of_every_response(api: Api) -> None:
    for path in (
        "/",
        "/ses/2020-10-02/SendEmail",
        "/no",
        "/static/form.js",
        "/llms.txt",
    ):
        async with api.session.get(f"{api.url}{path}") as response:
            policy = response.headers["Content-Security-Policy"]
            assert "default-src 'none'" in policy
            assert "frame-ancestors 'none'" in policy
            assert response.headers["X-Content-Type-Options"] == "nosniff"


@session_loop
async def odd(
    tmp_path_factory: pytest.TempPathFactory, folder: Path
) -> AsyncIterator[Running]:
    catalog = Catalog.of_files([HOSTILE], tmp_path_factory.mktemp("odd"))
    async with running(catalog, folder) as found:
        yield found
    catalog.close()


async def test_a_hostile_spec_stays_text(odd: Running) -> None:
    async with aiohttp.ClientSession() as session:
        api = Api(session, odd.url)
        for path in ODD_PAGES:
            status, html = await api.text(path)
            assert status == 200
            tags = Elements(html).tags
            scripts = [attrs for tag, attrs in tags if tag == "script"]
            assert all(
                "src" in a or a.get("type") == "application/json" for a in scripts
            )
            assert not {tag for tag, _ in tags} & {"img2", "svg", "b", "iframe"}
            for _, attrs in tags:
                assert not [name for name in attrs if name.startswith("on")]
                assert not str(attrs.get("href", "")).startswith("javascript")
        _, html = await api.text(f"{ODD}/DoThing")
        (state,) = re.findall(r'id="state">(.*?)</script>', html, re.S)
        assert "alert('request')" in json.loads(state)["examples"][0]["Name"]
        for path in ODD_PAGES[2:]:
            _, text = await api.text(f"{path}.md")
            assert markup_in(text) == []


def markup_in(text: str) -> list[str]:
    """HTML in Markdown, and links that lead to something else than a page."""
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(text)
    inside = [child for token in tokens for child in token.children or []]
    found = [t.content for t in (*tokens, *inside) if t.type.startswith("html")]
    links = [str(t.attrs["href"]) for t in inside if t.type == "link_open"]
    return found + [link for link in links if link.startswith("javascript")]


@pytest.mark.slow
async def test_a_hostile_spec_runs_nothing_in_a_browser(
    browser: Browser, odd: Running
) -> None:
    context = await browser.new_context(base_url=odd.url)
    page = await context.new_page()
    seen: list[str] = []
    page.on("dialog", lambda dialog: seen.append(dialog.message))
    page.on("pageerror", lambda error: seen.append(str(error)))
    page.on("console", lambda message: seen.append(message.text))
    for path in ODD_PAGES:
        await page.goto(path)
    await page.goto(f"{ODD}/DoThing")
    ready = 'body[data-explorer="ready"][data-state="ready"]'
    await page.wait_for_selector(ready)
    await page.select_option("#fill", index=2)
    tree = page.locator("#param-Tree")
    await tree.get_by_role("button", name="+ Node").click()
    for _ in range(3):  # a type that contains itself, to any depth
        await tree.get_by_role("button", name="+ Add Node").last.click()
        # The innermost list is the one that was made last.
    await expect(tree.locator(".object.open")).to_have_count(4)
    await page.wait_for_selector(ready)
    for language in await page.locator("#language option").all():
        value = await language.get_attribute("value")
        await page.select_option("#language", value)
        await expect(page.locator("#code-text")).to_have_attribute(
            "data-language", str(value)
        )
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("#outcome")).to_have_text("ok")
    await expect(page.locator("#response")).to_contain_text("alert('response')")
    await page.get_by_role("tab", name="History").click()
    await page.get_by_role("tab", name="Signature").click()
    await page.wait_for_selector(ready)
    assert seen == []
    await context.close()


async def test_a_hostile_response_stays_text(
    browser: Browser, served: Running, api: Api
) -> None:
    """A server that is called answers with markup, and with members of any name."""
    from aiohttp import web

    text = "</pre><img src=x onerror=alert(1)><script>alert(2)</script>"

    async def respond(_request: web.Request) -> web.Response:
        body: Any = {"RequestId": text, "MessageId": text, text: {"__proto__": [text]}}
        return web.json_response({"Response": body})

    app = web.Application()
    app.router.add_post("/", respond)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    endpoint = f"http://127.0.0.1:{runner.addresses[0][1]}"
    catalog, folder = served.explorer.catalog, served.explorer._folder.parent
    async with running(catalog, folder, endpoint=endpoint) as there:
        context = await browser.new_context(base_url=there.url)
        page = await context.new_page()
        seen: list[str] = []
        page.on("dialog", lambda dialog: seen.append(dialog.message))
        page.on("console", lambda message: seen.append(message.text))
        request = '{"FromEmailAddress":"a@b.c","Subject":"s","Destination":["a@b.c"]}'
        await page.goto(f"/ses/2020-10-02/SendEmail#request={request}")
        await page.wait_for_selector('body[data-state="ready"]')
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#outcome")).to_have_text("ok")
        await expect(page.locator(".tree")).to_contain_text("not in the spec")
        await expect(page.locator(".tree")).to_contain_text("onerror=alert(1)")
        await page.get_by_role("button", name="As text").click()
        assert await page.locator("#response img, #response script").count() == 0
        assert seen == []
        await context.close()
    await runner.cleanup()
