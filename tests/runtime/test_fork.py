"""Clients in a process that forks, as servers with several workers do."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from .servers import Received, Server, ok

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there is no fork on Windows"
)

FORKS = """
import os, sys, threading
import urllib3
from tc3 import Credential
from tc3.ses import SesClient

kind = sys.argv[2]
options = {"session": urllib3.PoolManager()} if kind == "session" else {}
client = SesClient(Credential("id", "key"), endpoint=sys.argv[1], **options)

def calls(who, times):
    for _ in range(times):
        assert client.call("Any", {"Who": who}).raw["Who"] == who

def both(who):
    threads = [threading.Thread(target=calls, args=(who, 10)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()

calls("before", 2)
child = os.fork()
both("child" if child == 0 else "parent")
if child == 0:
    client.close()
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
calls("parent", 2)
client.close()
"""

ASYNC = """
import asyncio, os, sys
from tc3 import Credential, errors
from tc3.ses import AsyncSesClient

client = AsyncSesClient(Credential("id", "key"), endpoint=sys.argv[1])

async def child():
    try:
        await client.call("Any", {"Who": "child"})
    except errors.ConfigurationError as error:
        assert "another event loop" in str(error)
        return
    os._exit(1)

async def with_its_own():
    async with AsyncSesClient(Credential("id", "key"), endpoint=sys.argv[1]) as own:
        await own.call("Any", {"Who": "child"})

async def main():
    await client.call("Any", {"Who": "before"})
    pid = os.fork()
    if pid == 0:
        try:
            asyncio.events._set_running_loop(None)
            asyncio.run(child())
            asyncio.run(with_its_own())
            os._exit(0)
        except BaseException:
            import traceback
            traceback.print_exc()
            os._exit(2)
    status = await asyncio.to_thread(os.waitpid, pid, 0)
    assert status[1] == 0, status
    await client.call("Any", {"Who": "parent"})
    await client.close()

asyncio.run(main())
"""


async def who(writer: asyncio.StreamWriter, request: Received) -> bool:
    return await ok(Who=request.params["Who"])(writer, request)


async def run(program: str, *arguments: str) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("kind", ["own", "session"])
async def test_both_processes_go_on(server: Server, kind: str) -> None:
    """Each on connections of its own; closing in the child closes nothing of the parent."""
    server.plays(who)
    await run(FORKS, server.url, kind)
    users: dict[int, set[str]] = {}
    for request in server.requests:
        users.setdefault(request.connection, set()).add(request.params["Who"])
    assert len(server.requests) == 2 + 40 + 40 + 2
    assert users[1] == {"before", "parent"}
    assert not [names for names in users.values() if {"parent", "child"} <= names]


async def test_asynchronous_client_stays_with_its_loop(server: Server) -> None:
    server.plays(who)
    await run(ASYNC, server.url)
    said = [(r.connection, r.params["Who"]) for r in server.requests]
    assert said == [(1, "before"), (2, "child"), (1, "parent")]
