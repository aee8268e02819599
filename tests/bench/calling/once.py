"""The cost of a ledger in Redis: calls with a key beside the same calls without one."""

from __future__ import annotations

import asyncio
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from logging import NullHandler, getLogger
from time import monotonic, sleep

from tc3.ses.v20201002 import AsyncSesClient, SesClient

from ..measure import Contest, turns
from ..table import Row
from .mail import REGION, credential, mail

AREA = "a ledger in Redis, CPU a call"
AIM = 250e-6
"""Seconds of CPU that a ledger may take for a call."""

ROUNDS = 11
CALLS = 64
TASKS = 64
MISSING = "needs redis-server and the library redis"

Key = Callable[[], str | None]
"""Makes the key of a call, or none."""


def rows(address: str) -> list[Row]:
    if shutil.which("redis-server") is None or find_spec("redis") is None:
        return [Row(area=AREA, peer="all", skipped=MISSING)]
    getLogger("tc3").addHandler(NullHandler())  # a Redis that forgets is warned of
    with _redis() as url:
        return [
            _row("one thread", _sync(address, url)),
            _row(f"{TASKS} tasks", asyncio.run(_async(address, url))),
        ]


def _row(title: str, contest: Contest) -> Row:
    without = contest.cpu("without")
    cost = contest.cpu("with") - without
    return Row(
        area=AREA,
        peer=f"{title}: the aim of {AIM * 1e6:.0f} us",
        ours=cost,
        theirs=AIM,
        ratio=AIM / cost,
        at_least=1,
        note=f"beside {without * 1e6:.0f} us of the call",
    )


def _sync(address: str, url: str) -> Contest:
    from tc3 import RedisLedger

    ledger = RedisLedger(url, prefix="sync")
    made = _keys()
    contest = Contest()
    with SesClient(
        credential(), REGION, endpoint=f"http://{address}", ledger=ledger
    ) as client:

        def run(key: Key) -> None:
            for _ in range(CALLS):
                client.with_options(once=key()).batch_send_email(**mail())

        for name in turns(["with", "without"], ROUNDS):
            with contest.stopwatch(name, CALLS):
                run(made[name])
    ledger.close()
    return contest


async def _async(address: str, url: str) -> Contest:
    from tc3 import RedisLedger

    ledger = RedisLedger(url, prefix="async")
    made = _keys()
    contest = Contest()
    async with AsyncSesClient(
        credential(), REGION, endpoint=f"http://{address}", ledger=ledger
    ) as client:

        async def task(key: Key) -> None:
            for _ in range(CALLS // TASKS):
                await client.with_options(once=key()).batch_send_email(**mail())

        for name in turns(["with", "without"], ROUNDS):
            with contest.stopwatch(name, CALLS):
                await asyncio.gather(*(task(made[name]) for _ in range(TASKS)))
    await ledger.aclose()
    return contest


def _keys() -> dict[str, Key]:
    """The keys of either contestant: each call has a client of its own all the same."""
    numbers = count()
    return {"with": lambda: str(next(numbers)), "without": lambda: None}


@contextmanager
def _redis() -> Iterator[str]:
    """A Redis on loopback. It keeps nothing: the disk is not what is measured."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""],
            cwd=folder,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int) -> None:
    deadline = monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if monotonic() >= deadline:
                raise
            sleep(0.02)
