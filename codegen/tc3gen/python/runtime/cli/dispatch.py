"""From the words to the command that they name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from . import catalog, settings
from .arguments import files
from .arguments.words import take_apart
from .commands.context import Context, apply_settings
from .exits import DONE, Problem, WrongUse
from .options import GLOBAL, HELP, OTHERS, find_option
from .output.stdout import write_text
from .settings import CommandSettings

FRONT = (*GLOBAL, *OTHERS, HELP)


def dispatch(program: str, words: Sequence[str]) -> int:
    """Carry a command out. Returns the exit code; raises `WrongUse` and `Stop`."""
    files.reset_stdin()
    apply_settings(
        CommandSettings(settings.from_environment(), _format_of_errors(words))
    )
    front, rest = _front(list(words))
    context = Context(program, front)
    if not rest:
        context.settings({})
        from .pages.root_page import root_page

        write_text(root_page(program))
        return DONE
    command, *rest = rest
    if command == "help":
        return dispatch(program, [*rest, "--help"] if rest else [])
    found = _command(command)
    if found is not None:
        return found(context, [*rest, "--help"] if front.get("help") else rest)
    return _service(context, command, rest)


def _format_of_errors(words: Sequence[str]) -> dict[str, Any]:
    """The format of errors that options ask for, before it is known what they belong to."""
    text = " ".join(words).replace("=", " ")
    return {"error_format": "json"} if "error-format json" in text else {}


def _front(words: list[str]) -> tuple[dict[str, Any], list[str]]:
    """The options before the command, and the rest."""
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] != "--":
        name, equals, _ = words[at][2:].partition("=")
        option = find_option(name, FRONT)
        at += 1
        if option is not None and option.kind != "flag" and not equals:
            at += 1
    found = take_apart(words[:at], lambda _: None, [], FRONT)
    unknown = [Problem(word, "is not known") for word in found.others]
    if found.problems or unknown:
        raise WrongUse(*found.problems, *unknown)
    return found.options, words[at:]


def _command(name: str) -> Callable[[Context, Sequence[str]], int] | None:
    """The command of a name; its module is loaded now."""
    if name in ("list", "search", "explain"):
        from .commands import list_

        return {
            "list": list_.list_,
            "search": list_.search_all,
            "explain": list_.explain_code,
        }[name]
    if name == "configure":
        from .commands.configure import configure

        return configure
    if name in ("whoami", "call"):
        from .commands import account

        return account.whoami if name == "whoami" else account.call_action
    if name == "once":
        from .commands.once import once

        return once
    if name == "completion":
        return _completion
    return None


def _service(context: Context, name: str, words: Sequence[str]) -> int:
    front_version = context.front.get("version")
    try:
        version = catalog.version(name, front_version)
    except WrongUse as error:
        guess = _near_command(name)
        if guess and "did you mean" not in str(error.problems[0]):
            error.problems[0].reason += guess
        raise
    if context.front.get("help"):
        words = [*words, "--help"]
    if not words or words[0] in ("--help", "help", "-h"):
        from .pages.root_page import service_page

        write_text(service_page(version, context.program))
        return DONE
    if words[0].startswith("-"):
        raise WrongUse(
            f"the action is missing before {words[0]}",
            hint=f"`{context.program} list {name}` shows all actions.",
        )
    return _within(context, version, words[0], words[1:])


def _within(
    context: Context, version: catalog.Version, given: str, words: Sequence[str]
) -> int:
    """A command of a service: an action, a wait, many rows."""
    name = version.find("actions", given)
    if name is not None:
        from .commands import action

        return action.run_action(context, version, name, words)
    if given == "wait":
        from .commands import waiting

        return waiting.run_wait(context, version, words)
    name = version.find("bulk", given)
    if name is not None:
        from .commands import bulk

        return bulk.run_bulk(context, version, name, words)
    known = [s[2] for kind in ("actions", "bulk") for s in version.names(kind).values()]
    if given[:1].isupper():
        known += version.names("actions")
    guess = catalog.did_you_mean(given, known)
    raise WrongUse(
        f"{version.called} has no action {given!r}{guess}",
        hint=f"`{context.program} list {version.called}` shows all actions; "
        f"`{context.program} call` calls any other.",
    )


def _completion(context: Context, words: Sequence[str]) -> int:
    from .complete import SHELLS
    from .shells import script

    found, settings = context.plain(words)
    if settings.flag("help") or not found.others:
        write_text(
            f"{context.program} completion {'|'.join(SHELLS)}\n\n"
            "Prints what the shell evaluates to complete words. Put this into its start file:\n"
            f'  bash:       eval "$({context.program} completion bash)"\n'
            f'  zsh:        eval "$({context.program} completion zsh)"\n'
            f"  fish:       {context.program} completion fish | source\n"
            f"  powershell: {context.program} completion powershell | Out-String | "
            "Invoke-Expression\n"
        )
        return DONE
    if found.others[0] not in SHELLS or len(found.others) > 1:
        raise WrongUse(f"completion takes {', '.join(SHELLS)}")
    write_text(script(found.others[0], context.program))
    return DONE


def _near_command(name: str) -> str:
    from .complete import COMMANDS

    return catalog.did_you_mean(name, COMMANDS)
