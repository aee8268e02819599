"""The command `SERVICE BULK ... FILE`: any number of rows, request by request."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from ...bulk.errors import BulkError
from .. import terminal
from ..arguments.query import Query
from ..arguments.row_files import RowFile
from ..arguments.words import take_apart, words_of
from ..calling.client import connect, site_of
from ..calling.generated import client_class
from ..calling.raw import Received
from ..calling.refusals import show_refused
from ..catalog import Version
from ..exits import DONE, INTERRUPTED, Problem, Stop, WrongUse
from ..options import BULK, GLOBAL, HELP, OTHERS
from ..output import errors, stderr
from ..output.stdout import check_open, write_text
from ..settings import CommandSettings
from .bulk_rows import models_of, read_parameters
from .context import Context
from .guard import guarded, recording_client
from .printing import print_found, printer_of

Record = dict[str, Any]


def run_bulk(context: Context, chosen: Version, name: str, words: Sequence[str]) -> int:
    """Carry the command out. Returns the exit code."""
    record = chosen.record("bulk", name)
    found = take_apart(words, lambda _: None, [], (*BULK, *GLOBAL, *OTHERS, HELP))
    settings = context.settings(found.options)
    if settings.flag("help") or found.others == ["help"]:
        from ..pages.action_page import bulk_page

        write_text(bulk_page(chosen, name, context.program))
        return DONE
    params = record.get("params", [])
    problems = list(found.problems)
    if len(found.others) != len(params) + 1:
        given = " ".join([*(m["option"].upper() for m in params), "FILE"])
        problems.append(Problem("", f"{record['option']} takes {given}"))
    query = Query.of(settings, problems)
    start = settings.count("start") or 0
    most = settings.seconds("max_wait")
    if problems:
        hint = (
            f"`{context.program} {chosen.called} {record['option']} --help` shows more."
        )
        raise WrongUse(*problems, hint=hint)
    *values, file = found.others
    site = site_of(settings)
    given_once = read_parameters(chosen, record, values, site)
    forms = models_of(chosen, record)
    with RowFile(file, settings.text("format"), forms, site) as rows:
        options = {**context.front, **found.options}
        command = [
            *(context.program, chosen.called, record["option"], *found.others),
            *words_of(options, (*BULK, *GLOBAL, *OTHERS)),
        ]
        upload = _Upload(chosen, record, settings, query, rows, command)
        return upload.run(given_once, start, most)


class _Upload:
    """One run over the rows of a file."""

    def __init__(
        self,
        chosen: Version,
        record: Record,
        settings: CommandSettings,
        query: Query,
        rows: RowFile,
        command: list[str],
    ) -> None:
        self._chosen = chosen
        self._record = record
        self._settings = settings
        self._query = query
        self._rows = rows
        self._command = command
        self._bar = Bar(rows)
        self._next = 0
        self.received = Received()
        self.connection: Any = None

    def run(self, values: dict[str, Any], start: int, most: float | None) -> int:
        """Check all rows, then send them."""
        check_open()
        stderr.show_warnings()
        count = self._rows.check()
        if start > count:
            problem = Problem("--start", f"is {start}, but there are only {count} rows")
            raise WrongUse(problem)
        self._next = start
        with guarded(self._chosen, self):
            cls = recording_client(client_class(self._chosen), self)
            with connect(cls, self._settings) as self.connection:
                try:
                    done = self._send(values, start, most)
                    self._print(done)
                    return show_refused(done.refused, done.refused_count)
                except BulkError as error:
                    self._bar.end()
                    progress = error.progress
                    show_refused(progress.refused, progress.refused_count)
                    self._go_on(error.next_row)
                    raise
                except KeyboardInterrupt:
                    self._bar.end()
                    self._interrupted()

    def _send(self, values: dict[str, Any], start: int, most: float | None) -> Any:
        method = getattr(self.connection.client, self._record["method"])
        return method(
            *values.values(),
            self._rows,
            progress=self._progress,
            start=start,
            deduplicate=self._settings.flag("deduplicate"),
            timeout=most,
        )

    def _progress(self, progress: Any) -> None:
        self._next = progress.next_row
        self.received.forget(1)
        self._bar.show(progress.next_row)

    def _interrupted(self) -> NoReturn:
        maybe = self.connection.transport.may_be_done
        effect = (
            "the rows under way may have arrived" if maybe else "no rows were under way"
        )
        text = f"interrupted; {self._next} rows are done, {effect}"
        errors.show_error(text, "Interrupted", INTERRUPTED)
        self._go_on(self._next)
        raise Stop(INTERRUPTED) from None

    def _go_on(self, row: int) -> None:
        """Say how to go on; rows from standard input would have to come again."""
        from ..hiding import without_password
        from ..pages.layout import quote_word

        words = [*self._command]
        if self._settings.text("once") is None:  # else the ledger knows where
            words += ["--start", str(row)]
        shown = " ".join(quote_word(without_password(word)) for word in words)
        stderr.write_line(f"Go on with: {shown}")

    def _print(self, done: Any) -> None:
        self._bar.end()
        result = {
            "Rows": done.next_row,
            "Sent": done.sent,
            "Repeats": done.repeats,
            "Refused": done.refused_count,
            "Requests": len(done.responses),
            "RequestIds": [*done.request_ids],
        }
        print_found(printer_of(self._settings), self._query, result)


class Bar:
    """A bar on a terminal, of the rows that have been sent."""

    def __init__(self, rows: RowFile) -> None:
        self._rows = rows
        self._bar: Any = None
        self._wanted = terminal.is_terminal(sys.stderr) and not stderr.quiet

    def show(self, done: int) -> None:
        """Show how far it is."""
        if not self._wanted:
            return
        if self._bar is None:
            click = import_module("click")
            self._bar = click.progressbar(
                length=max(self._rows.count, 1),
                label="Rows",
                show_pos=True,
                file=sys.stderr,
                width=max(10, terminal.width(sys.stderr) - 50),
            )
            self._bar.__enter__()
        self._bar.update(done - self._bar.pos)

    def end(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None
