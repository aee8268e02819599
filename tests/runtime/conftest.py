from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tc3._core import clock
from tc3._core.auth import profiles
from tc3.ses import AsyncSesClient, SesClient

from .support.authorities import Authority
from .support.driver import Driver, Either
from .support.servers import Received, Server, ok, serving
from .support.sources import Clock, signer
from .support.toy import imported


@pytest.fixture(params=["sync", "async"])
def driver(request: pytest.FixtureRequest) -> Driver:
    return Driver(request.param)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    """A server that says yes to everything until told otherwise."""
    async with serving() as server:
        yield server


@pytest.fixture
async def other() -> AsyncIterator[Server]:
    """Another server, as that which gives credentials."""
    async with serving() as server:
        yield server


@pytest.fixture
async def echo() -> AsyncIterator[Server]:
    """A server that says who has signed."""

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        return await ok(Who=signer(request))(writer, request)

    async with serving(play) as server:
        yield server


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The time of day of the runtime."""
    made = Clock()
    monkeypatch.setattr(clock, "time", lambda: made.now)
    return made


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home without profile files, and an environment without a credential."""
    for name in [name for name in os.environ if name.startswith("TENCENTCLOUD_")]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("TCCLI_PROFILE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(profiles, "_SYSTEM", str(tmp_path / "etc" / "credentials"))
    return tmp_path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request takes little, so that a few rows make many: three of `addresses`."""
    monkeypatch.setattr(SesClient, "request_size", 90)
    monkeypatch.setattr(AsyncSesClient, "request_size", 90)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses, which take no time."""
    made: list[float] = []

    async def sleep(seconds: float) -> None:
        made.append(round(seconds, 2))

    monkeypatch.setattr(time, "sleep", lambda seconds: made.append(round(seconds, 2)))
    monkeypatch.setattr(AsyncSesClient, "_sleep", staticmethod(sleep))
    return made


@pytest.fixture
async def threads() -> AsyncIterator[None]:
    """Enough threads for the synchronous client to be called many times at once."""
    with ThreadPoolExecutor(64) as pool:
        asyncio.get_running_loop().set_default_executor(pool)
        yield


@pytest.fixture(scope="session")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The certificate authority that clients trust where a test says so."""
    return Authority(tmp_path_factory.mktemp("ours"))


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """A package generated from `toy.yaml`: what the real services lack."""
    spec = (Path(__file__).parent / "support" / "toy.yaml").read_text()
    with imported(spec, tmp_path_factory.mktemp("toy"), "toycloud") as package:
        yield package


@pytest.fixture
def toys(toy: ModuleType, driver: Driver, server: Server) -> Callable[..., Either]:
    """Makes clients of the toy service."""
    service = import_module(f"{toy.__name__}.toy")
    key = toy.Credential("AKIDtest", "the-secret-key")

    def make(**options: Any) -> Either:
        retry = toy.RetryPolicy(2, base=0)
        options = {"credential": key, "retry": retry, "max_connections": 1, **options}
        return driver.of(
            service.ToyClient, service.AsyncToyClient, server.url, **options
        )

    return make
