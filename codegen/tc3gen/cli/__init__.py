"""The command line: one file a command, no logic."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from typing import Any

import click

from tc3gen.cli.check import check
from tc3gen.cli.cloud import cloud
from tc3gen.cli.diff import diff
from tc3gen.cli.docs import docs
from tc3gen.cli.explorer import explorer
from tc3gen.cli.generate import generate
from tc3gen.cli.import_ import import_
from tc3gen.cli.init import init
from tc3gen.cli.list_ import list_
from tc3gen.cli.schema import schema
from tc3gen.cli.search import search
from tc3gen.cli.vendor import vendor
from tc3gen.cli.watch import watch
from tc3gen.cli.wheel import wheel


class _Commands(click.Group):
    """Commands that end with a message, not a traceback, if the system refuses something."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command, and exit."""
        _escape_what_cannot_be_shown()
        try:
            _check_installation()
            return super().main(*args, **extra)
        except OSError as error:
            where = error.filename or "the output"
            click.echo(f"Error: {where} cannot be used: {error.strerror}", err=True)
            sys.exit(1)


def _escape_what_cannot_be_shown() -> None:
    """Write characters that the encoding of a stream lacks with a backslash."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _check_installation() -> None:
    """Refuse to run where templates, the runtime and specs are not files."""
    if not os.path.isfile(__file__):
        click.echo(
            "Error: tc3gen is inside an archive, where it cannot read its templates: "
            "unpack or install it",
            err=True,
        )
        sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tc3gen")
def main() -> None:
    """Typed SDKs for Tencent Cloud API 3.0 from YAML specs."""


for command in (
    init,
    check,
    generate,
    watch,
    vendor,
    wheel,
    import_,
    list_,
    search,
    diff,
    schema,
    cloud,
    explorer,
    docs,
):
    main.add_command(command)
