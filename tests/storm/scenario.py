"""A scenario: one client on one road, its calls, and what each arrival meets.

All of it is drawn from a seed and a number, so that any can be played again alone.
"""

from __future__ import annotations

from random import Random
from typing import Literal, NamedTuple

from . import roads
from .roads import Setting
from .server import faults
from .server.faults import Fault

Kind = Literal["send", "stream", "bulk"]
_SIZES = (0, 0, 0, 0, 2_000, 20_000, 150_000, 600_000)
_BESIDE_BULK = 700
"""Bytes of the largest mail on a client whose requests are kept small."""
CHUNK_ROWS = 3


class Call(NamedTuple):
    """One call of the client."""

    number: int
    kind: Kind
    repeatable: bool
    size: int
    """Bytes that a mail is made larger by."""
    rows: int = 0
    refused: bool = False
    """Whether nothing listens any more when it begins."""

    def __str__(self) -> str:
        action = "read" if self.repeatable else "mail"
        return f"{self.kind} {action if self.kind != 'bulk' else self.rows}"


class Scenario(NamedTuple):
    """What is played."""

    number: int
    setting: Setting
    calls: tuple[Call, ...]
    faults: tuple[Fault, ...]
    """In the order of arrivals; then all is well."""
    inner: tuple[Fault, ...]
    """What the calls meet that are made by hooks."""
    at_once: bool
    total: float
    """The time-out of a call; a silence may last two thirds of it."""
    hooks: int
    """Chooses which hooks make calls."""

    def __str__(self) -> str:
        kind = "async" if self.setting.aio else "sync"
        road = self.setting.road.name
        extra = f", {self.setting.extra}" if self.setting.extra else ""
        calls = (" | " if self.at_once else ", ").join(map(str, self.calls))
        met = "; ".join(map(str, self.faults))
        return f"{kind} over {road}{extra}: {calls} <- {met}"


def draw(seed: str, index: int, only: str | None = None) -> Scenario:
    """The scenario of a number."""
    random = Random(f"{seed}/{index}")
    setting = roads.draw(random, only)
    road = setting.road
    count = random.choice([1, 2, 2, 3])
    calls = [_call(random, number) for number in range(1, count + 1)]
    if any(call.kind == "bulk" for call in calls):
        calls = [call._replace(size=min(call.size, _BESIDE_BULK)) for call in calls]
    met = [
        faults.draw(random, tls=road.tls, proxy=road.proxy)
        for _ in range(random.randrange(1, 4 + count))
    ]
    inner = [faults.draw(random, tls=0, proxy="") for _ in range(3)]
    if random.random() < 0.04:
        calls[-1] = calls[-1]._replace(refused=True)
    return Scenario(
        index,
        setting,
        tuple(calls),
        tuple(met),
        tuple(fault for fault in inner if fault.deed != "silence"),
        at_once=random.random() < 0.2,
        total=random.choice([0.35, 0.45, 0.6]),
        hooks=random.randrange(1 << 16),
    )


def _call(random: Random, number: int) -> Call:
    kind: Kind = random.choice(["send", "send", "send", "stream", "bulk"])
    if kind == "bulk":
        rows = random.randrange(1, 3 * CHUNK_ROWS + 1)
        return Call(number, kind, False, 0, rows)
    repeatable = random.random() < 0.35
    return Call(number, kind, repeatable, 0 if repeatable else random.choice(_SIZES))
