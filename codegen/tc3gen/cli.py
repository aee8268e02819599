"""The command line: one function a command, no logic."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from tc3gen.python.vendor.command import State
    from tc3gen.spec.select import Only

SPECS = click.argument(
    "specs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC..."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tc3gen")
def main() -> None:
    """Typed SDKs for Tencent Cloud API 3.0 from YAML specs."""


@main.command()
@SPECS
def check(specs: tuple[Path, ...]) -> None:
    """Report every problem of spec files, as file:line:column: message."""
    from tc3gen.python.package import checked

    found, problems = checked(specs)
    _stop_at(problems)
    actions = sum(len(service.actions) for service in found.services)
    click.echo(
        f"{_count(len(found.services), 'spec')}, {_count(actions, 'action')}: fine"
    )


@main.command()
@SPECS
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--package", default="tc3", show_default=True, help="Name of the package."
)
@click.option(
    "--only",
    multiple=True,
    metavar="SERVICE[@VERSION][:ACTION,...]",
    help="Leave out all else; repeat for more.",
)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 if not current.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    help="Processes to share the work; by default as many as are of use.",
)
def generate(
    specs: tuple[Path, ...],
    out: Path,
    package: str,
    only: tuple[str, ...],
    check: bool,
    force: bool,
    jobs: int | None,
) -> None:
    """Write the package of some specs into OUT/PACKAGE."""
    from tc3gen.progress import progress
    from tc3gen.python.generate import Refused, UnknownNames, generate, is_package_name

    if not is_package_name(package):
        raise click.BadParameter(
            f"{package!r} is not a lower-case name that Python can import",
            param_hint="--package",
        )
    wanted = _only(only)
    try:
        with progress("services") as advance:
            done = generate(
                specs,
                out,
                package=package,
                only=wanted,
                check=check,
                force=force,
                jobs=jobs,
                progress=advance,
            )
    except Refused as reason:
        raise click.ClickException(str(reason)) from None
    except UnknownNames as names:
        raise click.BadParameter(str(names), param_hint="--only") from None
    _stop_at(done.problems)
    for mark, paths in (
        ("+", done.changes.added),
        ("~", done.changes.changed),
        ("-", done.changes.removed),
    ):
        for path in paths if check else ():
            click.echo(f"{mark} {package}/{path}")
    where = f"{out / package}: {_count(done.files, 'file')}"
    if not done.changes:
        click.echo(f"{where}, current")
    elif check:
        raise click.ClickException(f"{where}, not current: run tc3gen generate")
    else:
        counts = (
            f"{len(done.changes.added)} added, {len(done.changes.changed)} changed, "
            f"{len(done.changes.removed)} removed"
        )
        click.echo(f"{where}, {counts}")


@main.command()
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path), metavar="SPEC...")
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of your code base; the package is written into INTO/PACKAGE.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="SERVICE[@VERSION]:ACTION,...",
    help="The actions that you call; repeat for more.",
)
@click.option(
    "--package", default="tc3", show_default=True, help="Name of the package."
)
@click.option(
    "--client",
    type=click.Choice(["both", "async", "sync"]),
    default="both",
    show_default=True,
    help="The clients that you use.",
)
@click.option(
    "--with",
    "features",
    multiple=True,
    type=click.Choice(["credentials", "forms", "hooks", "rate"]),
    help="A part of the runtime that is left out otherwise; repeat for more.",
)
@click.option("--docs", is_flag=True, help="Keep the whole documentation in the code.")
@click.option("--force", is_flag=True, help="Overwrite files that were edited by hand.")
@click.option(
    "--verify",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="DIR",
    help="Write nothing: tell which files in DIR are edited, missing or outdated.",
)
def vendor(
    specs: tuple[Path, ...],
    into: Path | None,
    only: tuple[str, ...],
    package: str,
    client: str,
    features: tuple[str, ...],
    docs: bool,
    force: bool,
    verify: Path | None,
) -> None:
    """Write a small package of some actions into your own code base.

    With --verify DIR, and without SPEC, DIR is compared with the specs of tc3gen.
    """
    from tc3gen.python.generate import Refused, UnknownNames, is_package_name
    from tc3gen.python.plan import CLIENTS
    from tc3gen.python.vendor import command
    from tc3gen.python.vendor.make import Options
    from tc3gen.spec.files import shipped_specs

    try:
        if verify is not None:
            _report(command.verify(verify, specs or (shipped_specs(),)))
            return
        if not specs or into is None or not only:
            raise click.UsageError("SPEC, --into and --only are needed, or --verify")
        if not is_package_name(package):
            raise click.BadParameter(
                f"{package!r} is not a lower-case name that Python can import",
                param_hint="--package",
            )
        clients = {"both": CLIENTS, "async": ("aio",), "sync": ("client",)}[client]
        options = Options(_only(only), clients, frozenset(features), docs)
        done = command.vendor(specs, into / package, options, force=force)
    except Refused as reason:
        raise click.ClickException(str(reason)) from None
    except UnknownNames as names:
        raise click.BadParameter(str(names), param_hint="--only") from None
    _stop_at(done.problems)
    click.echo(
        f"{into / package}: {_count(done.files, 'file')}, "
        f"{round(done.size / 1000)} KB of Python, "
        f"{len(done.changes.added)} added, {len(done.changes.changed)} changed, "
        f"{len(done.changes.removed)} removed"
    )


def _report(state: State) -> None:
    """Says how a vendored package is; exits 1 unless all is well."""
    _stop_at(state.problems)
    for word, paths in (
        ("edited", state.edited),
        ("missing", state.missing),
        ("outdated", state.outdated),
    ):
        for path in paths:
            click.echo(f"{word}: {path}")
    if not state:
        raise click.ClickException(f"{state.package}: vendor it again")
    click.echo(f"{state.package}: {_count(state.files, 'file')}, as vendored, current")


@main.group(name="import")
def import_() -> None:
    """Make specs from what others publish, and keep what people add to them."""


@import_.command()
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--only",
    multiple=True,
    metavar="SERVICE[@VERSION]",
    help="Import only this; repeat for more.",
)
@click.option(
    "--errors",
    type=click.Path(path_type=Path, file_okay=False),
    help="The official SDK, for its error codes; the installed one where left out.",
)
@click.option(
    "--keep", is_flag=True, help="Settle conflicts: what the files say is right."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Processes; one a CPU if left out."
)
def tccli(
    path: Path | None,
    out: Path,
    only: tuple[str, ...],
    errors: Path | None,
    keep: bool,
    jobs: int | None,
) -> None:
    """Make specs from the definitions in PATH, a tccli that is installed or unpacked.

    Without PATH it is the installed one. Importing again updates the specs and keeps what
    was changed by hand; where both changed the same, the file wins and the conflict is
    reported.
    """
    from tc3gen.sources.tccli import command

    raise SystemExit(command.run(path, out, only, errors, keep=keep, jobs=jobs))


@import_.command()
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE...",
)
@click.option("--out", required=True, type=click.Path(path_type=Path, file_okay=False))
def page(files: tuple[Path, ...], out: Path) -> None:
    """Merge documentation pages, saved as text or Markdown, into the specs in OUT.

    What a spec lacks is added. What it says otherwise than a page is reported.
    """
    from tc3gen.sources.pages.importing import Refused, import_pages

    try:
        done = import_pages(files, out)
    except Refused as reason:
        raise click.ClickException(str(reason)) from None
    for line in done.added:
        click.echo(f"{line} added")
    _stop_at(done.problems)
    if not done.added:
        click.echo(f"{_count(len(files), 'page')}: nothing to add")


@main.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format",
    default="text",
    show_default=True,
    type=click.Choice(["text", "markdown", "json"]),
)
@click.option(
    "--fail-on",
    type=click.Choice(["breaking"]),
    help="Exit 1 if a change breaks a caller's code or types.",
)
def diff(old: Path, new: Path, format: str, fail_on: str | None) -> None:
    """Say what the change from OLD to NEW breaks.

    Both are spec files of one service, or both are folders of specs. Each change breaks a
    caller's code, the caller's types, only the wire, or nothing.
    """
    from tc3gen.changes.command import Mismatch, compare_paths, show

    try:
        report, problems = compare_paths(old, new)
    except Mismatch as reason:
        raise click.UsageError(str(reason)) from None
    _stop_at(problems)
    show(report, format)
    if fail_on is not None and report.verdict.is_breaking:
        raise SystemExit(1)


@main.command()
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
    _stop_at(problems)
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


def _only(texts: tuple[str, ...]) -> tuple[Only, ...]:
    from tc3gen.spec.select import parse_only

    try:
        return tuple(map(parse_only, texts))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--only") from None


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


def _stop_at(problems: tuple[object, ...]) -> None:
    if problems:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(_count(len(problems), "problem"), err=True)
        raise SystemExit(1)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
