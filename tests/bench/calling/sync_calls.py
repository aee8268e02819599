"""One thread that sends mail over the synchronous client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import urllib3
from attrs import frozen

from tc3.ses.v20201002 import SesClient

from ..measure import Contest, turns
from ..table import Row
from .calls import ROUNDS, call_row
from .mail import (
    REGION,
    credential,
    mail,
    official,
    official_client,
    official_mail,
    signed,
)

AREA = "one thread, CPU a call"

Call = Callable[[], object]


@frozen
class _Contestant:
    call: Call
    calls: int
    """In one round: about a tenth of a second's worth."""


def rows(address: str) -> list[Row]:
    with ExitStack() as stack:
        enter = stack.enter_context
        contestants = {
            "ours": _Contestant(enter(_ours(address)), 300),
            "pool": _Contestant(enter(_pool(address)), 300),
            "manager": _Contestant(enter(_manager(address)), 300),
        }
        for keep_alive in (False, True):
            call = _official(address, keep_alive)
            if call is not None:
                contestants["on" if keep_alive else "off"] = _Contestant(call, 100)
        contest = _compete(contestants)
    return [
        call_row(contest, AREA, "pool", "urllib3's pool, the same bytes", 1.3),
        call_row(contest, AREA, "manager", "its PoolManager, the same bytes", 1.5),
        call_row(contest, AREA, "off", "official, keep-alive off", 4),
        call_row(contest, AREA, "on", "official, keep-alive on", 4),
    ]


def _compete(contestants: dict[str, _Contestant]) -> Contest:
    for contestant in contestants.values():
        _run(contestant.call, 50)
    contest = Contest()
    for name in turns(contestants, ROUNDS):
        contestant = contestants[name]
        with contest.stopwatch(name, contestant.calls):
            _run(contestant.call, contestant.calls)
    return contest


def _run(call: Call, calls: int) -> None:
    for _ in range(calls):
        call()


@contextmanager
def _ours(address: str) -> Iterator[Call]:
    with SesClient(credential(), REGION, endpoint=f"http://{address}") as client:
        yield lambda: client.batch_send_email(**mail())


@contextmanager
def _pool(address: str) -> Iterator[Call]:
    """The least that urllib3 does for a request: its pool is made for the one host."""
    request = signed(address)
    sent: dict[str, Any] = {"body": request.body, "headers": request.headers}
    host, port = address.split(":")
    with urllib3.HTTPConnectionPool(host, int(port)) as pool:
        yield lambda: pool.urlopen("POST", "/", **sent).data


@contextmanager
def _manager(address: str) -> Iterator[Call]:
    """What its users write."""
    request = signed(address)
    sent: dict[str, Any] = {"body": request.body, "headers": request.headers}
    with urllib3.PoolManager() as manager:
        yield lambda: manager.request("POST", request.url, **sent).data


def _official(address: str, keep_alive: bool) -> Call | None:
    module = official("ses.v20201002.ses_client")
    models = official("ses.v20201002.models")
    if module is None or models is None:
        return None
    client = official_client(module, address, keep_alive)
    return lambda: client.BatchSendEmail(official_mail(models))
