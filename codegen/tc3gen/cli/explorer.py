"""`tc3gen explorer`."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from tc3gen.cli.arguments import CODE_PACKAGE, HOST, SpecPath, port_option


@click.command()
@click.argument("specs", nargs=-1, type=SpecPath(), metavar="[SPEC...]")
@HOST
@port_option(8809)
@click.option(
    "--endpoint",
    metavar="URL",
    help="Call this server instead of a local cloud; `international` and `china` are the "
    "provider's own sites.",
)
@click.option("--profile", metavar="NAME", help="The profile whose credential calls.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Another name by which it may be asked for; repeat for more.",
)
@CODE_PACKAGE
@click.option("--open", "browse", is_flag=True, help="Open a browser.")
def explorer(
    specs: tuple[Path, ...],
    host: str,
    port: int,
    endpoint: str | None,
    profile: str | None,
    hosts: tuple[str, ...],
    package: str,
    browse: bool,
) -> None:
    """Show an API Explorer: search, forms, signatures, code, and calls.

    SPEC is a file, a folder, or a spec that comes with tc3gen, such as `ses`; without one
    it knows all of those. Without --endpoint it brings a local cloud along and calls that.
    """
    from tc3gen.explorer.client.target import Target
    from tc3gen.explorer.command import serve_explorer
    from tc3gen.spec.reading.files import shipped_specs

    if profile is not None and endpoint is None:
        raise click.UsageError(
            "--profile goes with --endpoint: the local cloud has an account of its own"
        )
    site: Literal["international", "china"] = "international"
    if endpoint == "china":
        site = "china"
    url = None if endpoint in ("international", "china") else endpoint
    if url is not None:
        _check_endpoint(url)
    target = Target(
        endpoint=url,
        site=site,
        profile=profile,
        is_local=endpoint is None,
        package=package,
    )
    serve_explorer(
        specs or (shipped_specs(),), host, port, target, hosts=hosts, browse=browse
    )


def _check_endpoint(endpoint: str) -> None:
    from tc3gen.python.runtime.endpoints import parse_endpoint
    from tc3gen.python.runtime.errors import ConfigurationError

    try:
        parse_endpoint(endpoint, "international")
    except ConfigurationError as error:
        raise click.BadParameter(str(error), param_hint="--endpoint") from None
