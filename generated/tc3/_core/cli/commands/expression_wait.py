"""Waits for an expression over the responses of an action."""

from __future__ import annotations

import json
import time
from typing import Any

from ...errors import Tc3Error, WaitTimeout
from ...narrowing import is_number, is_object
from ...waiters import Wait, Waiter
from ..arguments.query import BadQuery, Query
from ..exits import Problem, WrongUse
from ..settings import CommandSettings
from .printing import stop_misfit

INTERVAL = 5.0
"""Seconds between the first calls, unless the command or the waiter says otherwise."""

MAX_WAIT = 180.0

MAX_SHOWN = 200
"""Characters that an error shows of the value that an expression has."""


class ExpressionWaiter(Waiter[Any]):
    """Waits until an expression is true of a response, or equal to a value."""

    def __init__(self, query: Query, wanted: Any, interval: float, most: float) -> None:
        super().__init__(
            query.text or "",
            path="raw",
            success=(True,),
            interval=interval,
            timeout=most,
        )
        self._query = query
        self.seen: Any = None
        """The value of the expression in the last response."""
        self._wanted = wanted

    def is_among(self, state: Any, states: tuple[str | int, ...]) -> bool:
        """True for a response of which the expression is true."""
        if states != self.success:
            return False
        try:
            self.seen = found = self._query.search(state)
        except BadQuery as error:
            stop_misfit(self._query, f"does not fit the response: {error}")
        if self._wanted is None:
            return bool(found)
        return bool(found == self._wanted or str(found) == str(self._wanted))


def wait_of(settings: CommandSettings) -> ExpressionWaiter | None:
    """The wait that the options ask for. Raises `WrongUse`."""
    interval = settings.seconds("interval")
    most = settings.seconds("max_wait")
    if settings.text("waiter") is not None:
        return _as_tccli(str(settings.text("waiter")))
    expression = settings.text("wait_for")
    if expression is None:
        return None
    query = Query(expression, "--wait-for")
    return ExpressionWaiter(query, None, interval or INTERVAL, most or MAX_WAIT)


def _as_tccli(text: str) -> ExpressionWaiter:
    """A wait as the provider's command line writes it: JSON, or JSON in single quotes."""
    option = "--waiter"
    given = _parse_mapping(text)
    if not is_object(given) or "expr" not in given or "to" not in given:
        example = '{"expr": "...", "to": "...", "timeout": 180, "interval": 5}'
        raise WrongUse(Problem(option, f"must be JSON such as {example}"))
    times: dict[str, float] = {}
    for name, usual in (("interval", INTERVAL), ("timeout", MAX_WAIT)):
        value = given.get(name, usual)
        if isinstance(value, bool) or not is_number(value) or value <= 0:
            raise WrongUse(Problem(option, f"{name} must be seconds, more than 0"))
        times[name] = float(value)
    query = Query(str(given["expr"]), option)
    return ExpressionWaiter(query, given["to"], times["interval"], times["timeout"])


def _parse_mapping(text: str) -> Any:
    """A mapping in JSON, or with single quotes as Python writes it; nothing is evaluated."""
    import ast

    for read in (json.loads, ast.literal_eval):
        try:
            return read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return None


def wait_until(client: Any, request: Any, waiter: ExpressionWaiter) -> Any:
    """Call again and again until the wait ends. Raises what the calls and `Wait` raise."""
    wait = waiter.begin(request, {}, None, None)
    while True:
        try:
            pause = _poll_once(client, wait)
        except WaitTimeout as error:
            error.state = _short(waiter.seen)  # the whole response says less
            raise
        if pause is None:
            return wait.found
        time.sleep(pause)


def _poll_once(client: Any, wait: Wait[Any]) -> float | None:
    """Call once. Returns the seconds until the next call; None at the end of the wait."""
    try:
        response = client.send(wait.request)
    except Tc3Error as error:
        pause = wait.after_error(error)
        if pause is None:
            raise
        return pause
    return wait.after(response)


def _short(value: Any) -> Any:
    text = str(value)
    return value if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."
