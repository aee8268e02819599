"""The Explorer in a real browser: from the search to a sent mail, and what could go wrong."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from typing import Any

import pytest
from effort import many
from playwright.async_api import Browser, Page, expect

from .browsing import ACTION, MAIL, READY, json_of, open_action, write_json
from .conftest import Api, Running

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def ready_to_send(api: Api) -> None:
    """A verified sender in the local cloud."""
    await api.post("send", "CreateEmailIdentity", {"EmailIdentity": "mail.example.com"})
    await api.post("send", "UpdateEmailIdentity", {"EmailIdentity": "mail.example.com"})
    sender = {"EmailAddress": "news@mail.example.com"}
    done = await api.post("send", "CreateEmailAddress", sender)
    assert done["error"] is None


@pytest.mark.slow
async def test_the_whole_way_by_keyboard(page: Page, api: Api, served: Running) -> None:
    await ready_to_send(api)
    await page.goto("/")
    await page.keyboard.type("send email")
    await expect(page.locator("#hits .main a").first).to_have_text("SendEmail")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(READY)
    keys = page.keyboard

    async def fill(name: str, text: str) -> None:
        for _ in range(60):
            label = await page.evaluate(
                "() => { const by = document.activeElement.getAttribute('aria-labelledby');"
                "return by ? document.getElementById(by.split(' ')[0]).textContent : ''; }"
            )
            if label == name:
                await keys.type(text)
                return
            await keys.press("Tab")
        raise AssertionError(name)

    async def press(text: str) -> None:
        for _ in range(60):
            here = page.locator("button:focus")
            if await here.count() and text in str(await here.text_content()):
                await keys.press("Enter")
                return
            await keys.press("Tab")
        raise AssertionError(text)

    await fill("FromEmailAddress", "Shop <news@mail.example.com>")
    await fill("Subject", "By keyboard")
    await press("+ Add item")
    await keys.type("ada@example.com")
    await press("+ Simple")
    await fill("Html", "")
    await fill("Text", "Hi Ada")
    await page.wait_for_selector(READY)
    await keys.press("Control+Enter")
    await expect(page.locator("#outcome")).to_have_text("ok")
    (mail,) = served.cloud.outbox
    assert (mail.subject, mail.text, mail.to) == (
        "By keyboard",
        "Hi Ada",
        ("ada@example.com",),
    )
    assert await json_of(page) == {
        **MAIL,
        "Subject": "By keyboard",
        "Simple": {"Text": "SGkgQWRh"},
    }


@pytest.mark.nightly
async def test_problems_stand_beside_their_fields(page: Page) -> None:
    await open_action(page)
    await write_json(
        page,
        {"Subject": "x" * 999, "Attachments": [{"FileName": 3}], "Fromm": 1},
    )
    subject = page.locator('[data-field="Subject"]').first.locator("> .problem")
    await expect(subject).to_have_text("999 characters, but at most 998 allowed")
    sender = page.locator("#param-FromEmailAddress > .problem")
    await expect(sender).to_have_text("is required")
    name = page.locator('#param-Attachments [data-field="FileName"] > .problem')
    await expect(name).to_have_text("must be text, not int")
    await expect(page.locator("#general")).to_contain_text("Fromm is unknown")
    box = page.locator('#param-Subject [aria-invalid="true"]')
    problem = await box.get_attribute("aria-describedby")
    await expect(page.locator(f"#{problem}")).to_contain_text("999 characters")


async def test_a_page_complains_when_it_was_begun(page: Page) -> None:
    await open_action(page)
    problems = page.locator(".problem:visible")
    await expect(problems).to_have_count(0)
    await page.locator("#param-HeaderFrom textarea").fill("h")
    await expect(problems).to_have_text(["is required", "is required"])
    await open_action(page, f"{ACTION}#request=%7B%22Subject%22%3A%22%22%7D")
    await page.reload()
    await expect(problems).to_have_count(2)
    await page.locator("#send").click()
    slips = page.locator("#response .slips div")
    await expect(slips).to_have_text(
        ["FromEmailAddress: is required", re.compile("Subject: 0 characters")]
    )
    await expect(page.locator("#response")).to_contain_text("Nothing was sent.")


@pytest.mark.nightly
async def test_lists_are_added_to_moved_and_shortened(page: Page) -> None:
    await open_action(page)
    field = page.locator("#param-Destination")
    for address in ("a@example.com", "b@example.com", "c@example.com"):
        await field.get_by_role("button", name="Add item").click()
        await page.keyboard.type(address)
    await field.get_by_role("button", name="Move up item 3").click()
    await field.get_by_role("button", name="Remove item 1").click()
    assert await json_of(page) == {"Destination": ["c@example.com", "b@example.com"]}
    files = page.locator("#param-Attachments")
    await files.get_by_role("button", name="Add Attachment").click()
    await page.keyboard.type("a.txt")
    await files.locator('input[type="file"]').set_input_files(
        {"name": "a.bin", "mimeType": "x/y", "buffer": b"\0\xff"}
    )
    await expect(files.locator("[data-base64]")).to_be_checked()
    found = await json_of(page)
    assert found["Attachments"] == [{"FileName": "a.txt", "Content": "AP8="}]


@pytest.mark.nightly
async def test_only_what_is_required_or_filled_in_can_be_shown(page: Page) -> None:
    await open_action(page)
    await write_json(page, {"ReplyToAddresses": "a@b.example", "Template": {}})
    await page.get_by_label("Required only").check()
    shown = page.locator("#form > .field:visible > .named > .name")
    assert await shown.all_text_contents() == [
        "FromEmailAddress",
        "Subject",
        "ReplyToAddresses",
        "Template",
    ]


VALUES: list[Any] = [
    None, True, 0, -1.5, 12345678901234567890123, "", "x\ny", "not base64 !", "aGk=",
    [], {}, [None], [[]], {"__proto__": 1, "a.b[0]": [{}]}, "\u2028</script>",
]  # fmt: skip


def random_request(choose: random.Random) -> dict[str, Any]:
    """A request, right or wrong, of parameters that exist or do not."""
    names = ["FromEmailAddress", "Destination", "Template", "Attachments", "Simple",
             "TriggerType", "SmtpHeaders", "Unknown", "__proto__"]  # fmt: skip
    inner = ["FileName", "Content", "TemplateID", "TemplateData", "Html", "Odd"]

    def value(depth: int) -> Any:
        kind = choose.random()
        if depth and kind < 0.3:
            return [value(depth - 1) for _ in range(choose.randrange(3))]
        if depth and kind < 0.6:
            found = choose.sample(inner, choose.randrange(4))
            return {name: value(depth - 1) for name in found}
        return choose.choice(VALUES)

    return {name: value(3) for name in choose.sample(names, choose.randrange(6))}


@pytest.mark.slow
@pytest.mark.thorough
async def test_form_and_json_stay_equal(page: Page) -> None:
    """Whatever is set in JSON comes back out of the form; what is edited there, too."""
    await open_action(page)
    choose = random.Random(7)
    for _ in range(many(25, by_day=8)):
        request = random_request(choose)
        await write_json(page, request)
        # Any edit writes the JSON anew, from the form alone.
        await page.locator("#param-HeaderFrom textarea").fill("h")
        assert await json_of(page) == {**request, "HeaderFrom": "h"}
        boxes = page.locator('#form [data-input="text"]:visible')
        if await boxes.count():
            await boxes.first.fill("edited")
            again = await json_of(page)
            await write_json(page, again)
            await page.locator("#param-HeaderFrom textarea").fill("i")
            assert await json_of(page) == {**again, "HeaderFrom": "i"}


@pytest.mark.nightly
async def test_large_numbers_keep_their_digits(page: Page) -> None:
    await open_action(page, "/ses/2020-10-02/GetEmailTemplate")
    field = page.locator("#param-TemplateID input")
    await field.fill("12345678901234567890")
    text = await page.locator("#json-text").input_value()
    assert "12345678901234567890" in text
    await field.fill("12x")
    assert await json_of(page) == {"TemplateID": "12x"}
    await expect(page.locator("#param-TemplateID > .problem")).to_have_text(
        "must be a whole number, not str"
    )


@pytest.mark.nightly
async def test_examples_fill_the_form_and_become_code(page: Page) -> None:
    await open_action(page)
    await page.select_option("#fill", index=2)
    await expect(page.locator("#code-text")).to_contain_text("await client.send_email(")
    await page.select_option("#language", "tc3")
    await expect(page.locator("#code-text")).to_contain_text("ses send-email")
    await page.reload()
    await expect(page.locator("#language")).to_have_value("tc3")


@pytest.mark.nightly
async def test_the_first_difference_of_a_canonical_request_is_shown(page: Page) -> None:
    await open_action(page)
    await write_json(page, MAIL)
    await page.get_by_role("tab", name="Signature").click()
    await expect(page.locator("#sign-steps")).to_contain_text("Canonical request")
    await page.get_by_text("Compare with a canonical request").click()
    await page.locator("#pasted").fill("POST\n/\n\ncontent-type:text/plain")
    await page.get_by_role("button", name="Compare", exact=True).click()
    await expect(page.locator("#first-difference")).to_contain_text("content-type:")
    for method in ("HmacSHA256", "HmacSHA1"):
        await page.select_option("#sign-method", method)
        await expect(page.locator("#sign-steps")).to_contain_text(
            f"SignatureMethod={method}"
        )


@pytest.mark.nightly
async def test_without_scripts_reference_and_search_can_be_read(
    browser: Browser, served: Running
) -> None:
    context = await browser.new_context(base_url=served.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("searchbox").fill("send email")
    await page.get_by_role("button", name="Search").click()
    await page.get_by_role("link", name="SendEmail", exact=True).click()
    await expect(page.locator("#param-Subject")).to_contain_text("1 to 998 characters")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_hidden()
    await page.locator("#param-Template").get_by_role("link").click()
    await expect(page.locator("h1")).to_have_text("Template")
    await context.close()


PAGES = [
    "/", "/search?q=mail", "/ses/2020-10-02", ACTION, "/ses/2020-10-02/types/Template",
    "/ses/2020-10-02/errors/InternalError", "/sms/diff/2019-07-11/2021-01-11", "/nothing",
]  # fmt: skip


TABS = ("Signature", "Response", "History")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("scheme", "paths", "tabs"),
    [
        pytest.param("light", (), (), id="an action"),
        pytest.param("light", PAGES, TABS, id="light", marks=pytest.mark.nightly),
        pytest.param("dark", PAGES[1:2], TABS, id="dark", marks=pytest.mark.nightly),
    ],
)
async def test_every_page_is_accessible_and_fits(
    browser: Browser,
    served: Running,
    scheme: Any,
    paths: Sequence[str],
    tabs: Sequence[str],
) -> None:
    """No serious finding of axe-core, and nothing to scroll sideways at any width."""
    axe = pytest.importorskip("axe_playwright_python.async_playwright")
    context = await browser.new_context(base_url=served.url, color_scheme=scheme)
    page = await context.new_page()

    async def look(path: str) -> None:
        found = (await axe.Axe().run(page)).response["violations"]
        serious = [
            (each["id"], node["html"][:120])
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]
        assert serious == [], path
        for width in (360, 800, 1400):
            await page.set_viewport_size({"width": width, "height": 900})
            wide = await page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (path, width)

    for path in paths:
        await page.goto(path)
        await look(path)
    await open_action(page)
    await write_json(page, {**MAIL, "Attachments": [{"FileName": 1}], "Subject": ""})
    await page.wait_for_selector(READY)
    await look("filled in")
    for tab in tabs:
        await page.get_by_role("tab", name=tab).click()
        await page.wait_for_selector(READY)
        await look(tab)
    await context.close()
