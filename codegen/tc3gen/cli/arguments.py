"""Arguments that several commands take, and how all of them report."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from tc3gen.spec.select import Only

Decorated = TypeVar("Decorated", bound="Callable[..., Any] | click.Command")


def say_common(specs: Sequence[Path]) -> None:
    """Say on the error stream which common file is used, if that may surprise."""
    from tc3gen.spec.reading.files import common_note

    if note := common_note(specs):
        click.echo(f"note: {note}", err=True)


def _spec_paths(
    context: click.Context, parameter: click.Parameter, specs: tuple[Path, ...]
) -> tuple[Path, ...]:
    say_common(specs)
    return specs


class SpecPath(click.Path):
    """A spec file, a folder of specs, or the name of a spec that comes with tc3gen.

    What exists under this name in the file system is taken first; a spec that comes with
    tc3gen is announced, as it may not be what was meant.
    """

    name = "spec"

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Any:
        """The path; a name is looked up."""
        if isinstance(value, str) and not os.path.lexists(value):
            from tc3gen.spec.reading.shipped import shipped_spec

            found = shipped_spec(value)
            if found is not None:
                click.echo(f"{value}: the spec that comes with tc3gen", err=True)
                return found
        return super().convert(value, param, ctx)


SPECS = click.argument(
    "specs",
    nargs=-1,
    required=True,
    type=SpecPath(),
    metavar="SPEC...",
    callback=_spec_paths,
)


def out_option(help: str) -> Callable[[Decorated], Decorated]:
    """The option `--out`, a folder that must be named."""
    kind = click.Path(path_type=Path, file_okay=False)
    return click.option("--out", required=True, type=kind, metavar="DIR", help=help)


HOST = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. Any other than this one lets other machines in.",
)


def port_option(default: int) -> Callable[[Decorated], Decorated]:
    """The option `--port`."""
    return click.option(
        "--port",
        default=default,
        show_default=True,
        type=click.IntRange(0, 65535),
        help="Port to listen on; 0 takes a free one.",
    )


PACKAGE = click.option(
    "--package", default="tc3", show_default=True, help="Name of the package."
)


CODE_PACKAGE = click.option(
    "--package",
    default="tc3",
    show_default=True,
    metavar="NAME",
    callback=lambda _context, _option, name: _importable(name),
    help="Your package with the clients, for the code that is shown.",
)


def _importable(name: str) -> str:
    """Refuse what `import` cannot name; unlike a package to write, it may lie in others."""
    if not all(part.isidentifier() for part in name.split(".")):
        raise click.BadParameter(f"{name!r} is not a name that Python can import")
    return name


def check_package(name: str) -> None:
    """Refuse a name that a package cannot have."""
    from tc3gen.python.output.generate import is_package_name

    parent, dot, last = name.rpartition(".")
    if dot and is_package_name(last):
        folder = parent.replace(".", "/")
        raise click.BadParameter(
            f"{name!r} names a package in another: give the folder of that one, as "
            f"`--out .../{folder} --package {last}`",
            param_hint="--package",
        )
    if not is_package_name(name):
        raise click.BadParameter(
            f"{name!r} is not a lower-case name that Python can import",
            param_hint="--package",
        )


def parsed_only(texts: Sequence[str]) -> tuple[Only, ...]:
    """Read the values of `--only`."""
    from tc3gen.spec.select import parse_only

    try:
        return tuple(map(parse_only, texts))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--only") from None


def stop_at(problems: Sequence[object]) -> None:
    """Show problems, if there are any, and end the command with 1."""
    if problems:
        for problem in problems:
            click.echo(str(problem), err=True)
        click.echo(count_text(len(problems), "problem"), err=True)
        raise SystemExit(1)


def count_text(number: int, noun: str) -> str:
    """`1 file`, `2 files`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"
