"""`tc3gen cloud`."""

from __future__ import annotations

from pathlib import Path

import click

from tc3gen.cli.arguments import stop_at


@click.command()
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path), metavar="[SPEC...]")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8808, show_default=True, type=click.IntRange(0, 65535))
@click.option(
    "--account",
    "accounts",
    multiple=True,
    metavar="ID:KEY",
    help="May call; repeat for more. Without any: local:local.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Keep the state in this file. Without it, it is lost at the end.",
)
@click.option(
    "--callback", metavar="URL", help="Post what becomes of mails to this address."
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
    help="Another name by which /_local/ may be asked for; repeat for more.",
)
def cloud(
    specs: tuple[Path, ...],
    host: str,
    port: int,
    accounts: tuple[str, ...],
    state: Path | None,
    callback: str | None,
    smtp: str | None,
    smtp_listen: str | None,
    rate_limit: bool,
    hosts: tuple[str, ...],
) -> None:
    """Run a local cloud that answers as the real service would.

    Without SPEC it knows the services that come with tc3gen.
    """
    from tc3gen.cloud.command import run
    from tc3gen.python.package import checked
    from tc3gen.spec.files import shipped_specs

    pairs = _accounts(accounts) or {"local": "local"}
    found, problems = checked(specs or (shipped_specs(),))
    stop_at(problems)
    run(
        found.services,
        found.common,
        host,
        port,
        pairs,
        state=state,
        callback=_url(callback),
        smtp=_address(smtp, "--smtp"),
        smtp_listen=_address(smtp_listen, "--smtp-listen", default_host=host),
        rate_limit=rate_limit,
        hosts=hosts,
    )


def _url(text: str | None) -> str | None:
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
            param_hint="--callback",
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


def _accounts(texts: tuple[str, ...]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, _, key = text.partition(":")
        problem = None
        if not (name and key):
            problem = "an account is ID:KEY"
        elif not name.isascii() or set(name) & set("/,=; \t\r\n"):
            problem = f"the id {name!r} could not stand in a signature"
        elif name in pairs:
            problem = f"the id {name!r} is given twice"
        if problem is not None:
            raise click.BadParameter(problem, param_hint="--account")
        pairs[name] = key
    return pairs
