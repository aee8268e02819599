"""Clients in a process that forks, as servers with several workers do."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from .servers import Received, Server, late, ok

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


LOOKS_AHEAD = """
import os, sys, warnings
from tc3 import Credential
from tc3.ses import SesClient

client = SesClient(Credential("id", "key"), endpoint=sys.argv[1])
groups = client.iter_list_receivers(limit=2, look_ahead=True)
warnings.simplefilter("ignore")  # of Python 3.12, which dislikes a fork beside a thread
assert next(groups).receiver_id == 0
child = os.fork()
assert [group.receiver_id for group in groups] == [1, 2, 3, 4, 5]
if child == 0:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
client.close()
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


async def test_a_walk_that_looks_ahead(server: Server) -> None:
    """The thread that asks for the next page is not there in the child."""

    async def page(writer: asyncio.StreamWriter, request: Received) -> bool:
        begin = request.params["Offset"]
        groups = [{"ReceiverId": n} for n in (begin, begin + 1)]
        answer = ok(Data=groups, TotalCount=6)
        return await (late(0.3, answer) if begin == 2 else answer)(writer, request)

    server.plays(page)
    await run(LOOKS_AHEAD, server.url)


async def test_asynchronous_client_stays_with_its_loop(server: Server) -> None:
    server.plays(who)
    await run(ASYNC, server.url)
    said = [(r.connection, r.params["Who"]) for r in server.requests]
    assert said == [(1, "before"), (2, "child"), (1, "parent")]
