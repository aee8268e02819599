"""Sends the request of a command: once, page by page, again and again, or not at all."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from ...narrowing import is_list
from ..arguments.query import BadQuery, Query
from ..calling.client import Connection, class_of, connect
from ..calling.raw import Received
from ..calling.refusals import exit_code_of, show_refused
from ..catalog import Version
from ..exits import DONE, INTERRUPTED, Problem, Stop, WrongUse
from ..output import stderr
from ..output.stdout import check_open, flush_output
from ..settings import CommandSettings
from .context import Context
from .expression_wait import wait_of, wait_until
from .guard import guarded, recording_client
from .printing import print_found, printer_of, stop_misfit

Record = dict[str, Any]


def send_request(
    context: Context,
    chosen: Version,
    name: str,
    record: Record,
    request: Any,
    settings: CommandSettings,
    query: Query,
) -> int:
    """Send a request in the way that the options ask for. Returns the exit code."""
    if settings.get("dry_run") is not None:
        from ..dry_run.show import dry_run

        return dry_run(chosen, record, request, settings)
    check_open()
    stderr.show_warnings()
    call = _Call(chosen, name, record, settings, query)
    with guarded(chosen, call):
        return call.run(context, request)


class _Call:
    """One command that calls an action."""

    def __init__(
        self,
        chosen: Version,
        name: str,
        record: Record,
        settings: CommandSettings,
        query: Query,
    ) -> None:
        self._chosen = chosen
        self._name = name
        self._record = record
        self._settings = settings
        self._query = query
        self.received = Received()
        self.connection: Connection | None = None
        columns = () if query else _columns(chosen, record)
        self._printer = printer_of(settings, columns)

    def run(self, context: Context, request: Any) -> int:
        """Connect, and send."""
        wait = wait_of(self._settings)
        if wait is not None and not self._record.get("repeatable"):
            confirm_repetition(self._record, self._settings)
        cls = recording_client(class_of(self._chosen), self)
        # It has been checked already, with the words of the command line.
        with connect(cls, self._settings, validate=False) as self.connection:
            repeatable = request.__action__.repeatable
            self.connection.transport.begin(self._name, repeatable)
            if wait is not None:
                response = wait_until(self.connection.client, request, wait)
                return self._print(response)
            if self._walks:
                return self._walk(request)
            if _asks_for_stream(request):
                self._stream(request)
                return DONE
            response = self.connection.client.send(request)
            if response.replayed:
                stderr.write_note("Nothing was sent: the response of an earlier call.")
            return self._print(response)

    def _print(self, response: Any) -> int:
        """Print a response, and what was refused in it. Returns the exit code."""
        print_found(self._printer, self._query, response.raw)
        return exit_code_of(response)

    def _walk(self, request: Any) -> int:
        """Print the items of all pages, and what was refused. Returns the exit code."""
        assert self.connection is not None
        pages = self.connection.client.paginate(request).pages()
        path = request.__action__.pages.items.split(".")
        self._printer.items(self._pages(pages, path))
        flush_output()
        return show_refused(pages.refused, pages.refused_count)

    @property
    def _walks(self) -> bool:
        settings = self._settings
        return settings.flag("all") or settings.get("max_items") is not None

    def _stream(self, request: Any) -> None:
        assert self.connection is not None
        for response in self.connection.client.stream(request):
            print_found(self._printer, self._query, response.raw)
            flush_output()

    def _pages(
        self, pages: Iterable[list[Any]], path: list[str]
    ) -> Iterator[list[Any]]:
        """The items of all pages, as they were received and as the query wants them."""
        left = self._settings.count("max_items", 1)
        for items in pages:
            for response, raw in self.received.pages(items, path):
                if left is not None:
                    raw, left = raw[:left], left - len(raw)
                yield self._found(response, raw)
                if left is not None and left <= 0:
                    return
            flush_output()
            self.received.forget()

    def _found(self, response: Any, items: list[Any]) -> list[Any]:
        """Apply the query to a page, or to its items if it begins with brackets."""
        asked: Any = items
        if not self._query.begins_with_items:
            if not self._query or response is None:
                return items
            asked = _with_items(response.raw, self._record["paging"]["items"], items)
        try:
            found = self._query.search(asked)
        except BadQuery as error:
            stop_misfit(self._query, f"does not fit a page: {error}")
        return found if is_list(found) else [] if found is None else [found]


def _asks_for_stream(request: Any) -> bool:
    """True if the response may be a stream of events."""
    streams = request.__action__.streams
    return bool(getattr(request, streams) if isinstance(streams, str) else streams)


def _with_items(raw: Any, path: str, items: list[Any]) -> Any:
    first, _, rest = path.partition(".")
    return {**raw, first: _with_items(raw[first], rest, items) if rest else items}


def _columns(chosen: Version, record: Record) -> list[str]:
    """The names of the columns of the items of pages."""
    paging: Record = record.get("paging") or {}
    path = paging.get("items")
    members = record.get("returns", [])
    if path is None:
        return []
    for name in path.split("."):
        found = next((m for m in members if m["name"] == name), None)
        kind = "" if found is None else found["type"].removeprefix("list[").rstrip("]")
        if kind not in chosen.names("types"):
            return []
        members = chosen.record("types", kind).get("members", [])
    return [member["name"] for member in members]


def confirm_repetition(record: Record, settings: CommandSettings) -> None:
    """Ask before an action is repeated that does something each time."""
    if settings.flag("yes"):
        return
    reason = f"{record['option']} does something each time it is called"
    if sys.stdin is None or not sys.stdin.isatty():
        raise WrongUse(Problem("--wait-for", f"{reason}; add --yes to repeat it"))
    click = import_module("click")
    if not click.confirm(f"{reason}. Repeat it?", err=True):
        raise Stop(INTERRUPTED)
