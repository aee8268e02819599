"""Clients in a process that forks, as servers with several workers do."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import pytest

from ..support.servers import Received, Server, late, ok

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there is no fork on Windows"
)

FORKS = """
import os, sys, threading
from tc3 import Credential
from tc3.ses import SesClient

client = SesClient(Credential("id", "key"), endpoint=sys.argv[1])

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
groups = client.iter_list_receivers(limit=2, prefetch=True)
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


async def test_both_processes_go_on(server: Server) -> None:
    """Each on connections of its own; closing in the child closes nothing of the parent."""
    server.plays(who)
    await run(FORKS, server.url)
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
        response = ok(Data=groups, TotalCount=6)
        return await (late(0.3, response) if begin == 2 else response)(writer, request)

    server.plays(page)
    await run(LOOKS_AHEAD, server.url)


async def test_asynchronous_client_stays_with_its_loop(server: Server) -> None:
    server.plays(who)
    await run(ASYNC, server.url)
    said = [(r.connection, r.params["Who"]) for r in server.requests]
    assert said == [(1, "before"), (2, "child"), (1, "parent")]


IN_A_CALL = """
import logging, os, signal, sys
from tc3 import Credential, RetryPolicy, errors
from tc3.ses import SesClient

children = []

def fork(*_):
    if not children and os.getpid() == parent:
        children.append(os.fork())

def forking(record):  # a filter: while a handler is at work, logging has a lock
    if sys.argv[2] in record.getMessage():
        fork()
    return False

def who():
    return "parent" if os.getpid() == parent else "child"

parent = os.getpid()
if sys.argv[2] == "signal":
    signal.signal(signal.SIGALRM, fork)
else:
    logger = logging.getLogger("tc3")
    logger.setLevel(logging.DEBUG)
    logger.addFilter(forking)
client = SesClient(
    Credential("id", "key"), endpoint=sys.argv[1], max_connections=1,
    retry=RetryPolicy(1), timeout=30,
)
if sys.argv[2] == "signal":
    signal.setitimer(signal.ITIMER_REAL, 1.5)  # the first bytes have left long since
body = {"Who": "first", "More": "x" * int(sys.argv[3])}
try:
    client.call("Any", body)
except errors.TransportError as error:
    # The child is not to read what belongs to the parent, nor to say that nothing was sent.
    assert who() == "child" and error.sent, error
for _ in range(3):
    assert client.call("Any", {"Who": who()}).raw["Who"] == who()
client.close()
if os.getpid() != parent:
    os._exit(0)
assert children and os.waitpid(children[0], 0)[1] == 0
"""


@pytest.mark.parametrize(
    ("when", "size"),
    [
        ("attempt 1", 0),
        ("after 1 attempt", 0),
        ("signal", 0),  # while the response is waited for
        ("signal", 7_000_000),  # while the request is sent
    ],
)
async def test_in_a_call(server: Server, when: str, size: int) -> None:
    """By what sees logs or signals: each process goes on, with all its places."""

    pause = 3.0 if when == "signal" else 0.6

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        first = request.params["Who"] == "first"
        return await (late(pause, who) if first else who)(writer, request)

    server.plays(play)
    receive = asyncio.StreamReader.readexactly

    async def slowly(reader: asyncio.StreamReader, size: int) -> bytes:
        await asyncio.sleep(pause if size > 1000 else 0)
        return await receive(reader, size)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.StreamReader, "readexactly", slowly)
        await run(IN_A_CALL, server.url, when, str(size))
    users: dict[int, set[str]] = {}
    for request in server.requests:
        users.setdefault(request.connection, set()).add(request.params["Who"])
    assert not [names for names in users.values() if {"parent", "child"} <= names]
    said = [request.params["Who"] for request in server.requests]
    assert (said.count("first"), said.count("parent"), said.count("child")) == (1, 3, 3)
