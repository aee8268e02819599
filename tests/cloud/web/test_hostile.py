"""Mail that tries to run something, or to tell somebody that it was looked at."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from email.message import EmailMessage
from typing import Any

import pytest
from attrs import define, field
from playwright.async_api import BrowserContext, Page, expect

from tc3gen.cloud import LocalCloud

from ..support.client import Caller
from ..support.post import send, submit
from ..support.story import SENDER, create_group, upload
from .conftest import Canary, session_loop

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = "/_local/"
WIDTH = "document.documentElement.scrollWidth"

RUN = (
    "window.__pwned=1;top.__pwned=1;parent.document.title='pwned';console.log('pwned')"
)
TAG = (
    f'"\'></title></textarea></script><script>{RUN}</script><img src=x onerror="{RUN}">'
)

HTML = """<!doctype html><html><head>
<base href="CANARY"><meta http-equiv="refresh" content="0;url=CANARY">
<link rel="preconnect" href="CANARY"><link rel="dns-prefetch" href="CANARY">
<link rel="stylesheet" href="CANARY"><LINK rel="prefetch" href="CANARY">
<link/rel="preload" as="image" href="CANARY">
<style>@import "CANARY"; @font-face {font-family: x; src: url(CANARY)}
body {background: url(CANARY); font-family: x; position: fixed; inset: 0; z-index: 99999}
</style>
<script>RUN; fetch("CANARY")</script><script src="CANARY"></script>
<script type="speculationrules">{"prefetch": [{"urls": ["CANARY"]}]}</script>
</head><body onload="RUN">
<img src="CANARY"><img srcset="CANARY 2x"><img src=x onerror="RUN">
<svg onload="RUN"><a xlink:href="javascript:RUN"><text y="20">vector</text></a>
<image href="CANARY"/></svg>
<iframe src="CANARY"></iframe><iframe srcdoc="<script>RUN</script>"></iframe>
<iframe src="javascript:RUN"></iframe><object data="CANARY"></object>
<embed src="CANARY"><video src="CANARY" poster="CANARY" autoplay></video>
<audio src="CANARY" autoplay></audio><details open ontoggle="RUN">x</details>
<input autofocus onfocus="RUN"><marquee onstart="RUN">x</marquee>
<p><a href="javascript:RUN" target="_self">run here</a></p>
<p><a href="javascript:RUN">run there</a></p>
<p><a href="data:text/html,<script>RUN</script>">run data</a></p>
<p><a href="https://ok.invalid/" ping="CANARY">ping</a></p>
<form action="CANARY" method="post"><button>send form</button></form>
<div style="position:fixed;inset:0;width:9999px">over everything</div>
</body></html>"""


@define
class Watch:
    """What a browser did that it should not have."""

    context: BrowserContext
    seen: list[str] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        self.context.on("console", lambda message: self._said(message.text))
        self.context.on("dialog", lambda dialog: self.seen.append(dialog.message))
        self.context.on("weberror", lambda error: self.seen.append(str(error.error)))

    def _said(self, text: str) -> None:
        if text.startswith("pwned"):
            self.seen.append(text)


@session_loop
async def watch(page: Page) -> AsyncIterator[Watch]:
    yield Watch(page.context)


async def group_to_send_to(ses: Caller) -> dict[str, Any]:
    group = await create_group(ses)
    await upload(ses, group, "ada@example.com", "bob@example.com")
    return {
        "FromEmailAddress": SENDER,
        "ReceiverId": group,
        "Subject": "News",
        "TaskType": 1,
        "Template": {"TemplateID": 10001, "TemplateData": '{"name":"you"}'},
    }


async def nothing_ran(page: Page, watch: Watch, canary: Canary) -> None:
    await asyncio.sleep(0.15)  # for what would come late
    assert await page.evaluate("window.__pwned") is None
    assert await page.title() != "pwned"
    assert watch.seen == []
    assert canary.connections == []
    assert page.viewport_size
    assert await page.evaluate(WIDTH) <= page.viewport_size["width"]
    await expect(page.get_by_role("banner")).to_be_in_viewport()


def message(canary: Canary) -> bytes:
    html = HTML.replace("CANARY", canary.url).replace("RUN", RUN)
    mail = EmailMessage()
    mail["From"] = "news@mail.example.com"
    mail["To"] = "ada@example.com"
    mail["Subject"] = TAG
    mail["X-Evil"] = TAG.replace("\n", "")
    mail.set_content(f"text {TAG}")
    mail.add_alternative(html, subtype="html")
    mail.add_attachment(
        f"<script>{RUN}</script>".encode(),
        maintype="text",
        subtype="html",
        filename=f"../../{TAG}.html",
    )
    mail.add_attachment(
        b"<svg/>",
        maintype="image",
        subtype="svg+xml",
        filename="\u202egnp.exe" + "x" * 300,
    )
    return mail.as_bytes()


async def test_a_message_that_came_in_as_a_whole(
    page: Page, cloud: LocalCloud, ses: Caller, watch: Watch, canary: Canary
) -> None:
    id = await submit(cloud, ses, message(canary))
    for path in ("", f"mail/{id}?view=text", f"mail/{id}?view=source", f"mail/{id}"):
        await page.goto(f"{ROOT}{path}")
        await expect(page.get_by_text("</script>").first).to_be_visible()
        await nothing_ran(page, watch, canary)
    frame = page.frame_locator("iframe.sheet")
    await expect(frame.locator("text=over everything")).to_be_visible()
    for name in ("run here", "run there", "run data", "send form"):
        await frame.get_by_text(name).dispatch_event("click")
        await nothing_ran(page, watch, canary)
    for opened in page.context.pages[1:]:
        assert await opened.evaluate("window.__pwned") is None
    await expect(page.locator(".files li")).to_have_count(2)
    async with page.expect_download() as started:
        await page.locator(".files a").first.click()
    download = await started.value
    assert "/" not in download.suggested_filename
    assert "<" not in download.suggested_filename


async def test_the_frame_is_harmless_without_the_page_around_it(
    page: Page, cloud: LocalCloud, ses: Caller, watch: Watch, canary: Canary
) -> None:
    id = await submit(cloud, ses, message(canary))
    await page.goto(f"{ROOT}mail/{id}/html")
    await asyncio.sleep(0.15)
    assert (watch.seen, canary.connections) == ([], [])
    assert await page.evaluate("window.origin") == "null"


async def test_what_calls_put_into_pages(
    page: Page, cloud: LocalCloud, ses: Caller, watch: Watch, canary: Canary
) -> None:
    await page.set_viewport_size({"width": 360, "height": 700})
    id = await send(ses, "{{x}}", data=json.dumps({"name": TAG, "x": TAG[:40]}))
    cloud.ses.happen(id, "bounce", reason=TAG, link="javascript:" + RUN)
    cloud.ses.happen(id, "click", link=f"https://x.invalid/{TAG}", useragent=TAG)
    params = await group_to_send_to(ses)
    await ses("BatchSendEmail", **params)
    group = params["ReceiverId"]
    # The service refuses some of this; a state file may have it all the same.
    for column in ("email", "data"):
        cloud.database.run(f"UPDATE OR IGNORE recipient SET {column} = ?", (TAG,))
    for column in ("name", "description"):
        cloud.database.run(f"UPDATE receiver SET {column} = ?", (TAG,))
    for column in ("error", "receiver_name"):
        cloud.database.run(f"UPDATE task SET {column} = ?", (TAG,))
    cloud.database.run("UPDATE message SET sender = ?, header_id = ?", (TAG, TAG))
    cloud.database.run("UPDATE delivery SET email = ?, reason = ?", (TAG, TAG))
    headers = {"X-TC-Language": TAG, "X-Evil": TAG, "User-Agent": TAG}
    body = json.dumps({TAG: TAG}).encode()
    await ses.code_of(ses.request(TAG, body, headers=headers))
    odd = ses.with_options(secret_id="<b>evil</b>")
    await odd.code_of(odd.request("ListReceivers", TAG.encode()))
    wrong = ses.with_options(secret_key="other-key")
    await wrong.code_of(
        wrong.request(
            "ListReceivers",
            b"",
            method="GET",
            query=f"{TAG}=1".replace(" ", "%20").replace('"', "%22"),
        )
    )
    count = cloud.calls.count
    for path in (
        "",
        f"mail/{id}",
        f"mail/{id}?view=source",
        "groups",
        f"groups/{group}",
        "tasks",
        "calls",
        *(f"calls/{number}" for number in range(count - 2, count + 1)),
        f"calls/{count}?signed=%3Cscript%3E{RUN}%3C/script%3E",
        "?q=%22%3E%3Cscript%3Ewindow.__pwned=1%3C/script%3E",
        "?task=%22%3E%3Cscript%3Ewindow.__pwned=1%3C/script%3E&account=%22%3E%3Cx",
    ):
        await page.goto(f"{ROOT}{path}")
        await nothing_ran(page, watch, canary)
