"""Waits: for an expression over the responses of an action, or for a state of the spec."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..arguments.query import Query
from ..arguments.reading import RequestReader
from ..arguments.tree import assign_options
from ..arguments.words import take_apart
from ..calling.client import connect, site_of
from ..calling.generated import client_class
from ..calling.raw import Received
from ..catalog import Version, did_you_mean
from ..exits import DONE, Problem, WrongUse
from ..options import GLOBAL, HELP, OTHERS, WAIT
from ..output import stderr
from ..output.stdout import check_open, write_text
from ..settings import CommandSettings
from .context import Context, no_more
from .guard import guarded, recording_client
from .lookup import lookup_in, model_of
from .printing import print_found, printer_of

Record = dict[str, Any]


def run_wait(context: Context, chosen: Version, words: Sequence[str]) -> int:
    """The command `SERVICE wait WAITER`. Returns the exit code."""
    if not words or words[0] in ("--help", "help", "-h"):
        write_text(_list(chosen, context.program))
        return DONE
    name = chosen.find("waiters", words[0])
    if name is None:
        known = [shown[2] for shown in chosen.names("waiters").values()]
        guess = did_you_mean(words[0], known)
        raise WrongUse(f"{chosen.service} has no waiter {words[0]!r}{guess}")
    record = chosen.record("waiters", name)
    known = [member["option"] for member in record.get("params", ())]
    found = take_apart(
        words[1:], lookup_in(record), known, (*WAIT, *GLOBAL, *OTHERS, HELP)
    )
    settings = context.settings(found.options)
    if settings.flag("help") or found.others == ["help"]:
        from ..pages.action_page import waiter_page

        write_text(waiter_page(chosen, name, context.program))
        return DONE
    no_more(found.others)
    problems = list(found.problems)
    query = Query.of(settings, problems)
    values = _values(chosen, record, found.assignments, settings, problems)
    if problems:
        hint = f"`{context.program} {chosen.called} wait {words[0]} --help` shows more."
        raise WrongUse(*problems, hint=hint)
    return _Waiting(chosen, record, settings, query).run(values)


def _list(chosen: Version, program: str) -> str:
    from ..pages.layout import Page

    page = Page()
    page.heading("Usage")
    page.usage([program, chosen.called, "wait", "WAITER", "[--PARAMETER VALUE]..."])
    page.heading("Waits")
    page.terms((s[0], s[1]) for _, _, *s in chosen.names("waiters").values())
    return page.text()


def _values(
    chosen: Version,
    record: Record,
    assignments: Any,
    settings: CommandSettings,
    problems: list[Problem],
) -> dict[str, Any]:
    """The arguments of the waiting method, read as the parameters of its action are."""
    import attr

    action = chosen.record("actions", record["action"])
    cls = waiter_model(chosen, record, action)
    tree: dict[str, Any] = {}
    problems.extend(assign_options(tree, assignments, cls))
    reader = RequestReader(site_of(settings))
    request = reader.request(cls, tree)
    problems.extend(reader.problems)
    return {} if request is None else attr.asdict(request, recurse=False)


def waiter_model(chosen: Version, record: Record, action: Record) -> Any:
    """A model with the parameters of a waiter, so that they are read like any others."""
    import attr

    from ...serialization.shapes import members

    kinds = {"string": str, "integer": int, "boolean": bool, "float": float}
    asked = {m.info.wire: m for m in members(model_of(chosen, action["prefix"]))}
    fields: dict[str, Any] = {}
    for member in record["params"]:
        known = asked.get(member["name"])
        attribute = member["option"].replace("-", "_") if known is None else known.name
        kind = kinds.get(member["type"], str)
        fields[attribute] = _field(member, None if known is None else known.info, kind)
    cls = attr.make_class(f"{record['option']}", fields, kw_only=True)
    cls.__module__ = f"{chosen.module}.models"
    return cls


def _field(member: Record, info: Any, kind: type) -> Any:
    import attr

    from ...serialization.fields import INFO, FieldInfo

    required = bool(member.get("required"))
    return attr.ib(
        type=kind,
        default=attr.NOTHING if required else None,
        metadata={INFO: info or FieldInfo(wire=member["name"])},
    )


class _Waiting:
    """A wait for a state of the spec."""

    def __init__(
        self, chosen: Version, record: Record, settings: CommandSettings, query: Query
    ) -> None:
        self._chosen = chosen
        self._record = record
        self._settings = settings
        self._query = query
        self.received = Received()
        self.connection: Any = None

    def run(self, values: dict[str, Any]) -> int:
        """Wait, and print what there is in the end."""
        check_open()
        stderr.show_warnings()
        settings = self._settings
        with guarded(self._chosen, self):
            cls = recording_client(client_class(self._chosen), self)
            with connect(cls, settings) as self.connection:
                method = getattr(self.connection.client, self._record["method"])
                found = method(
                    **values,
                    interval=settings.seconds("interval"),
                    timeout=settings.seconds("max_wait"),
                )
                raw = self.received.raw_of(found)
                print_found(printer_of(settings), self._query, raw)
        return DONE
