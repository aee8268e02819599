"""The page in a real browser: looking, searching, keys, news, small screens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from tc3gen.cloud import LocalCloud

from ..support.client import Caller
from ..support.post import send
from ..support.story import create_group, encoded, ready_to_send

pytestmark = pytest.mark.asyncio(loop_scope="session")

ROOT = "/_local/"

WIDTH = "document.documentElement.scrollWidth"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

CONTRAST = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].reduce((sum, part, at) => {
    const c = part / 255;
    const linear = c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    return sum + linear * [0.2126, 0.7152, 0.0722][at];
  }, 0);
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const color = parse(getComputedStyle(e).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !e.checkVisibility() || e.matches("mark, .hidden, .hidden *, .skip")) continue;
    const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) poor.push(`${e.className || e.tagName} ${ratio.toFixed(2)}`);
  }
  return poor;
}"""
"""The elements whose text is hard to read: WCAG's contrast is below 4.5."""


async def look(page: Page, path: str, widths: Sequence[int]) -> None:
    """Nothing is to scroll sideways or hard to read, at any width, light or dark."""
    for width in widths:
        await page.set_viewport_size({"width": width, "height": 700})
        assert await page.evaluate(WIDTH) <= width, path
        for scheme in SCHEMES:
            await page.emulate_media(color_scheme=scheme)
            assert await page.evaluate(CONTRAST) == [], (path, width, scheme)


async def pages_of(cloud: LocalCloud, ses: Caller) -> list[str]:
    """The addresses of all kinds of pages, with something on each."""
    params = await ready_to_send(ses)
    await ses("BatchSendEmail", **params)
    template = params["Template"]["TemplateID"]
    for to in ("bounce@example.com", "complaint@example.com", "defer@example.com"):
        await send(ses, f"To {to}", to, template=template)
    wrong = ses.with_options(secret_key="other-key")
    await wrong.code_of(wrong.request("ListReceivers"))
    call = cloud.calls.count
    mail = f"mail/{cloud.outbox[-1].message_id}"
    group = f"groups/{params['ReceiverId']}"
    tail = ["", mail, f"{mail}?view=text", f"{mail}?view=source", "groups", group]
    return [
        f"{ROOT}{path}" for path in (*tail, "tasks", "calls", f"calls/{call}", "mail/x")
    ]


async def test_the_way_by_keyboard(page: Page, ses: Caller) -> None:
    await send(ses, "Number 0")
    for number in (1, 2):
        await send(ses, f"Number {number}", template=10001)
    await page.goto(ROOT)
    await page.keyboard.press("Tab")
    await expect(page.locator(":focus")).to_have_text("Skip to the content")
    await page.keyboard.press("j")
    await expect(page.locator(":focus")).to_have_text("Number 2")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(":focus")).to_have_text("Number 1")
    await page.keyboard.press("j")
    await page.keyboard.press("k")
    await expect(page.locator(":focus")).to_have_css("outline-style", "solid")
    # A key that is pressed before the script of a page has been loaded is lost.
    for key, shown in (("Enter", "Number 1"), ("j", "Number 0"), ("k", "Number 1")):
        await page.keyboard.press(key)
        await expect(page.locator("h1")).to_have_text(shown)
        await page.wait_for_load_state()
    await page.keyboard.press("u")
    await expect(page.locator("h1")).to_have_text("Mail")
    await expect(page.locator(":focus")).to_have_text("Number 1")
    await page.keyboard.press("/")
    await page.keyboard.type("number 2 j")
    await expect(page.get_by_role("searchbox")).to_have_value("number 2 j")


async def test_news_appear_by_themselves(page: Page, ses: Caller) -> None:
    await page.goto(ROOT)
    await expect(page.get_by_text("No mail yet")).to_be_visible()
    id = await send(ses, "Just arrived")
    row = page.locator("tbody tr")
    await expect(row).to_contain_text("Just arrived")
    await expect(page.locator("#live")).to_have_text("Live")
    await row.get_by_role("link").focus()
    await send(ses, "And another", template=10001)
    await expect(row).to_have_count(2)
    await expect(page.locator(":focus")).to_have_attribute("href", re.compile(id))


async def test_a_mail_that_is_looked_at_shows_what_happens_to_it(
    page: Page, cloud: LocalCloud, ses: Caller
) -> None:
    id = await send(ses, "Hello")
    await page.goto(f"{ROOT}mail/{id}")
    await expect(page.frame_locator("iframe").locator("p")).to_have_text("Hello Ada")
    assert cloud.ses.happen(id, "click", link="javascript:alert(1)") == 1
    event = page.locator(".timeline .click")
    await expect(event).to_contain_text("javascript:alert(1)")
    await expect(event.get_by_role("link")).to_have_count(0)


@pytest.mark.nightly
async def test_an_upload_becomes_ready(page: Page, ses: Caller) -> None:
    group = await create_group(ses)
    await ses("CreateReceiverDetail", ReceiverId=group, Emails=["ada@example.com"])
    await page.goto(f"{ROOT}groups/{group}")
    await expect(page.locator("#status")).to_have_text("uploading")
    ses.clock.now += 10
    await expect(page.locator("#status")).to_have_text("ready")


@pytest.mark.nightly
async def test_search(page: Page, ses: Caller) -> None:
    await send(ses, "Grüße aus Köln")
    await send(ses, "Something else", "bounce@example.com", template=10001)
    await page.goto(ROOT)
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(2)
    await page.get_by_role("searchbox").fill("GRÜSSE")
    await expect(rows).to_have_count(1)
    await expect(page.locator("#count")).to_have_text("1 of 2")
    await page.reload()
    await expect(rows).to_have_count(1)
    await page.get_by_role("searchbox").fill("nobody")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    await page.get_by_role("searchbox").fill("")
    await page.get_by_label("Status").select_option("bounced")
    await expect(rows).to_have_count(1)
    await expect(rows).to_contain_text("Something else")


async def test_mail_can_be_deleted(
    page: Page, browser: Browser, cloud: LocalCloud, ses: Caller
) -> None:
    """One mail, those that were found, and all; with script and without."""
    ids = [await send(ses, "First")]
    for number, to in enumerate(("bounce@example.com", "bob@example.com", "eve@x.com")):
        ids.append(await send(ses, f"Mail {number}", to, template=10001))
    await page.goto(f"{ROOT}mail/{ids[0]}")
    await page.get_by_role("button", name="Delete").click()
    await expect(page.locator("tbody tr")).to_have_count(3)
    await page.get_by_label("Status").select_option("bounced")
    await expect(page.locator("tbody tr")).to_have_count(1)
    await page.get_by_text("Delete…").click()
    await page.get_by_role("button", name="Delete what was found").click()
    await expect(page.locator("tbody tr")).to_have_count(2)
    assert [mail.message_id for mail in cloud.outbox] == ids[2:]
    context = await browser.new_context(base_url=ses.url, java_script_enabled=False)
    plain = await context.new_page()
    await plain.goto(ROOT)
    await plain.get_by_text("Delete…").click()
    await plain.get_by_role("button", name="Delete all mail").click()
    await expect(plain.get_by_text("No mail yet")).to_be_visible()
    await context.close()
    # The other page is told; and the service knows of all of them.
    await expect(page.get_by_text("No mail yet")).to_be_visible()
    status = await ses(
        "GetSendEmailStatus", RequestDate="2026-01-01", Offset=0, Limit=10
    )
    assert len(status["EmailStatusList"]) == 4


@pytest.mark.nightly
async def test_without_script(browser: Browser, ses: Caller) -> None:
    await send(ses, "First")
    await send(ses, "Second", template=10001)
    context = await browser.new_context(base_url=ses.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(ROOT)
    await page.get_by_role("searchbox").fill("first")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="First").click()
    await page.get_by_role("link", name="Source").click()
    source = page.get_by_label("The source of the message")
    assert "Subject: First" in await source.inner_text()
    await context.close()


@pytest.mark.nightly
async def test_the_first_difference_is_marked(page: Page, ses: Caller) -> None:
    sent = ses.request("ListReceivers", b'{"Offset": 0, "Limit": 10}')
    sent.body = b'{"Offset":0,"Limit":10}'
    await ses.code_of(sent)
    await page.goto(f"{ROOT}calls")
    await page.get_by_role("link", name="ListReceivers").click()
    await expect(page.locator(".slips li")).to_have_count(1)
    first = page.locator("#first-difference")
    await expect(first.get_by_role("rowheader")).to_contain_text("body hash")
    await expect(first.locator("mark")).to_have_count(2)
    await expect(page.locator(".diff tr.differs")).to_have_count(1)
    # What one has from the log of a client can be compared, too.
    await page.get_by_text("Compare with what my client signed").click()
    await page.get_by_label("canonical request of the client").fill("GET\n/\n")
    await page.get_by_role("button", name="Compare").click()
    await expect(first.get_by_role("rowheader")).to_contain_text("method")


@pytest.mark.slow
async def test_every_page_fits_a_phone_and_can_be_read(
    page: Page, cloud: LocalCloud, ses: Caller
) -> None:
    """Also where the window becomes larger and the colours change while one looks."""
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    for path in await pages_of(cloud, ses):
        await page.goto(path)
        assert await page.locator("header, nav, main, footer").count() >= 4
        await look(page, path, widths=(360, 1100))
        for width in (320, 2560):
            await page.set_viewport_size({"width": width, "height": 700})
            assert await page.evaluate(WIDTH) <= width, path
    assert [each for each in errors if "404" not in each] == []


async def test_links_of_a_mail_open_in_a_new_tab(page: Page, ses: Caller) -> None:
    await send(ses, "First")
    link = f'<p><a href="{ses.url}{ROOT}calls">Calls</a></p>'
    params = {"TemplateContent": {"Html": encoded(link)}}
    response = await ses("CreateEmailTemplate", TemplateName="link", **params)
    id = await send(ses, "Second", template=response["TemplateID"])
    await page.goto(f"{ROOT}mail/{id}")
    async with page.context.expect_page() as opened:
        await page.frame_locator("iframe").get_by_role("link").click()
    await expect((await opened.value).locator("h1")).to_have_text("Calls")
    await expect(page.locator("h1")).to_have_text("Second")
