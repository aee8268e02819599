from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from attrs import frozen
from browser import browser as browser
from browser import session_loop
from playwright.async_api import Browser, Page

from tc3gen.cloud import LocalCloud
from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.client.package import ClientPackage
from tc3gen.explorer.client.target import Target
from tc3gen.explorer.explorer import Explorer
from tc3gen.explorer.hosting import make_app, serve_app
from tc3gen.spec.model import Service

SPEC = Path(__file__).parents[2] / "spec"


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where catalogs and generated clients are kept, for all workers."""
    return tmp_path_factory.getbasetemp().parent / "explorer"


@pytest.fixture(scope="session")
def catalog(folder: Path) -> Iterator[Catalog]:
    catalog = Catalog.of_files([SPEC], folder)
    yield catalog
    catalog.close()


@pytest.fixture(scope="session")
def explorer(catalog: Catalog, folder: Path) -> Explorer:
    """An explorer that calls nobody."""
    target = Target(endpoint="http://127.0.0.1:9", key=("local", "local"))
    return Explorer(lambda: catalog, folder / "packages", lambda: target)


@pytest.fixture(scope="session")
def ses(catalog: Catalog) -> Service:
    return catalog.get("ses", "2020-10-02")


@pytest.fixture(scope="session")
def ses_client(explorer: Explorer, ses: Service) -> ClientPackage:
    return explorer.package(ses)


@frozen
class Api:
    """The addresses for programs."""

    session: aiohttp.ClientSession
    url: str

    async def post(
        self, name: str, action: str, request: Any = None, **more: Any
    ) -> Any:
        """The response of an address, about an action of SES or of another service."""
        service, version = ("ses", "2020-10-02")
        if ":" in action:
            service, version, action = action.split(":")
        body = {
            "service": service,
            "version": version,
            "action": action,
            "request": request or {},
            **more,
        }
        async with self.session.post(f"{self.url}/{name}", json=body) as response:
            return await response.json()

    async def text(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and text of a page."""
        async with self.session.get(f"{self.url}{path}", headers=headers) as response:
            return response.status, await response.text()


@frozen
class Running:
    """An explorer that is served, and the local cloud that it calls."""

    url: str
    cloud: LocalCloud
    explorer: Explorer


Serve = Callable[..., AbstractAsyncContextManager[Running]]


@asynccontextmanager
async def running(
    catalog: Catalog, folder: Path, **target: Any
) -> AsyncIterator[Running]:
    """An explorer of a catalog beside a local cloud."""
    services = [catalog.get(each.service, each.version) for each in catalog.versions]
    cloud = LocalCloud(services, catalog.common, raw_content=True)
    async with cloud.serve() as cloud_url:
        options = {"endpoint": cloud_url, "key": ("local", "local"), "is_local": True}
        to = Target(**{**options, **target})
        explorer = Explorer(lambda: catalog, folder / "packages", lambda: to)
        async with serve_app(make_app(explorer, cloud_url)) as url:
            yield Running(url, cloud, explorer)
    cloud.close()


@session_loop
async def served(catalog: Catalog, folder: Path) -> AsyncIterator[Running]:
    async with running(catalog, folder) as found:
        yield found


@session_loop
async def api(served: Running) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(session, served.url)


@session_loop
async def page(browser: Browser, served: Running) -> AsyncIterator[Page]:
    """A page of a desktop; relative addresses are those of the explorer."""
    context = await browser.new_context(
        base_url=served.url, viewport={"width": 1400, "height": 900}
    )
    context.set_default_timeout(10_000)
    yield await context.new_page()
    await context.close()
