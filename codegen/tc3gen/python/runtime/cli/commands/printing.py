"""Results, as the query and the format of a command want them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NoReturn

from ..arguments.query import BadQuery, Query
from ..exits import QUERY_MISFIT, Stop
from ..output import errors
from ..output.formats import Printer
from ..output.stdout import flush_output
from ..settings import CommandSettings


def printer_of(settings: CommandSettings, columns: Sequence[str] = ()) -> Printer:
    """A printer for the format that the options ask for."""
    return Printer(settings.text("output"), raw=settings.flag("raw"), columns=columns)


def print_found(printer: Printer, query: Query, result: Any) -> None:
    """Print what a query finds in a result; where it does not fit, the whole result.

    That must not be lost: the call may not be one to repeat.
    """
    try:
        found = query.search(result)
    except BadQuery as error:
        printer.whole(result)
        stop_misfit(query, f"does not fit the response, which is whole: {error}")
    printer.whole(found)
    flush_output()


def stop_misfit(query: Query, reason: str) -> NoReturn:
    """End the command: the service has responded, but a query does not fit the response."""
    flush_output()  # what came before is a result, too
    errors.show_error(f"{query.option}: {reason}", "QueryMisfit", QUERY_MISFIT)
    raise Stop(QUERY_MISFIT) from None
