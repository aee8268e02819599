"""What tests of the Explorer's pages do in a browser."""

from __future__ import annotations

import json
from typing import Any

from playwright.async_api import Page

ACTION = "/ses/2020-10-02/SendEmail"
READY = 'body[data-explorer="ready"][data-state="ready"]'
MAIL = {
    "FromEmailAddress": "Shop <news@mail.example.com>",
    "Subject": "Hello",
    "Destination": ["ada@example.com"],
    "Simple": {"Text": "SGk="},
}


async def open_action(page: Page, path: str = ACTION) -> None:
    await page.goto(path)
    await page.wait_for_selector(READY)


async def json_of(page: Page) -> Any:
    return json.loads(await page.locator("#json-text").input_value())


async def write_json(page: Page, value: Any) -> None:
    await page.evaluate(
        """(text) => {
          const area = document.getElementById("json-text");
          area.value = text;
          area.dispatchEvent(new Event("input"));
        }""",
        value if isinstance(value, str) else json.dumps(value),
    )
