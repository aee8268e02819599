from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from .driver import Driver
from .servers import Server, serving
from .toy import imported


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that says yes to everything until told otherwise."""
    async with serving() as server:
        yield server


@pytest.fixture
async def threads() -> AsyncIterator[None]:
    """Enough threads for the synchronous client to be called many times at once."""
    with ThreadPoolExecutor(64) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        yield


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package generated from `toy.yaml`: what the real services lack."""
    spec = Path(__file__).with_name("toy.yaml").read_text()
    with imported(spec, tmp_path_factory.mktemp("toy"), "toycloud") as package:
        yield package
