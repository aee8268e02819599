"""64 tasks that send mail over one asynchronous client, each mail made for its call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp
from attrs import frozen

from tc3.ses.v20201002 import AsyncSesClient

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

AREA = "64 tasks, CPU a call"
TASKS = 64

Call = Callable[[], Awaitable[object]]


@frozen
class _Contestant:
    call: Call
    calls: int
    """In one round: about a tenth of a second's worth."""


def rows(address: str) -> list[Row]:
    return asyncio.run(_rows(address))


async def _rows(address: str) -> list[Row]:
    async with AsyncExitStack() as stack:
        enter = stack.enter_async_context
        contestants = {
            "ours": _Contestant(await enter(_ours(address)), 512),
            "aiohttp": _Contestant(await enter(_raw(address)), 512),
        }
        if official("ses.v20201002.ses_client_async") is not None:
            off, on = _official(address, False), _official(address, True)
            contestants["off"] = _Contestant(await enter(off), 64)
            contestants["on"] = _Contestant(await enter(on), 64)
        contest = await _compete(contestants)
    return [
        call_row(contest, AREA, "aiohttp", "raw aiohttp, the same bytes", 0.92),
        call_row(contest, AREA, "off", "official, keep-alive off", 6.5),
        call_row(contest, AREA, "on", "official, keep-alive on", 6.5),
    ]


async def _compete(contestants: dict[str, _Contestant]) -> Contest:
    for contestant in contestants.values():
        await _run(contestant.call, TASKS * 2)
    contest = Contest()
    for name in turns(contestants, ROUNDS):
        contestant = contestants[name]
        with contest.stopwatch(name, contestant.calls):
            await _run(contestant.call, contestant.calls)
    return contest


async def _run(call: Call, calls: int) -> None:
    async def task() -> None:
        for _ in range(calls // TASKS):
            await call()

    await asyncio.gather(*(task() for _ in range(TASKS)))


@asynccontextmanager
async def _ours(address: str) -> AsyncIterator[Call]:
    async with AsyncSesClient(
        credential(), REGION, endpoint=f"http://{address}"
    ) as client:

        async def call() -> object:
            return await client.batch_send_email(**mail())

        yield call


@asynccontextmanager
async def _raw(address: str) -> AsyncIterator[Call]:
    request = signed(address)
    async with aiohttp.ClientSession() as session:

        async def call() -> object:
            async with session.post(
                request.url, data=request.body, headers=request.headers
            ) as response:
                return await response.read()

        yield call


@asynccontextmanager
async def _official(address: str, keep_alive: bool) -> AsyncIterator[Call]:
    module = official("ses.v20201002.ses_client_async")
    models = official("ses.v20201002.models")
    assert module is not None
    assert models is not None
    async with official_client(module, address, keep_alive) as client:

        async def call() -> object:
            response: object = await client.BatchSendEmail(official_mail(models))
            return response

        yield call
