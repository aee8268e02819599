from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from tc3._core import clock, profiles

from .authorities import Authority
from .driver import Driver
from .servers import Received, Server, ok, serving
from .sources import Clock, signer
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
    for name in ("SECRET_ID", "SECRET_KEY", "TOKEN", "PROFILE"):
        monkeypatch.delenv(f"TENCENTCLOUD_{name}", raising=False)
    monkeypatch.delenv("TCCLI_PROFILE", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(profiles, "_SYSTEM", str(tmp_path / "etc" / "credentials"))
    return tmp_path


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
    spec = Path(__file__).with_name("toy.yaml").read_text()
    with imported(spec, tmp_path_factory.mktemp("toy"), "toycloud") as package:
        yield package
