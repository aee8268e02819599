"""`tc3gen cloud`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tc3gen.cli.arguments import HOST, SpecPath, port_option, stop_at

if TYPE_CHECKING:
    from tc3gen.cloud.backend import Behaviour, Key


@click.command()
@click.argument("specs", nargs=-1, type=SpecPath(), metavar="[SPEC...]")
@HOST
@port_option(8808)
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ID:KEY",
    envvar="TC3GEN_CLOUD_ACCOUNT",
    show_envvar=True,
    help="May call; repeat for more. Without any: local:local. Others on this machine can "
    "see the options of a process.",
)
@click.option(
    "--account-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Accounts from a file, one ID:KEY a line.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep the state in this file. Without it, it is lost at the end.",
)
@click.option(
    "--callback",
    metavar="URL",
    help="Post what becomes of mails to this address, at any port; the service itself "
    "posts to ports 8080 to 8082 only.",
)
@click.option(
    "--sms-callback",
    metavar="URL",
    help="Post delivery reports of messages, and replies to them, to this address.",
)
@click.option(
    "--smtp", metavar="HOST:PORT", help="Hand mail on to this SMTP server, too."
)
@click.option(
    "--smtp-listen",
    metavar="[HOST:]PORT",
    help="Take mail over SMTP here, from sender addresses that have a password.",
)
@click.option("--rate-limit", is_flag=True, help="The rate limits of the specs hold.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Another name by which it may be asked for, such as a container's.",
)
@click.option(
    "--behaviour",
    "behaviours",
    multiple=True,
    metavar="MODULE:CLASS",
    help="Have a class answer the calls of a service; repeat for more.",
)
def cloud(
    specs: tuple[Path, ...],
    host: str,
    port: int,
    accounts: tuple[str, ...],
    account_file: Path | None,
    state: Path | None,
    callback: str | None,
    sms_callback: str | None,
    smtp: str | None,
    smtp_listen: str | None,
    rate_limit: bool,
    hosts: tuple[str, ...],
    behaviours: tuple[str, ...],
) -> None:
    """Run a local cloud that answers as the real service would.

    SPEC is a file, a folder, or a spec that comes with tc3gen, such as `ses`; without one
    it knows all of those.
    """
    from tc3gen.cloud.hosting.command import serve_cloud
    from tc3gen.explorer.catalog import Catalog
    from tc3gen.explorer.hosting import CloudExplorer
    from tc3gen.python.output.package import load_checked
    from tc3gen.spec.reading.files import shipped_specs

    pairs = _accounts(accounts, account_file) or {"local": "local"}
    paths = specs or (shipped_specs(),)
    found, problems = load_checked(paths)
    stop_at(problems)
    serve_cloud(
        found.services,
        found.common,
        host,
        port,
        pairs,
        state=state,
        callback=_url(callback, "--callback"),
        sms_callback=_url(sms_callback, "--sms-callback"),
        smtp=_address(smtp, "--smtp"),
        smtp_listen=_address(smtp_listen, "--smtp-listen", default_host=host),
        rate_limit=rate_limit,
        hosts=hosts,
        pages=[CloudExplorer(lambda: Catalog.of_files(paths))],
        behaviours=_behaviours(behaviours),
    )


def _behaviours(names: tuple[str, ...]) -> dict[Key, Behaviour]:
    from tc3gen.cloud.hosting.behaviours import load_behaviours

    try:
        return load_behaviours(names, Path.cwd())
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--behaviour") from None


def _url(text: str | None, option: str) -> str | None:
    from yarl import URL

    if text is None:
        return None
    try:
        url = URL(text)
    except ValueError:
        url = URL()
    if url.scheme not in ("http", "https") or not url.host:
        raise click.BadParameter(
            "must be an address like http://127.0.0.1:8080/events",
            param_hint=option,
        )
    return text


def _address(
    text: str | None, option: str, *, default_host: str | None = None
) -> tuple[str, int] | None:
    from tc3gen.cloud.smtp import parse_address

    if text is None:
        return None
    try:
        return parse_address(text, default_host=default_host)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _accounts(texts: tuple[str, ...], file: Path | None) -> dict[str, str]:
    from tc3gen.cloud.hosting.accounts import parse_accounts, read_accounts

    option = "--account-file"
    try:
        of_file = {} if file is None else read_accounts(file)
        option = "--account"
        given = parse_accounts(texts)
        if twice := of_file.keys() & given.keys():
            raise ValueError(f"the id {min(twice)!r} is in {file}, too")
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None
    return {**of_file, **given}
