"""A real browser, one for all tests of a worker."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

OPTIONS = [
    "--headless",
    "--no-sandbox",  # root has none; what is tested is the policy of the pages
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

session_loop = pytest_asyncio.fixture(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session", scope="session")
async def browser() -> AsyncIterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed (as root: tests/install-servers --yes)")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program, args=OPTIONS
        )
        yield browser
        await browser.close()
