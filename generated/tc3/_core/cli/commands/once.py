"""The command `once`: the keys of calls that must not happen twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arguments.query import Query
from ..calling.ledger import ledger_of
from ..exits import DONE, Problem, WrongUse
from ..options import Option
from ..output import stderr
from ..output.stdout import check_open, write_text
from ..pages.layout import Page
from ..settings import CommandSettings
from .context import Context, no_more
from .guard import guarded
from .printing import print_found, printer_of

SENT = Option(
    "sent", "text", "Whether the service has carried it out.", "", ("yes", "no")
)
SUBCOMMANDS = ("list", "resolve")
_COLUMNS = ("Key", "Action", "Since", "Cause", "RequestId")


class _Nothing:
    """Stands for a call: none is made."""

    connection = None


def once(context: Context, words: Sequence[str]) -> int:
    """Show the uncertain keys, or resolve one."""
    found, settings = context.plain(words, (SENT,))
    if settings.flag("help") or not found.others:
        return _usage(context)
    name, *rest = found.others
    if name == "list":
        no_more(rest)
        return _list(settings)
    if name == "resolve":
        return _resolve_key(rest, settings)
    raise WrongUse(f"once has no {name!r}: list or resolve")


def _list(settings: CommandSettings) -> int:
    problems: list[Problem] = []
    query = Query.of(settings, problems)
    if problems:
        raise WrongUse(*problems)
    check_open()
    with guarded(None, _Nothing):
        rows = [
            dict(zip(_COLUMNS, (entry.key, entry.action, entry.since.isoformat(),
                                entry.cause, entry.request_id), strict=True))
            for entry in ledger_of(settings).uncertain()
        ]  # fmt: skip
    print_found(printer_of(settings, _COLUMNS), query, rows)
    return DONE


def _resolve_key(words: Sequence[str], settings: CommandSettings) -> int:
    sent = settings.text("sent")
    problems: list[Problem] = []
    if len(words) != 1:
        problems.append(Problem("", "once resolve takes KEY"))
    if sent is None:
        reason = "is missing: yes if the service has carried it out, else no"
        problems.append(Problem("--sent", reason))
    if problems:
        raise WrongUse(*problems)
    with guarded(None, _Nothing):
        ledger_of(settings).resolve(words[0], sent=sent == "yes")
    done = "is done" if sent == "yes" else "is free, and may be sent again"
    stderr.write_note(f"{words[0]!r} {done}.")
    return DONE


def _usage(context: Context) -> int:
    page = Page()
    page.prose(
        "Show the keys (--once KEY) of which nobody knows if their calls were carried out, and "
        "say what became of one after you have looked."
    )
    page.heading("Usage")
    page.line(f"{context.program} once list --ledger URL|FILE")
    page.line(f"{context.program} once resolve KEY --sent yes|no --ledger URL|FILE")
    page.heading("Options")
    page.terms(_terms())
    write_text(page.text())
    return DONE


def _terms() -> list[tuple[str, Any]]:
    return [
        ("--sent yes|no", SENT.help),
        ("--ledger URL|FILE", "The URL of a Redis, or an SQLite file."),
        ("--output FORMAT", "Format of the result."),
    ]
