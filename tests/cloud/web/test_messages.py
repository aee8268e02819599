"""The page of messages to phones in a real browser: conversations, search, replies."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tc3gen.cloud import LocalCloud
from tc3gen.spec.reading.load import Specs

from ..sms.stage import AMERICAN, Stage
from ..support.client import Caller
from .test_browser import ROOT, look

pytestmark = pytest.mark.asyncio(loop_scope="session")

TALK = f"{ROOT}sms/with/%2B12025550123"


@pytest.fixture
def stage(specs: Specs, cloud: LocalCloud, ses: Caller) -> Stage:
    newest = next(each for each in specs.services if each.key == ("sms", "2021-01-11"))
    sms = ses.with_options(service=newest)
    return Stage(cloud, sms, sms)


async def send_more(stage: Stage, number: str, *values: str, **change: Any) -> None:
    template = stage.cloud.sms.messages[0].template
    params = {
        "PhoneNumberSet": [number], "SmsSdkAppId": "1400000001", "TemplateId": template,
        "SignName": "ExampleShop", "TemplateParamSet": list(values), **change,
    }  # fmt: skip
    await stage.call("SendSms", **params)


async def test_conversations(page: Page, stage: Stage) -> None:
    await page.goto(f"{ROOT}sms")
    await expect(page.get_by_text("No messages yet")).to_be_visible()
    await stage.send(AMERICAN, "+12025550180", "12")
    rows = page.locator("tbody tr")
    await expect(rows).to_have_count(3)
    await send_more(stage, AMERICAN, "550917")
    first = rows.nth(0)
    await expect(first).to_contain_text("2 messages")
    await expect(first).to_contain_text("550917")
    await expect(rows.nth(1)).to_contain_text("refused")
    await expect(rows.nth(2)).to_contain_text("failed")
    await page.get_by_role("link", name=AMERICAN).click()
    await expect(page.locator("h1")).to_have_text(AMERICAN)
    bubbles = page.locator(".talk .out .bubble")
    await expect(bubbles).to_have_count(2)
    await expect(bubbles.nth(1)).to_have_text("[ExampleShop]Your login code is 550917.")


@pytest.mark.nightly
async def test_characters_and_segments(page: Page, stage: Stage) -> None:
    params = await stage.ready(SmsType=2, TemplateContent="Hi {1}")
    for value in ("x" * 158, "字"):
        await stage.call(
            "SendSms", **{**params, "SignName": "", "TemplateParamSet": [value]}
        )
    await page.goto(TALK)
    notes = page.locator(".talk .out > .note")
    await expect(notes.nth(0)).to_contain_text(
        "161 of 306 characters · 2 segments · GSM 03.38"
    )
    await expect(notes.nth(1)).to_contain_text("4 of 70 characters · 1 segment · UCS-2")


async def test_a_reply_from_the_page(page: Page, stage: Stage) -> None:
    await stage.send(AMERICAN)
    await page.goto(TALK)
    await page.get_by_label("Reply as this phone").fill("Stop")
    await page.get_by_role("button", name="Reply").click()
    await expect(page.locator(".talk .in .bubble")).to_have_text("Stop")
    await send_more(stage, AMERICAN, "1")
    await expect(page.locator(".talk .wrong")).to_have_text(
        "FailedOperation.PhoneNumberInBlacklist"
    )


@pytest.mark.nightly  # the script is that of mail
async def test_search_and_delete(page: Page, browser: Browser, stage: Stage) -> None:
    await stage.send(AMERICAN, "+12025550180", "+12025550195")
    await page.goto(f"{ROOT}sms")
    rows = page.locator("tbody tr")
    await page.get_by_role("searchbox").fill("thank")
    await expect(rows).to_have_count(1)
    await expect(page.locator("#count")).to_have_text("1 of 3")
    await page.get_by_role("searchbox").fill("")
    await page.get_by_label("Status").select_option("failed")
    await expect(rows).to_have_count(1)
    await page.get_by_text("Delete…").click()
    await page.get_by_role("button", name="Delete what was found").click()
    await expect(rows).to_have_count(2)
    context = await browser.new_context(
        base_url=stage.sms.url, java_script_enabled=False
    )
    plain = await context.new_page()
    await plain.goto(f"{ROOT}sms")
    await plain.get_by_text("Delete…").click()
    await plain.get_by_role("button", name="Delete all messages").click()
    await expect(plain.get_by_text("No messages yet")).to_be_visible()
    await context.close()
    await expect(page.get_by_text("No messages yet")).to_be_visible()


@pytest.mark.nightly  # the script is that of mail
async def test_the_way_by_keyboard(page: Page, stage: Stage) -> None:
    await stage.send(AMERICAN, "+12025550180")
    await page.goto(f"{ROOT}sms")
    for key, shown in (("j", "+12025550180"), ("j", AMERICAN), ("k", "+12025550180")):
        await page.keyboard.press(key)
        await expect(page.locator(":focus")).to_have_text(shown)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_have_text("+12025550180")
    await page.wait_for_load_state()
    await page.keyboard.press("u")
    await expect(page.locator("h1")).to_have_text("SMS")


async def test_texts_are_never_markup(page: Page, stage: Stage) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    evil = '<img src=x onerror="document.title=1">'
    params = await stage.ready(SmsType=2, TemplateContent="{1}")
    params |= {"TemplateParamSet": [evil], "PhoneNumberSet": [AMERICAN, "<b>1</b>"]}
    await stage.call("SendSms", **params, SessionContext=evil)
    stage.cloud.sms.reply(AMERICAN, evil, account="local")
    for path in (f"{ROOT}sms", TALK, f"{ROOT}sms/with/%3Cb%3E1%3C%2Fb%3E"):
        await page.goto(path)
        assert await page.locator("main img, main b").count() == 0
    assert errors == []


async def test_every_page_fits_and_can_be_read(page: Page, stage: Stage) -> None:
    await stage.send(AMERICAN, "+12025550180", "+12025550135", "+12025550190", "12")
    stage.cloud.sms.reply(AMERICAN, "w" * 1000, account="local")
    for path in (f"{ROOT}sms", f"{ROOT}sms?q=x", TALK, f"{ROOT}sms/with/12"):
        await page.goto(path)
        for summary in await page.locator("summary").all():
            await summary.click()
        await look(page, path, widths=(360, 800, 1400))
