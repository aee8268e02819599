"""The commands of tc3gen, from click, and those of tc3, from its table of options."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator

import click

from tc3._core.cli import options
from tc3._core.cli.pages.root_page import COMMANDS, option_text
from tc3gen.cli import main
from tc3gen.docs.escaping import block, code
from tc3gen.docs.markdown import inline_text, page, prose, table


def tc3gen_page() -> str:
    """All commands of tc3gen."""
    return page(
        "The command tc3gen", [inline_text(main.help or ""), *_group(main, "tc3gen")]
    )


def _group(group: click.Group, name: str) -> Iterator[str]:
    for command in group.commands.values():
        path = f"{name} {command.name}"
        if isinstance(command, click.Group):
            yield from _group(command, path)
        else:
            yield from _command(command, path)


def _command(command: click.Command, path: str) -> Iterator[str]:
    # As the program runs it: click keeps the options for help that it is first asked for.
    program = click.Context(main, **main.context_settings)
    context = click.Context(command, info_name=path, parent=program)
    yield f"## {path}"
    yield block(" ".join([path, *command.collect_usage_pieces(context)]))
    yield from prose(inspect.cleandoc(command.help or ""))
    rows = [
        [
            code(_names(option)),
            inline_text(option.help or ""),
            _default(option, context),
        ]
        for option in command.params
        if isinstance(option, click.Option)
    ]
    if rows:
        yield table(["Option", "Meaning", "Default"], rows)


def _names(option: click.Option) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    if option.is_flag:
        return names
    return f"{names} {option.make_metavar(click.Context(main))}".removesuffix(" RANGE")


def _default(option: click.Option, context: click.Context) -> str:
    if option.required:
        return "required"
    repeated = "may be repeated" if option.multiple else ""
    default = option.get_default(context)
    plain = isinstance(default, (str, int, float)) and not isinstance(default, bool)
    return code(str(default)) if plain else repeated


def tc3_page() -> str:
    """Commands and options of tc3."""
    return page(
        "The command tc3",
        [
            "How it is used: [calling from the shell](../how-to/shell.md). "
            "`tc3 SERVICE ACTION --help` shows the parameters of an action.",
            table(
                ["Command", "Does"],
                ([code(name), inline_text(does)] for name, does in COMMANDS),
            ),
            "## Options of every command",
            "Each has a second name that begins with `--tc3-`, which no parameter of an action "
            "hides, and a variable in the environment.",
            _options(options.GLOBAL),
            "## Options of an action",
            _options(options.CALL),
            "## Options of a wait",
            _options(options.WAIT),
            "## Options of an upload",
            _options(options.BULK),
        ],
    )


def _options(found: tuple[options.Option, ...]) -> str:
    rows = [
        [code(option_text(each)), _meaning(each), code(options.variable(each))]
        for each in found
        if each.shown
    ]
    return table(["Option", "Meaning", "Variable"], rows)


def _meaning(option: options.Option) -> str:
    text = option.help
    if option.choices:
        text += f" One of {', '.join(f'`{each}`' for each in option.choices)}."
    if option.default:
        text += f" Without a value: `{option.default}`."
    if option.aliases:
        text += f" Also {', '.join(f'`--{each}`' for each in option.aliases)}."
    return inline_text(re.sub(r"\s+", " ", text))
