"""What the tests of waiters share."""

from __future__ import annotations

import time

import pytest

from tc3._core import clock
from tc3.ses import AsyncSesClient

from ..support.servers import Play, ok


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pauses: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.pauses.append(round(seconds, 3))


@pytest.fixture(autouse=True)
def world(monkeypatch: pytest.MonkeyPatch) -> Time:
    made = Time()

    async def sleep(seconds: float) -> None:
        made.sleep(seconds)

    monkeypatch.setattr(clock, "monotonic", lambda: made.now)
    monkeypatch.setattr(time, "sleep", made.sleep)
    monkeypatch.setattr(AsyncSesClient, "_sleep", staticmethod(sleep))
    monkeypatch.setattr(
        AsyncSesClient, "_clock", staticmethod(lambda: lambda: made.now)
    )
    return made


def group(state: int) -> Play:
    return ok(TotalCount=1, Data=[{"ReceiverId": 7, "ReceiversStatus": state}])
