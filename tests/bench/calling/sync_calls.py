"""One thread that sends mail over the synchronous client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import urllib3
from attrs import frozen

from tc3.ses.v20201002 import SesClient

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
from .measure import Contest, turns
from .table import Row

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
            "urllib3": _Contestant(enter(_raw(address)), 300),
        }
        for keep_alive in (False, True):
            call = _official(address, keep_alive)
            if call is not None:
                contestants["on" if keep_alive else "off"] = _Contestant(call, 100)
        contest = _compete(contestants)
    return [
        call_row(contest, AREA, "urllib3", "raw urllib3, the same bytes", 0.85),
        call_row(contest, AREA, "off", "official, keep-alive off", 2.5),
        call_row(contest, AREA, "on", "official, keep-alive on", 2.5),
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
        params = mail()
        yield lambda: client.batch_send_email(**params)


@contextmanager
def _raw(address: str) -> Iterator[Call]:
    request = signed(address)
    with urllib3.PoolManager() as pool:
        yield (
            lambda: (
                pool.urlopen(
                    "POST", request.url, body=request.body, headers=request.headers
                ).data
            )
        )


def _official(address: str, keep_alive: bool) -> Call | None:
    module = official("ses.v20201002.ses_client")
    models = official("ses.v20201002.models")
    if module is None or models is None:
        return None
    client = official_client(module, address, keep_alive)
    request = official_mail(models)
    return lambda: client.BatchSendEmail(request)
