"""The command `tc3gen cloud`: serve until told to stop, and show every call."""

from __future__ import annotations

import asyncio
import errno
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tc3gen.cloud.database import StateError
from tc3gen.cloud.responses.responder import logger
from tc3gen.cloud.server import LocalCloud
from tc3gen.cloud.smtp import Address, SmtpError, port_problem
from tc3gen.cloud.web import MorePages
from tc3gen.spec.model import Common, Service
from tc3gen.util.stop_signal import stop_signal

if TYPE_CHECKING:
    from rich.console import Console

    from tc3gen.cloud.backend import Behaviour, Key


def serve_cloud(
    services: Iterable[Service],
    common: Common,
    host: str,
    port: int,
    accounts: Mapping[str, str] | None = None,
    *,
    state: Path | None = None,
    callback: str | None = None,
    sms_callback: str | None = None,
    smtp: Address | None = None,
    smtp_listen: Address | None = None,
    rate_limit: bool = False,
    hosts: Iterable[str] = (),
    behaviours: Mapping[Key, Behaviour] | None = None,
    pages: Iterable[MorePages] = (),
) -> None:
    """Serve in the foreground until Ctrl-C or SIGTERM.

    `state` is the file that keeps the state, `callback` the URL that mail events go to,
    `sms_callback` the URL that reports on messages and replies go to,
    `smtp` the server that mail is handed on to, `smtp_listen` where mail is taken,
    `rate_limit` whether the spec's limits hold, `hosts` more names that
    it may be asked for by, `behaviours` what services do beyond their specs,
    `pages` what is shown beside the cloud's own pages.
    Raises `click.ClickException` where the address or the file cannot be had.
    """
    from rich.console import Console

    console = Console(highlight=False)
    services = tuple(services)
    try:
        cloud = LocalCloud(
            services,
            common,
            accounts=accounts,
            state=state,
            callback=callback,
            sms_callback=sms_callback,
            smtp=smtp,
            smtp_listen=smtp_listen,
            rate_limit=rate_limit,
            hosts=hosts,
            behaviours=behaviours,
            pages=pages,
        )
    except (StateError, SmtpError, ValueError, TypeError) as error:
        raise click.ClickException(str(error)) from None
    try:
        with _calls_shown(console):
            asyncio.run(
                _serve_until_stopped(cloud, services, host, port, console, state)
            )
    except SmtpError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(_reason(error, host, port)) from None
    except KeyboardInterrupt:  # where signals cannot be handled by the event loop
        pass
    finally:
        cloud.close()


async def _serve_until_stopped(
    cloud: LocalCloud,
    services: Iterable[Service],
    host: str,
    port: int,
    console: Console,
    state: Path | None,
) -> None:
    async with cloud.serve(host, port) as url:
        _greet(console, cloud, services, url, state)
        if cloud.smtp_address is not None:
            _tell_smtp(console, *cloud.smtp_address)
        await stop_signal()
    console.print("Stopped.")


def _reason(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is in use: choose another one with --port."
    return f"Cannot listen on {host}, port {port}: {port_problem(error)}."


def _greet(
    console: Console,
    cloud: LocalCloud,
    services: Iterable[Service],
    url: str,
    state: Path | None,
) -> None:
    from rich.text import Text

    names = ", ".join(f"{service.service} {service.version}" for service in services)
    account = next(iter(cloud.accounts), "local")
    console.print(Text.assemble("Local cloud at ", (url, "bold cyan")))
    console.print(Text.assemble("  its page  ", (cloud.page, "cyan")))
    console.print(Text(f"  accounts  {', '.join(cloud.accounts)}"))
    console.print(Text(f"  services  {names}"))
    console.print(
        Text(f"Point a client here: endpoint={url!r} and the key {account!r}.")
    )
    if cloud.accounts == {"local": "local"}:
        variables = (
            "TENCENTCLOUD_SECRET_ID=local TENCENTCLOUD_SECRET_KEY=local "
            f"TC3_ENDPOINT={url}"
        )
        console.print(Text(f"For commands: export {variables}"), soft_wrap=True)
    kept = "is lost when it stops" if state is None else f"is kept in {state}"
    console.print(Text(f"State {kept}. Ctrl-C stops it.\n"))


def _tell_smtp(console: Console, host: str, port: int) -> None:
    from rich.text import Text

    console.print(
        Text(
            f"Mail is taken at {host}:{port} from sender addresses that have an SMTP "
            "password.\n"
        )
    )


@contextmanager
def _calls_shown(console: Console) -> Iterator[None]:
    """While it lasts, each call is one line of the console."""
    handler = _CallLines(console)
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.setLevel(level)
        logger.removeHandler(handler)


class _CallLines(logging.Handler):
    """Writes the records of calls in colour, and others as they are."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self._console = console

    def emit(self, record: logging.LogRecord) -> None:
        from rich.text import Text

        outcome = getattr(record, "outcome", None)
        if outcome is None:
            is_error = record.levelno >= logging.ERROR
            style = "red" if is_error else "bold white on red"
            text = f"{record.levelname}: {self.format(record)}"
            self._console.print(Text(text, style=style))
            return
        style = "green" if outcome == "ok" else "yellow"
        action = f"{getattr(record, 'action', ''):<32}"
        took = f"{getattr(record, 'milliseconds', 0):8.1f} ms"
        self._console.print(Text.assemble(took, "  ", action, " ", (outcome, style)))
