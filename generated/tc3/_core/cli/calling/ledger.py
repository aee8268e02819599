"""The ledger of a command: calls with a key, which must not happen twice."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from ..exits import Problem, WrongUse
from ..output import stderr
from ..settings import CommandSettings

if TYPE_CHECKING:
    from ...ledger.ledger import Ledger


def ledger_of(settings: CommandSettings) -> Ledger:
    """The ledger that an option or a variable names.

    Raises:
        WrongUse: None does.
        ConfigurationError: It cannot be one.
    """
    where = settings.text("ledger")
    if where is None:
        raise WrongUse(
            Problem("--ledger", "is missing: the URL of a Redis, or an SQLite file"),
            hint="The variable TC3_LEDGER names it as well.",
        )
    _show_warnings()
    if "://" in where:
        from ...ledger.redis_ledger import RedisLedger

        return RedisLedger(where)
    from ...ledger.sqlite_ledger import SqliteLedger

    return SqliteLedger(where)


def once_of(settings: CommandSettings) -> dict[str, Any]:
    """The options of a client for a call with a key; none without one.

    Raises:
        WrongUse: The options do not go together.
    """
    key = settings.text("once")
    wait = settings.seconds("once_wait")
    if key is None:
        if wait is not None:
            raise WrongUse(Problem("--once-wait", "needs --once"))
        return {}
    for name in ("all", "max_items", "wait_for", "waiter"):
        if settings.get(name):
            option = f"--{name.replace('_', '-')}"
            raise WrongUse(Problem("--once", f"is for one call, not for {option}"))
    return {"once": key, "once_wait": wait, "ledger": ledger_of(settings)}


def _show_warnings() -> None:
    """Show what a ledger warns of, such as a Redis that may forget."""

    class Shown(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            stderr.write_warning(record.getMessage())

    log = logging.getLogger(f"{__name__.partition('.cli.')[0]}.ledger")
    log.handlers = [Shown(logging.WARNING)]
