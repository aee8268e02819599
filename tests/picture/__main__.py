"""Take the picture of the README anew, with Chromium: `python -m tests.picture`.

The Explorer sends a mail to the local cloud, whose page then shows it. Both are photographed,
put side by side, and packed as WebP by the browser itself.
"""

from __future__ import annotations

import asyncio
import base64
import json
import shutil
import sys
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from tc3.ses import SesClient
from tc3.ses.models import TemplateContent
from tc3gen.cloud import RunningCloud, running_cloud
from tc3gen.explorer.hosting import CloudExplorer
from tc3gen.spec.cache import load_cached
from tc3gen.spec.reading.files import shipped_specs

PICTURE = Path(__file__).parents[2] / "docs" / "explorer-and-outbox.webp"
READY = 'body[data-state="ready"]'
MAX_BYTES = 150_000
WIDTHS = 1120, 600
"""Pixels of the Explorer, which has two columns then, and of the outbox."""
HEIGHT = 720
GAP = 8

MAIL = {
    "FromEmailAddress": "Books <hello@mail.books.example.com>",
    "Subject": "Three books for the autumn",
    "Destination": ["ada@example.com"],
    "Template": {"TemplateID": 10001, "TemplateData": json.dumps({"name": "Ada"})},
}
HTML = b"""\
<body style="font-family: Georgia, serif; background: #f6efe4; padding: 2em">
<h1 style="color: #8a3d18">Dear {{name}},</h1>
<p>here are three books for the autumn:</p>
<ul><li>To the Lighthouse<li>Middlemarch<li>Emma</ul>
<p style="color: #666">Books, 12 Paper Lane</p>
"""

_PACK = """async ([left, right, leftWidth, rightWidth, height, gap]) => {
  const canvas = document.createElement("canvas");
  canvas.width = leftWidth + gap + rightWidth;
  canvas.height = height;
  const context = canvas.getContext("2d");
  for (const [at, data] of [[0, left], [leftWidth + gap, right]]) {
    const image = new Image();
    image.src = "data:image/png;base64," + data;
    await image.decode();
    context.drawImage(image, at, 0);
  }
  return canvas.toDataURL("image/webp", 0.85);
}"""


async def main() -> None:
    """Take the picture."""
    program = shutil.which("chromium")
    if program is None:
        sys.exit("chromium is not installed (as root: tests/install-servers --yes)")
    services, common = load_cached([shipped_specs()])
    explorer = CloudExplorer.of_services(services, common)
    with running_cloud(services, common, pages=[explorer]) as cloud:
        prepare(cloud)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=program, args=["--headless", "--no-sandbox"]
            )
            picture = await taken(browser, cloud)
            await browser.close()
    if len(picture) > MAX_BYTES:
        sys.exit(f"{len(picture):,} bytes: more than {MAX_BYTES:,}")
    PICTURE.write_bytes(picture)


def prepare(cloud: RunningCloud) -> None:
    """Set up a sender and a template."""
    with cloud.client(SesClient) as ses:
        ses.create_email_identity(email_identity="mail.books.example.com")
        ses.update_email_identity(email_identity="mail.books.example.com")
        ses.create_email_address(email_address="hello@mail.books.example.com")
        content = TemplateContent(html=HTML)
        ses.create_email_template(template_name="autumn", template_content=content)


async def taken(browser: Browser, cloud: RunningCloud) -> bytes:
    """Send a mail in the Explorer, then look at it in the outbox. Returns a WebP."""
    page = await browser.new_page(viewport={"width": WIDTHS[0], "height": HEIGHT})
    await page.goto(f"{cloud.page}explorer/ses/2020-10-02/SendEmail")
    await page.wait_for_selector(READY)
    await fill(page)
    await page.keyboard.press("Control+Enter")
    await page.locator("#outcome", has_text="ok").wait_for()
    await page.evaluate("scrollTo(0, 0)")
    left = await page.screenshot()
    mail = await asyncio.to_thread(cloud.outbox.wait_for, recipient="ada@example.com")
    await page.set_viewport_size({"width": WIDTHS[1], "height": HEIGHT})
    await page.goto(f"{cloud.page}mail/{mail.message_id}")
    right = await page.screenshot()
    shots = [base64.b64encode(shot).decode() for shot in (left, right)]
    await page.goto("about:blank")
    packed: str = await page.evaluate(_PACK, [*shots, *WIDTHS, HEIGHT, GAP])
    return base64.b64decode(packed.partition(",")[2])


async def fill(page: Page) -> None:
    """Write the request as JSON, of which the page makes the form."""
    await page.evaluate(
        """(text) => {
          const area = document.getElementById("json-text");
          area.value = text;
          area.dispatchEvent(new Event("input"));
        }""",
        json.dumps(MAIL),
    )
    await page.wait_for_selector(READY)


if __name__ == "__main__":
    asyncio.run(main())
