"""The command `tc3gen explorer`: serve until told to stop."""

from __future__ import annotations

import asyncio
import errno
import webbrowser
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import click
from attrs import evolve

from tc3gen.cloud.http.local_only import is_loopback
from tc3gen.cloud.server import DEFAULT_ACCOUNTS, LocalCloud
from tc3gen.explorer.caching import cache_folder
from tc3gen.explorer.catalog import Catalog
from tc3gen.explorer.client.target import Target
from tc3gen.explorer.explorer import Explorer
from tc3gen.explorer.hosting import make_app, serve_app
from tc3gen.spec.cache import SpecProblems
from tc3gen.util.progress_bar import progress
from tc3gen.util.stop_signal import stop_signal

_CLOUD_PORT = 8808
"""Where `tc3gen cloud` listens, too: samples stay the same from one to the other."""


def serve_explorer(
    specs: Sequence[Path],
    host: str,
    port: int,
    target: Target,
    *,
    hosts: Iterable[str] = (),
    browse: bool = False,
) -> None:
    """Serve in the foreground until Ctrl-C or SIGTERM.

    Args:
        specs: spec files, and folders of them.
        host: where it listens.
        port: where it listens; 0 takes a free one.
        target: where calls go; without an endpoint and a profile, to a local cloud.
        hosts: more names by which it may be asked for.
        browse: open a browser, where there is one.

    Raises:
        ClickException: the specs, the cache or the port cannot be used.
    """
    try:
        catalog = _catalog(specs)
        asyncio.run(
            _serve_until_stopped(catalog, host, port, target, tuple(hosts), browse)
        )
    except SpecProblems as problems:
        raise click.ClickException(f"The specs cannot be used.\n{problems}") from None
    except OSError as error:
        raise click.ClickException(_reason(error, host, port)) from None
    except KeyboardInterrupt:  # where signals cannot be handled by the event loop
        pass


def _catalog(specs: Sequence[Path]) -> Catalog:
    with progress("specs") as tell:
        return Catalog.of_files(specs, progress=tell)


async def _serve_until_stopped(
    catalog: Catalog,
    host: str,
    port: int,
    target: Target,
    hosts: tuple[str, ...],
    browse: bool,
) -> None:
    async with _call_target(catalog, target) as (target, cloud):
        explorer = Explorer(
            lambda: catalog,
            cache_folder() / "packages",
            lambda: target,
            None if cloud is None else cloud.add_service,
        )
        page = None if cloud is None else cloud.url
        async with serve_app(make_app(explorer, page, hosts), host, port) as url:
            _greet(url, target, cloud, catalog)
            if not is_loopback(host):
                click.echo(
                    f"{host} is open to other machines: whoever reaches it can send "
                    "requests with your credential.",
                    err=True,
                )
            if browse:
                await asyncio.to_thread(webbrowser.open, f"{url}/")
            await stop_signal()
    click.echo("Stopped.")


@asynccontextmanager
async def _call_target(
    catalog: Catalog, target: Target
) -> AsyncIterator[tuple[Target, LocalCloud | None]]:
    """Return the target of calls, starting a local cloud if no other target is given."""
    if not target.is_local:
        yield target, None
        return
    # It meets a service when somebody looks at it: all products would fill the memory.
    cloud = LocalCloud((), catalog.common)
    try:
        async with _on_a_port(cloud) as url:
            key = next(iter(DEFAULT_ACCOUNTS.items()))
            yield evolve(target, endpoint=url, key=key), cloud
    finally:
        cloud.close()


@asynccontextmanager
async def _on_a_port(cloud: LocalCloud) -> AsyncIterator[str]:
    """Serve a cloud on the usual port, or on a free one where that is taken."""
    async with AsyncExitStack() as stack:
        try:
            url = await stack.enter_async_context(cloud.serve(port=_CLOUD_PORT))
        except OSError:
            url = await stack.enter_async_context(cloud.serve())
        yield url


def _greet(
    url: str, target: Target, cloud: LocalCloud | None, catalog: Catalog
) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)
    count = len(catalog.versions)
    console.print(Text.assemble("API Explorer at ", (f"{url}/", "bold cyan")))
    console.print(Text(f"  specs   {count} version{'' if count == 1 else 's'}"))
    if cloud is not None:
        console.print(Text.assemble("  calls   go to a local cloud at ", cloud.url))
        console.print(Text.assemble("  its page  ", (cloud.page, "cyan")))
        console.print(
            Text(
                "The code that it shows runs with TENCENTCLOUD_SECRET_ID=local and "
                "TENCENTCLOUD_SECRET_KEY=local."
            ),
            soft_wrap=True,
        )
    else:
        where = target.endpoint or f"the provider itself ({target.site})"
        console.print(Text(f"  calls   go to {where}, with your credential"))
    console.print(Text("Ctrl-C stops it."))


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use: choose another one with --port."
    return (
        f"{error.filename or f'Port {port} of {host}'} cannot be used: {error.strerror}"
    )
