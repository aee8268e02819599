"""A process of the crash test: makes its tries, until it is killed, or told to end.

Its arguments are a JSON object; it prints the number of each try that is over.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

from tc3 import Credential, RedisLedger, RetryPolicy, SqliteLedger, errors
from tc3.ses import AsyncSesClient, SesClient
from tc3.ses.models import SendEmailRequest

KEY = Credential("AKIDtest", "the-secret-key")
PAUSE = 0.05
"""Seconds until a ledger that could not be reached is asked again."""

AT_ONCE = 4
"""Calls of an asynchronous process that are under way together."""

THREADS = 2
"""Of a synchronous one."""

stopping = Event()


def ledger_at(url: str, lease: float) -> Any:
    if url.startswith("redis"):
        return RedisLedger(url, lease=lease)
    return SqliteLedger(url, lease=lease)


def options_of(work: Any, ledger: Any) -> dict[str, Any]:
    return {
        "credential": KEY,
        "endpoint": work["server"],
        "ledger": ledger,
        "request_client": str(work["worker"]),
        "retry": RetryPolicy(2, base=0.0),
        "timeout": 20.0,
    }


def mail(key: str) -> SendEmailRequest:
    return SendEmailRequest(from_email_address="a@example.com", subject=key)


def is_ledger_away(error: errors.Tc3Error) -> bool:
    return isinstance(error, errors.TransportError) and "the ledger's" in error.reason


def over(number: int) -> None:
    """Say that a try is over, in one piece: threads do."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def run(work: Any, ledger: Any) -> None:
    tries = iter(work["tries"])

    def some(ses: SesClient) -> None:
        for number, key in tries:
            while not stopping.is_set():
                try:
                    ses.with_options(once=key).send(mail(key))
                except errors.Tc3Error as error:
                    if is_ledger_away(error):
                        time.sleep(PAUSE)
                        continue
                over(number)
                break

    with (
        SesClient(**options_of(work, ledger)) as ses,
        ThreadPoolExecutor(THREADS) as threads,
    ):
        for done in [threads.submit(some, ses) for _ in range(THREADS)]:
            done.result()
    ledger.close()


async def run_async(work: Any, ledger: Any) -> None:
    tries = iter(work["tries"])

    async def some(ses: AsyncSesClient) -> None:
        for number, key in tries:
            while not stopping.is_set():
                try:
                    await ses.with_options(once=key).send(mail(key))
                except errors.Tc3Error as error:
                    if is_ledger_away(error):
                        await asyncio.sleep(PAUSE)
                        continue
                over(number)
                break

    async with AsyncSesClient(**options_of(work, ledger)) as ses:
        await asyncio.gather(*(some(ses) for _ in range(AT_ONCE)))
    await ledger.aclose()


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    given = json.loads(sys.stdin.readline())
    shared = ledger_at(given["ledger"], given["lease"])
    if given["kind"] == "sync":
        run(given, shared)
    else:
        asyncio.run(run_async(given, shared))
