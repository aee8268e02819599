"""Ways to show the Explorer: a server of its own, or beside the local cloud's pages."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tc3gen.cloud.http.local_only import add_security_headers, guard, url_of
from tc3gen.cloud.http.stalled import StalledConnections
from tc3gen.explorer.caching import cache_folder
from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.client.target import Target
from tc3gen.explorer.explorer import Explorer
from tc3gen.explorer.web import add_routes
from tc3gen.explorer.web.pages import Frame
from tc3gen.explorer.web.routes import MAX_BODY
from tc3gen.spec.model import Common, Service


class CloudExplorer:
    """The Explorer as pages of a local cloud, whose accounts it calls with."""

    path = "explorer"
    label = "Explorer"

    def __init__(self, catalog: Callable[[], Catalog]) -> None:
        """One that makes its catalog when somebody looks."""
        self._catalog = catalog

    @classmethod
    def of_services(cls, services: Iterable[Service], common: Common) -> CloudExplorer:
        """One of services that are loaded already."""
        services = tuple(services)
        return cls(lambda: Catalog.of_services(services, common))

    def add_routes(self, app: web.Application, cloud: Any) -> None:
        """Add the pages to the application of a cloud."""

        def target() -> Target:
            key = next(iter(cloud.accounts.items()))
            return Target(endpoint=cloud.url, key=key, is_local=True)

        explorer = Explorer(self._catalog, cache_folder() / "packages", target)
        root = f"/_local/{self.path}"
        add_routes(app, explorer, Frame(root, "", True, lambda: _target_text(target())))


def make_app(
    explorer: Explorer, cloud: str | None = None, hosts: Iterable[str] = ()
) -> web.Application:
    """An application that shows an explorer at its root.

    Args:
        explorer: what it shows.
        cloud: the URL of the local cloud that is called, if one is.
        hosts: more names by which it may be asked for.
    """
    app = web.Application(
        middlewares=[guard(hosts, pages="/")], client_max_size=MAX_BODY
    )
    app.on_response_prepare.append(add_security_headers)
    add_routes(
        app, explorer, Frame("", cloud, False, lambda: _target_text(explorer.target))
    )
    return app


@asynccontextmanager
async def serve_app(
    app: web.Application, host: str = "127.0.0.1", port: int = 0
) -> AsyncIterator[str]:
    """Serve an application while the context lasts; yields its address."""
    stalled = StalledConnections()
    app.middlewares.insert(0, stalled.middleware)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        async with stalled.closed(runner):
            yield url_of(*runner.addresses[0][:2])
    finally:
        await runner.cleanup()


def _target_text(target: Target) -> str:
    if target.is_local:
        return "Calls go to the local cloud; nothing leaves this machine."
    if target.endpoint is not None:
        return f"Calls go to {target.endpoint}."
    return f"Calls go to the provider itself, on its {target.site} site."
