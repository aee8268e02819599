"""Processes that share a ledger, and are killed at random moments; what came of each key."""

from __future__ import annotations

import asyncio
import json
import random
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Any, NamedTuple

from ...support.servers import Received, Server, fails, hang_up, ok, serving

TESTS = Path(__file__).parents[3]


class Plan(NamedTuple):
    """The size of a crash test."""

    processes: int
    keys: int
    tries: int
    kills: int
    lease: float
    seed: int = 1


class Service:
    """Carries mails out, and counts; some responses never come, some mails are refused."""

    def __init__(self, chance: random.Random) -> None:
        self.carried_out: Counter[str] = Counter()
        self.kill: Callable[[int], None] = lambda worker: None
        self.kills_left = 0
        self._chance = chance

    async def play(self, writer: asyncio.StreamWriter, request: Received) -> bool:
        key, dice = request.params["Subject"], self._chance.random()
        if dice < 0.05:
            return await fails("InvalidParameterValue.X")(writer, request)
        if dice < 0.10:
            return await fails("RequestLimitExceeded")(writer, request)
        if dice < 0.12:
            return await fails("InternalError")(writer, request)
        self.carried_out[key] += 1
        if dice < 0.16 and self.kills_left > 0:
            self.kills_left -= 1
            self.kill(int(request.headers["x-tc-requestclient"].rpartition(" ")[2]))
        if dice < 0.20:
            return await hang_up(writer, request)
        return await ok(MessageId=key)(writer, request)


class Crew:
    """The processes, each with its tries; one that was killed is started anew with the rest."""

    def __init__(self, plan: Plan, server: Server, ledger: str) -> None:
        self._plan = plan
        self._server = server
        self._ledger = ledger
        self._processes: dict[int, asyncio.subprocess.Process] = {}
        self._told: set[asyncio.subprocess.Process] = set()
        self.killed = 0
        self.ended = 0
        self.over = 0
        self._moved = asyncio.Event()

    async def reached(self, tries: float) -> None:
        """Wait until so many tries are over."""
        while self.over < tries:
            self._moved.clear()
            await self._moved.wait()

    async def work(self, tries: list[tuple[int, str]]) -> None:
        """Make all tries."""
        count = self._plan.processes
        await asyncio.gather(
            *(self._work(worker, tries[worker::count]) for worker in range(count))
        )

    @property
    def running(self) -> list[int]:
        """The numbers of those that run, or of all while none does."""
        found = [n for n, each in self._processes.items() if each.returncode is None]
        return found or [*self._processes]

    def kill(self, worker: int) -> None:
        process = self._processes.get(worker)
        if process is not None and process.returncode is None:
            process.kill()
            self.killed += 1

    def end(self, worker: int) -> None:
        """Have a process end in good order, which closes its ledger."""
        process = self._processes.get(worker)
        if process is not None and process.returncode is None:
            self._told.add(process)
            process.terminate()
            self.ended += 1

    async def _work(self, worker: int, tries: list[tuple[int, str]]) -> None:
        left = dict(tries)
        while left:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "runtime.ledger.crashing.crash_process"),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                cwd=TESTS,
            )
            assert process.stdin is not None
            assert process.stdout is not None
            self._processes[worker] = process
            process.stdin.write(json.dumps(self._given(worker, left)).encode() + b"\n")
            process.stdin.close()
            while line := await process.stdout.readline():
                left.pop(int(line))
                self.over += 1
                self._moved.set()
            await process.wait()
            is_told = process in self._told
            fine = (0, -SIGKILL, -SIGTERM) if is_told else (0, -SIGKILL)
            assert process.returncode in fine, "a process failed by itself"
            assert process.returncode or is_told or not left

    def _given(self, worker: int, left: dict[int, str]) -> dict[str, Any]:
        return {
            "kind": "async" if worker % 2 else "sync",
            "worker": worker,
            "server": self._server.url,
            "ledger": self._ledger,
            "lease": self._plan.lease,
            "tries": [*left.items()],
        }


async def carry_out(
    plan: Plan,
    ledger: str,
    disturb: Callable[[Crew], Any] | None = None,
) -> tuple[Counter[str], Crew]:
    """Make all tries of a plan; how often the service has carried out each key."""
    chance = random.Random(plan.seed)
    service = Service(chance)
    tries = [
        (attempt * plan.keys + key, f"key-{key}")
        for attempt in range(plan.tries)
        for key in range(plan.keys)
    ]
    chance.shuffle(tries)
    async with serving(service.play) as server:
        crew = Crew(plan, server, ledger)
        service.kill, service.kills_left = crew.kill, plan.kills // 2
        at_random = asyncio.create_task(_kill_at_random(plan, crew, chance))
        disturbing = None if disturb is None else asyncio.ensure_future(disturb(crew))
        await crew.work(tries)
        at_random.cancel()
        await asyncio.gather(at_random, return_exceptions=True)
        if disturbing is not None:
            await disturbing
    return service.carried_out, crew


async def _kill_at_random(plan: Plan, crew: Crew, chance: random.Random) -> None:
    """Kill a process whenever another part of the tries is over, or have it end."""
    every = plan.keys * plan.tries / (plan.kills - plan.kills // 2 + 1)
    for number in range(1, plan.kills - plan.kills // 2 + 1):
        await crew.reached(number * every)
        stop = crew.end if number % 2 else crew.kill
        stop(chance.choice(crew.running))


def check(carried_out: Counter[str], states: dict[str, str], plan: Plan) -> None:
    """Check that no key was carried out twice, and that the ledger tells the truth of each."""
    for number in range(plan.keys):
        key = f"key-{number}"
        state = states.get(key, "new")
        times = carried_out[key]
        assert times <= 1, f"{key} was carried out {times} times; it is {state}"
        if times:
            assert state in ("done", "uncertain"), f"{key} is {state} but was sent"
        else:
            assert state in ("free", "new", "uncertain"), f"{key} is {state}, unsent"
