"""Calls that are cancelled give back what they had."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

import pytest

from tc3 import RetryPolicy, Timeout
from tc3.ses import AsyncSesClient

from ..support.driver import KEY
from ..support.servers import Received, Server, fails, late, ok, silence
from ..support.sources import until


async def _cancelled(call: asyncio.Task[Any]) -> bool:
    call.cancel()
    outcome = (await asyncio.gather(call, return_exceptions=True))[0]
    return isinstance(outcome, asyncio.CancelledError)


@pytest.mark.parametrize("moment", ["response", "body", "pool", "wait"])
async def test_cancelled_call_frees_its_connection(server: Server, moment: str) -> None:
    async def half(writer: asyncio.StreamWriter, request: Received) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
        return await silence(writer, request)

    play = {
        "response": silence,
        "body": half,
        "pool": late(0.3, ok()),
        "wait": fails("InternalError"),
    }[moment]
    server.plays(play)
    slow = RetryPolicy(2, base=100, cap=100, random=lambda: 1.0)
    async with AsyncSesClient(
        KEY, endpoint=server.url, max_connections=1, timeout=300, retry=slow
    ) as client:
        calls = [
            asyncio.create_task(client.list_email_identities())
            for _ in range(2 if moment == "pool" else 1)
        ]
        await server.got(1)
        await asyncio.sleep(0.05)  # the call waits for what its moment is about
        assert await _cancelled(calls[-1])
        server.plays(ok())
        await asyncio.wait_for(client.list_email_identities(), 2)
        await asyncio.gather(*calls[:-1])
    await until(lambda: server.open == 0)


async def test_50_calls_cancelled_at_any_moment(server: Server) -> None:
    server.plays(late(0.02, ok()))
    async with AsyncSesClient(KEY, endpoint=server.url, max_connections=3) as client:
        calls = [asyncio.create_task(client.call("Any", {})) for _ in range(50)]
        for number, call in enumerate(calls):
            if number % 5 == 0:
                await asyncio.sleep(0.005)
            call.cancel()
        await asyncio.gather(*calls, return_exceptions=True)
        server.plays(ok())
        again = (client.call("Any", {}) for _ in range(6))
        await asyncio.wait_for(asyncio.gather(*again), 3)


async def test_cancelling_is_not_taken_for_a_time_out(server: Server) -> None:
    """Whoever cancels gets a cancelled task, even when time is up just then.

    Before Python 3.11 the two cannot be told apart at the very same moment.
    """
    moments = (0.05, 0.1, 0.15) if sys.version_info >= (3, 11) else (0.05,)
    server.plays(silence)
    async with AsyncSesClient(KEY, endpoint=server.url, retry=RetryPolicy(1)) as client:
        quick = client.with_options(timeout=Timeout(read=0.1, total=0.15))
        for moment in moments:
            call = asyncio.create_task(quick.list_email_identities())
            await asyncio.sleep(moment)
            if not call.done():
                assert await _cancelled(call)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.list_email_identities(), 0.1)
