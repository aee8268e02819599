"""The command line: one file a command, no logic."""

from __future__ import annotations

import sys
from typing import Any

import click

from tc3gen.cli.check import check
from tc3gen.cli.cloud import cloud
from tc3gen.cli.diff import diff
from tc3gen.cli.generate import generate
from tc3gen.cli.import_ import import_
from tc3gen.cli.vendor import vendor


class _Commands(click.Group):
    """Commands that never end with a traceback since the system refuses something."""

    def main(self, *args: Any, **extra: Any) -> Any:
        try:
            return super().main(*args, **extra)
        except OSError as error:
            where = error.filename or "the output"
            click.echo(f"Error: {where} cannot be used: {error.strerror}", err=True)
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tc3gen")
def main() -> None:
    """Typed SDKs for Tencent Cloud API 3.0 from YAML specs."""


for command in (check, generate, vendor, import_, diff, cloud):
    main.add_command(command)
