"""What the tests of session share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from tc3 import RetryPolicy

ONCE = RetryPolicy(1)


@asynccontextmanager
async def session_of(**connector: Any) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(**connector)
    ) as session:
        yield session


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with session_of() as made:
        yield made
