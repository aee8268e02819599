"""Processes are killed, Redis too, and replies get lost: nothing happens twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from pathlib import Path

import pytest

from tc3 import RedisLedger, SqliteLedger

from ...support.redis_server import QUOTED, RedisServer, redis_server
from .crashes import Crew, Plan, carry_out, check
from .lossy_proxy import lossy_proxy

SMALL = Plan(processes=3, keys=60, tries=3, kills=4, lease=1.0)
LARGE = Plan(processes=8, keys=10_000, tries=3, kills=200, lease=3.0)


def redis_states(server: RedisServer) -> dict[str, str]:
    """The state of each key, when all leases have run out."""
    states: dict[str, str] = {}
    with server.client() as client:
        for name in client.scan_iter("tc3:once:*", count=1000):
            state = client.hget(name, "state").decode()
            states[name.decode().removeprefix("tc3:once:")] = _meant(state)
    return states


def sqlite_states(path: Path) -> dict[str, str]:
    ledger = SqliteLedger(path)
    with ledger._connections.use() as connection:
        rows = connection.execute("SELECT key, state FROM entries").fetchall()
    ledger.close()
    return {key: _meant(state) for key, state in rows}


def _meant(state: str) -> str:
    """The state that an entry has when its holder is gone."""
    return {"claimed": "free", "sending": "uncertain"}.get(state, state)


def assert_disturbed(crew: Crew, plan: Plan) -> None:
    """Check that processes were killed, and that some ended while others went on."""
    assert crew.killed >= plan.kills / 2
    assert crew.ended >= plan.kills / 10


async def with_redis(plan: Plan, restarts: int) -> None:
    chance = random.Random(plan.seed)
    with redis_server(durable=True) as server:
        at = server.socket.with_name("proxy.sock")
        url = f"redis+unix://:{QUOTED}@{at}"

        async def restart(crew: Crew) -> None:
            for number in range(1, restarts + 1):
                await crew.reached(plan.keys * plan.tries * number / (restarts + 1))
                server.kill()
                await asyncio.to_thread(server.start)

        async with lossy_proxy(server.socket, at, 0.02, chance) as lost:
            carried_out, crew = await carry_out(plan, url, restart)
        states = redis_states(server)
        listed = {entry.key for entry in RedisLedger(server.url).uncertain()}
    check(carried_out, states, plan)
    assert {"request", "reply"} <= {*lost}
    assert_disturbed(crew, plan)
    said = Counter(states.values())
    assert said["done"] > plan.keys / 2
    # Those whose lease has not run out yet are listed when it has.
    assert listed <= {key for key, state in states.items() if state == "uncertain"}


async def with_sqlite(plan: Plan, path: Path) -> None:
    carried_out, crew = await carry_out(plan, str(path))
    states = sqlite_states(path)
    check(carried_out, states, plan)
    assert_disturbed(crew, plan)
    assert Counter(states.values())["done"] > plan.keys / 2


@pytest.mark.slow
async def test_a_few_processes_with_redis() -> None:
    await with_redis(SMALL, restarts=1)


@pytest.mark.slow
async def test_a_few_processes_with_sqlite(tmp_path: Path) -> None:
    await with_sqlite(SMALL, tmp_path / "once.db")


@pytest.mark.nightly
@pytest.mark.timeout(1800)
async def test_many_processes_with_redis() -> None:
    await with_redis(LARGE, restarts=5)


@pytest.mark.nightly
@pytest.mark.timeout(1800)
async def test_many_processes_with_sqlite(tmp_path: Path) -> None:
    await with_sqlite(LARGE, tmp_path / "once.db")
