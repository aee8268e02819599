"""Calling an action: words to a request, the request to a result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arguments.words import Words, take_apart
from ..catalog import Version, version
from ..exits import DONE, Problem, WrongUse
from ..options import CALL, GLOBAL, HELP, OTHERS
from ..output.stdout import write_text
from ..settings import CommandSettings
from .context import Context
from .lookup import lookup_in

Record = dict[str, Any]
OPTIONS = (*CALL, *GLOBAL, *OTHERS, HELP)


def run_action(
    context: Context, chosen: Version, name: str, words: Sequence[str]
) -> int:
    """Carry the command out. Returns the exit code."""
    record = chosen.record("actions", name)
    found, chosen, record = _words(chosen, name, record, words)
    settings = context.settings(found.options)
    if settings.flag("help") or found.others == ["help"]:
        from ..pages.action_page import action_page

        write_text(action_page(chosen, name, context.program))
        return DONE
    if settings.get("skeleton") or settings.flag("generate_cli_skeleton"):
        return _skeleton(chosen, name, settings)
    problems = [*found.problems, *_too_many(found.others)]
    from ..arguments.query import Query
    from .request import read_request

    query = Query.of(settings, problems)
    request = read_request(
        chosen, record, found.assignments, settings, problems, context
    )
    if problems:
        raise WrongUse(*problems, hint=_hint(context, chosen, record))
    from .sending import send_request

    return send_request(context, chosen, name, record, request, settings, query)


def _hint(context: Context, chosen: Version, record: Record) -> str:
    words = f"{context.program} {chosen.called} {record['option']} --help"
    return f"`{words}` shows all parameters."


def _words(
    chosen: Version, name: str, record: Record, words: Sequence[str]
) -> tuple[Words, Version, Record]:
    """The words apart; `--version` may name another version of the service."""
    found = take_apart(words, lookup_in(record), _known_names(record), OPTIONS)
    date = found.options.get("version")
    if date is None:
        return found, chosen, record
    other = version(chosen.service, str(date))
    if other.find("actions", name) is None:
        raise WrongUse(f"{other.service} {other.date} has no action {name}")
    record = other.record("actions", name)
    return (
        take_apart(words, lookup_in(record), _known_names(record), OPTIONS),
        other,
        record,
    )


def _known_names(record: Record) -> list[str]:
    return [member["option"] for member in record.get("params", ())]


def _too_many(others: Sequence[str]) -> list[Problem]:
    return [
        Problem("", f"{word!r} is one word too many; parameters begin with --")
        for word in others
    ]


def _skeleton(chosen: Version, name: str, settings: CommandSettings) -> int:
    from ..pages.skeleton import json_skeleton, skeleton

    if settings.flag("generate_cli_skeleton"):
        write_text(json_skeleton(chosen, name))
    else:
        write_text(skeleton(chosen, name, full=settings.text("skeleton") == "full"))
    return DONE
