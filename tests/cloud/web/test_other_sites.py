"""A page of another site, in a real browser, that tries to use the cloud."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from playwright.async_api import Page, expect

from tc3gen.cloud import LocalCloud

from ..support.client import Caller
from ..support.post import send
from .conftest import session_loop

pytestmark = pytest.mark.asyncio(loop_scope="session")

EVIL = """<!doctype html><title>Evil</title>
<img src="CLOUD/?Action=DeleteReceiver" onerror="tried.push('image')">
<script>window.tried = []</script>
<iframe name="sink" src="CLOUD/_local/"></iframe>
<script src="CLOUD/_local/outbox" onerror="tried.push('script')"></script>
<form id="form" method="post" action="CLOUD/" target="sink">
<input name="Action" value="DeleteReceiver"></form>
<script>
form.submit();
fetch("CLOUD/", {method: "POST", mode: "no-cors", body: "Action=DeleteReceiver",
  headers: {"Content-Type": "application/x-www-form-urlencoded"}})
  .finally(() => tried.push("fetch"));
fetch("CLOUD/_local/outbox").catch(() => tried.push("read"));
</script>
<a href="CLOUD/_local/">Look at the mail</a>
"""


@session_loop
async def evil(url: str) -> AsyncIterator[str]:
    """Another site: for a browser `localhost` is one, whatever both names lead to."""

    async def page(_request: web.Request) -> web.Response:
        html = EVIL.replace("CLOUD", url)
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.router.add_get("/", page)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://localhost:{runner.addresses[0][1]}/"
    await runner.cleanup()


async def test_it_cannot(page: Page, cloud: LocalCloud, evil: str) -> None:
    responses: dict[str, set[int]] = {}

    def note(path: str, status: int) -> None:
        responses.setdefault(path, set()).add(status)

    page.on(
        "response",
        lambda response: note("/" + response.url.split("/", 3)[3], response.status),
    )
    await page.goto(evil)
    await page.wait_for_function("tried.length >= 4")
    responses.pop(
        "/", None
    )  # the page itself, and calls: the log of the cloud has those
    assert set().union(*responses.values()) <= {403, 404}
    assert cloud.calls.count == 0
    await page.get_by_role("link", name="Look at the mail").click()
    await expect(page.get_by_role("banner")).to_contain_text("Local cloud")


async def test_the_link_in_the_footer_of_a_mail_can_be_followed(
    page: Page, ses: Caller
) -> None:
    """A mail is shown in a frame that belongs to no site at all."""
    id = await send(ses, "News", Unsubscribe="1")
    await page.goto(f"/_local/mail/{id}")
    async with page.context.expect_page() as opened:
        await page.frame_locator("iframe.sheet").get_by_text("Unsubscribe").click()
    asked = await opened.value
    await asked.get_by_role("button", name="Unsubscribe").click()
    await expect(asked.get_by_text("You get no more mail")).to_be_visible()
