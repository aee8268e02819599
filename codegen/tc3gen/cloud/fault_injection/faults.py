"""Faults that a test asks for: delays, errors, broken connections, lost replies."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from threading import Lock
from typing import Any, Literal, get_args

from attrs import asdict, define, field, fields_dict, setters, validators

Kind = Literal["latency", "throttle", "error", "status", "drop", "cut", "drip"]
KINDS: tuple[Kind, ...] = get_args(Kind)

When = Literal["before", "after"]

MOST_SECONDS = 3600
"""Seconds that a fault delays a response at most."""

MOST_FAULTS = 1000
"""Faults at a time: each is compared with every call."""

_NAME = re.compile(r"[A-Za-z0-9_]{1,200}|\*")
_CODE = re.compile(r"[A-Za-z0-9_]{1,100}(\.[A-Za-z0-9_]{1,100}){0,5}")


def _text(pattern: re.Pattern[str]) -> Any:
    return [validators.instance_of(str), validators.matches_re(pattern)]


def _is_integer(instance: InjectedFault, attribute: Any, value: Any) -> None:
    if type(value) is not int:
        raise TypeError(f"`{attribute.name}` must be an integer")


def _is_count(instance: InjectedFault, attribute: Any, value: Any) -> None:
    if value is None:
        return
    _is_integer(instance, attribute, value)
    if value < 1:
        raise ValueError("`count` must be at least 1, or null for all calls")


def _is_duration(instance: InjectedFault, attribute: Any, value: Any) -> None:
    if type(value) not in (int, float):
        raise TypeError(f"`{attribute.name}` must be a number of seconds")
    if not 0 <= value <= MOST_SECONDS:
        raise ValueError(f"`{attribute.name}` must be from 0 to {MOST_SECONDS}")


@define(kw_only=True, eq=False, on_setattr=setters.NO_OP)
class InjectedFault:
    """A fault in the next calls of an action."""

    id: int = 0
    kind: Kind = field(validator=validators.in_(KINDS))
    action: str = field(default="*", validator=_text(_NAME))
    """The name of an action, or `*` for all of them."""
    count: int | None = field(default=1, validator=_is_count)
    """Number of calls that it still concerns; None for all until it is taken away."""
    seconds: float = field(default=0, validator=_is_duration)
    """Seconds for which the response is held up; with `drip`, which it takes."""
    when: When = field(default="before", validator=validators.in_(get_args(When)))
    """Before the call is carried out, or after: a lost reply."""
    code: str = field(default="InternalError", validator=_text(_CODE))
    """The code that `error` returns."""
    message: str = field(default="", validator=validators.instance_of(str))
    status: int = field(
        default=503,
        validator=[_is_integer, validators.ge(200), validators.le(599)],
    )
    """The HTTP status that `status` returns."""
    body: str = field(
        default="<html><body>Not now</body></html>",
        validator=validators.instance_of(str),
    )
    """Body of its response; HTML, as gateways send."""


class InjectedFaults:
    """The faults to come, oldest first. They may be used from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ids: Iterator[int] = count(1)
        self._faults: list[InjectedFault] = []

    def add(self, kind: Kind, **details: Any) -> InjectedFault:
        """Let something go wrong: `add("drop", action="SendEmail", when="after")`.

        Raises:
            ValueError: there is no such kind or detail, or it cannot have such a value.
            TypeError: a value is of another type.
        """
        for name in details:
            if name == "id" or name not in fields_dict(InjectedFault):
                raise ValueError(f"a fault has no `{name}`")
        fault = InjectedFault(kind=kind, **details)
        with self._lock:
            if len(self._faults) >= MOST_FAULTS:
                raise ValueError(f"there are {MOST_FAULTS} faults already")
            fault.id = next(self._ids)
            self._faults.append(fault)
        return fault

    def take(self, action: str) -> InjectedFault | None:
        """The fault of a call that is made now; each call has one at most."""
        if not self._faults:
            return None
        with self._lock:
            for fault in self._faults:
                if fault.action in ("*", action):
                    self._use(fault)
                    return fault
        return None

    def _use(self, fault: InjectedFault) -> None:
        if fault.count is not None:
            fault.count -= 1
            if not fault.count:
                self._faults.remove(fault)

    def clear(self, id: int | None = None) -> int:
        """Take all of them away, or one. Returns how many there were."""
        with self._lock:
            before = len(self._faults)
            keep = [f for f in self._faults if id is not None and f.id != id]
            self._faults[:] = keep
            return before - len(keep)

    def listed(self) -> list[Mapping[str, Any]]:
        """All of them, as JSON has them."""
        with self._lock:
            return [asdict(fault) for fault in self._faults]
