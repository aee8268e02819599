"""Playing one scenario: its service, its client, its calls, and what comes of them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import AsyncExitStack
from contextvars import ContextVar, copy_context
from pathlib import Path
from threading import Thread
from traceback import extract_tb
from typing import Any
from weakref import WeakSet

import attrs

from .callers.calls import make, make_async
from .callers.clients import client_of, inner_client
from .callers.hooks import FIRST, Inner, call_on_log
from .judge import Finding, judge, may_be_overcautious
from .outcome import Outcome, where
from .scenario import Call, Scenario
from .server.contexts import Contexts
from .server.port import Port

_STUCK = 20.0
"""Seconds after which a scenario will never end."""
_PATIENCE = 1.5
"""Seconds in which connections and tasks must be gone when a client has been closed."""

Tasks = WeakSet[asyncio.Task[Any]]
_tasks: ContextVar[Tasks | None] = ContextVar("tasks", default=None)


@attrs.define
class Played:
    """A scenario that was played. It travels between processes."""

    index: int
    road: str
    text: str
    findings: list[Finding] = attrs.field(factory=list)
    story: list[str] = attrs.field(factory=list)
    calls: int = 0
    arrivals: int = 0
    alerts: int = 0
    overcautious: int = 0
    forgotten: int = 0
    """Connections that aiohttp itself left open."""
    errors: Counter[str] = attrs.field(factory=Counter)


class Stage:
    """What all scenarios of a process share."""

    def __init__(self, contexts: Contexts) -> None:
        self.contexts = contexts
        factory: Any = _noted
        loop = asyncio.get_running_loop()
        loop.set_task_factory(factory)
        loop.set_exception_handler(self._complained)
        self.broken: list[BaseException] = []
        """Errors of the service itself, which is to have none."""

    def _complained(
        self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]
    ) -> None:
        error = context.get("exception")
        if error is not None and _is_of_service(error):
            self.broken.append(error)


async def in_thread(work: Callable[..., Any], *args: Any) -> Any:
    """Runs what blocks in a thread of its own, which may hang without keeping others."""
    promise: Future[Any] = Future()
    context = copy_context()

    def run() -> None:
        try:
            promise.set_result(context.run(work, *args))
        except BaseException as error:
            promise.set_exception(error)

    Thread(target=run, daemon=True).start()
    return await asyncio.wrap_future(promise)


def _is_of_service(error: BaseException) -> bool:
    """Whether the frame above the event loop's is one of a `Line`."""
    frames = extract_tb(error.__traceback__)
    return any(Path(frame.filename).name == "line.py" for frame in frames)


def _noted(
    loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any], **options: Any
) -> asyncio.Task[Any]:
    """Makes a task, and notes which scenario it belongs to."""
    made = asyncio.Task(work, loop=loop, **options)
    tasks = _tasks.get()
    if tasks is not None:
        tasks.add(made)
    return made


async def play(scenario: Scenario, stage: Stage) -> Played:
    """Plays a scenario and judges it."""
    played = Played(scenario.number, scenario.setting.name, str(scenario))
    task = asyncio.create_task(_play(scenario, stage, played))
    done, _ = await asyncio.wait({task}, timeout=_STUCK)
    if done and (error := task.exception()) is not None:
        played.findings.append(Finding("foreign", f"{error!r:.200} in {where(error)}"))
    if not done:
        task.cancel()
        played.findings.append(Finding("stuck", f"not over after {_STUCK:.0f} s"))
    return played


async def _play(scenario: Scenario, stage: Stage, played: Played) -> None:
    tasks: Tasks = WeakSet()
    _tasks.set(tasks)
    road, aio = scenario.setting.road, scenario.setting.aio
    port = Port(stage.contexts, scenario.faults, road.parts, road.way == "forward")
    side = Port(stage.contexts, scenario.inner)
    for call in scenario.calls:
        if call.kind == "stream":
            port.streams.add(str(call.number))
    try:
        await port.listen()
        await side.listen()
        inner = Inner(inner_client(side, aio))
        outcomes = [
            Outcome(call, scenario.total, inner.spent) for call in scenario.calls
        ]
        await _calls(scenario, played, port, inner, outcomes)
        await _leaks(scenario, played, [port, side], tasks)
        _settle(played, outcomes, port)
        _settle(played, inner.outcomes, side)
    finally:
        port.close()
        side.close()


async def _calls(
    scenario: Scenario,
    played: Played,
    port: Port,
    inner: Inner,
    outcomes: list[Outcome],
) -> None:
    """Makes the calls, and closes what they were made with."""
    aio = scenario.setting.aio
    async with AsyncExitStack() as stack:
        client = await client_of(scenario, port, inner, stack)
        if scenario.setting.extra == "calling log handler":
            call_on_log(inner.call_later if aio else inner.call)

        async def one(call: Call, outcome: Outcome) -> None:
            if call.refused and not scenario.at_once:
                port.refuse()
            if aio:
                await make_async(client, call, outcome)
            else:
                await in_thread(make, client, call, outcome)

        works = [one(outcome.call, outcome) for outcome in outcomes]
        if scenario.at_once:
            await asyncio.gather(*works)
        else:
            for work in works:
                await work
        await inner.settled()
        for each in (client, inner.client):
            try:
                await (each.close() if aio else in_thread(each.close))
            except Exception as error:
                text = f"close: {error!r:.150} in {where(error)}"
                played.findings.append(Finding("foreign", text))


def _forgets(scenario: Scenario) -> bool:
    """Whether a connection that is left may be one that no client could have closed.

    aiohttp forgets a connection when the hook is cancelled that it tells of it; and asyncio
    fails to close TLS inside of TLS that an alert has ended.
    """
    setting = scenario.setting
    return setting.extra == "calling traces" or (setting.aio and setting.road.tls > 1)


async def _leaks(
    scenario: Scenario, played: Played, ports: list[Port], tasks: Tasks
) -> None:
    forgotten = _forgets(scenario)
    own = asyncio.current_task()
    for port in ports:
        for line in await port.left(_PATIENCE):
            if forgotten:
                played.forgotten += 1
            else:
                played.findings.append(Finding("leaked", line))
    end = asyncio.get_running_loop().time() + _PATIENCE
    while open_tasks := [task for task in tasks if not task.done() and task is not own]:
        if asyncio.get_running_loop().time() > end:
            text = f"tasks: {', '.join(map(repr, open_tasks)):.200}"
            played.findings.append(Finding("leaked", text))
            return
        await asyncio.sleep(0.005)


def _settle(played: Played, outcomes: list[Outcome], port: Port) -> None:
    """Judges calls, and counts what is only a statistic."""
    for outcome in outcomes:
        played.findings += judge(outcome, port.notes)
        played.overcautious += may_be_overcautious(outcome, port.notes)
        played.calls += outcome.call.number < FIRST
        error = outcome.error
        played.errors["success" if error is None else type(error).__name__] += 1
        came = port.notes.of(outcome.call.number)
        noted = "; ".join(f"{key} {', '.join(map(str, e))}" for key, e in came.items())
        played.story.append(f"{outcome}; at the server: {noted or 'nothing'}")
    played.arrivals += port.connections
    played.alerts += port.alerts
