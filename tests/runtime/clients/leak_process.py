"""Calls a server many times, and tells what has grown in the process that calls.

    python leak_process.py sync|async CALLS

Prints, as JSON, how much more there is after the calls than before: `memory` in bytes,
`blocks` that Python has allocated, `tasks`, `threads` and `files` (open descriptors).
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable

from tc3 import Credential, RetryPolicy
from tc3.ses import AsyncSesClient, SesClient

KEY = Credential("AKIDtest", "the-secret-key")
GOOD = b'{"Response":{"RequestId":"req-1"}}'
BAD = b'{"Response":{"Error":{"Code":"RequestLimitExceeded","Message":"no"}}}'
WARM = 300


def serve(listener: socket.socket) -> None:
    while True:
        connection, _ = listener.accept()
        threading.Thread(target=respond, args=(connection,), daemon=True).start()


def respond(connection: socket.socket) -> None:
    """Every tenth response is an error, every hundredth ends the connection."""
    count = 0
    with connection:
        while request := connection.recv(1 << 16):
            assert request.endswith(b"}")  # client and server never send in pieces here
            count += 1
            body = BAD if count % 10 == 0 else GOOD
            head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
            connection.sendall(head + body)
            if count % 100 == 0:
                return


def measure() -> dict[str, int]:
    for _ in range(3):
        gc.collect()
    with open("/proc/self/statm") as file:
        statm = file.read()
    return {
        "memory": int(statm.split()[1]) * os.sysconf("SC_PAGE_SIZE"),
        "blocks": sys.getallocatedblocks(),
        "threads": threading.active_count(),
        "files": len(os.listdir("/proc/self/fd")),
    }


def grown(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    return {name: after[name] - before[name] for name in before}


def sync(
    url: str, calls: int, snapshot: Callable[[], dict[str, int]]
) -> dict[str, int]:
    with SesClient(KEY, endpoint=url, retry=RetryPolicy(15, base=0)) as client:

        def run(times: int) -> None:
            for _ in range(times):
                client.list_email_identities()

        run(WARM)
        before = snapshot()
        run(calls)
        return grown(before, snapshot())


async def aio(
    url: str, calls: int, snapshot: Callable[[], dict[str, int]]
) -> dict[str, int]:
    async with AsyncSesClient(
        KEY, endpoint=url, retry=RetryPolicy(15, base=0)
    ) as client:

        async def run(times: int) -> None:
            for _ in range(times):
                await client.list_email_identities()

        async def many(times: int) -> None:
            await asyncio.gather(*(run(times // 10) for _ in range(10)))

        await many(WARM)
        before = {**snapshot(), "tasks": len(asyncio.all_tasks())}
        await many(calls)
        return grown(before, {**snapshot(), "tasks": len(asyncio.all_tasks())})


def main(kind: str, calls: int) -> None:
    listener = socket.create_server(("127.0.0.1", 0), backlog=100)
    server = os.fork()
    if server == 0:
        serve(listener)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        made = (
            asyncio.run(aio(url, calls, measure))
            if kind == "async"
            else sync(url, calls, measure)
        )
    finally:
        os.kill(server, signal.SIGKILL)
        os.waitpid(server, 0)
    print(json.dumps(made))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
