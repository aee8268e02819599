"""A call that is cancelled at each point where it waits leaves nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Generator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import pytest

from tc3 import Credential, LocalRateLimiter, RetryPolicy
from tc3.ses import AsyncSesClient

from ..support.authorities import Authority
from ..support.driver import KEY
from ..support.servers import Play, Received, Server, fails, late, ok, serving
from ..support.tunnels import tunnels


class Stepped:
    """Awaits a call up to its wait number `stop`, which is cancelled.

    Either while it waits, or when what it waited for is there already, and the task has not
    gone on yet: who gives something to a cancelled task must take it back.
    """

    def __init__(self, call: Coroutine[Any, Any, Any], stop: int, moment: str) -> None:
        self._call = call
        self._stop = stop
        self._moment = moment

    def __await__(self) -> Generator[Any, Any, Any]:
        task = asyncio.current_task()
        assert task is not None
        inner = self._call.__await__()
        number = 0
        try:
            future = inner.send(None)
            while True:
                if number == self._stop and self._moment == "while":
                    task.cancel()
                number += 1
                try:
                    value = yield future
                    if number == self._stop + 1 and self._moment == "after":
                        raise asyncio.CancelledError
                except BaseException as error:
                    future = inner.throw(error)
                else:
                    future = inner.send(value)
        except StopIteration as end:
            return end.value


async def in_pieces(writer: asyncio.StreamWriter, request: Received) -> bool:
    """A response that is waited for several times."""
    for piece in (
        b"HTTP/1.1 200 OK\r\nContent-",
        b'Length: 15\r\n\r\n{"Resp',
        b'onse":{}}',
    ):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(0.002)
    return True


@asynccontextmanager
async def plain(**options: Any) -> AsyncIterator[tuple[Server, AsyncSesClient]]:
    async with (
        serving(in_pieces) as server,
        AsyncSesClient(
            **{
                "credential": KEY,
                "endpoint": server.url,
                "max_connections": 1,
                **options,
            }
        ) as client,
    ):
        yield server, client
    assert server.open == 0


@asynccontextmanager
async def encrypted(
    ours: Authority, tunnelled: bool
) -> AsyncIterator[tuple[Server, AsyncSesClient]]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(serving(in_pieces, tls=ours.server()))
        proxy = None
        if tunnelled:
            proxy = f"http://{(await stack.enter_async_context(tunnels())).address}"
        async with AsyncSesClient(
            KEY,
            endpoint=server.url,
            ca_file=ours.path,
            max_connections=1,
            proxy=proxy,
        ) as client:
            yield server, client


async def slow_key() -> Credential:
    for _ in range(3):
        await asyncio.sleep(0.002)
    return KEY


def backing_off() -> Any:
    return plain(retry=RetryPolicy(3, base=0.004, random=lambda: 1.0))


def limited() -> Any:
    return plain(rate_limiter=LocalRateLimiter({"ListEmailIdentities": 25}, burst=0))


async def once(client: AsyncSesClient) -> None:
    await client.list_email_identities()


# How many waits there are at least, so that none is overlooked.
WHERE: dict[str, tuple[int, list[Play]]] = {
    "a new connection": (4, [in_pieces]),
    "TLS": (4, [in_pieces]),
    "a tunnel": (6, [in_pieces]),
    "a kept connection": (2, [in_pieces]),
    "a free connection": (3, [late(0.01, ok()), in_pieces]),
    "the next attempt": (5, [fails("InternalError"), ok()]),
    "a credential": (5, [in_pieces]),
    "the rate limiter": (3, [in_pieces]),
}


@pytest.mark.parametrize("moment", ["while", "after"])
@pytest.mark.parametrize("where", WHERE)
async def test_cancelled_while_waiting_for(
    where: str, moment: str, ours: Authority
) -> None:
    least, plays = WHERE[where]
    stop = 0
    while stop < 60:
        async with made_for(where, ours) as (server, client):
            if not await cancelled_at(stop, moment, where, plays, server, client):
                break
            await goes_on(server, client)
        stop += 1
    assert least <= stop < 60
    await asyncio.sleep(0.02)
    assert asyncio.all_tasks() == {asyncio.current_task()}


def made_for(where: str, ours: Authority) -> Any:
    if where in ("TLS", "a tunnel"):
        return encrypted(ours, tunnelled=where == "a tunnel")
    if where == "a credential":
        return plain(credential=slow_key)
    if where == "the next attempt":
        return backing_off()
    return limited() if where == "the rate limiter" else plain()


async def cancelled_at(
    stop: int,
    moment: str,
    where: str,
    plays: list[Play],
    server: Server,
    client: AsyncSesClient,
) -> bool:
    """Whether the call was cancelled; it ends before where it waits less often."""
    others = []
    if where in ("a kept connection", "the rate limiter"):
        server.plays(ok())
        for _ in range(3):
            await once(client)
    server.plays(*plays)
    if where == "a free connection":
        others = [asyncio.create_task(once(client))]
        await asyncio.sleep(0.003)

    async def call() -> None:
        await Stepped(once(client), stop, moment)

    task = asyncio.create_task(call())
    await asyncio.wait({task, *others}, timeout=5)
    for other in others:
        other.result()
    if task.cancelled():
        return True
    task.result()
    return False


async def goes_on(server: Server, client: AsyncSesClient) -> None:
    """There is one connection only: were it lost, nobody could call any more."""
    server.plays(ok())
    transport: Any = client._transport
    await asyncio.wait_for(once(client), 2)
    session, deadlines = transport._opened
    assert deadlines.limits == set()
    assert session.connector._acquired == set()
