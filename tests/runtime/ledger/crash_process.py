"""A process of the crash test: makes its tries, until it is killed.

Its arguments are a JSON object; it prints the number of each try that is over.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from tc3 import Credential, RedisLedger, RetryPolicy, SqliteLedger, errors
from tc3.ses import AsyncSesClient, SesClient
from tc3.ses.models import SendEmailRequest

KEY = Credential("AKIDtest", "the-secret-key")
PAUSE = 0.05
"""Seconds until a ledger that could not be reached is asked again."""

AT_ONCE = 4
"""Calls of an asynchronous process that are under way together."""


def ledger_at(url: str, lease: float) -> Any:
    if url.startswith("redis"):
        return RedisLedger(url, lease=lease)
    return SqliteLedger(url, lease=lease)


def options_of(work: Any) -> dict[str, Any]:
    return {
        "credential": KEY,
        "endpoint": work["server"],
        "ledger": ledger_at(work["ledger"], work["lease"]),
        "request_client": str(work["worker"]),
        "retry": RetryPolicy(2, base=0.0),
        "timeout": 20.0,
    }


def mail(key: str) -> SendEmailRequest:
    return SendEmailRequest(from_email_address="a@example.com", subject=key)


def is_ledger_away(error: errors.Tc3Error) -> bool:
    return isinstance(error, errors.TransportError) and "the ledger's" in error.reason


def run(work: Any) -> None:
    with SesClient(**options_of(work)) as ses:
        for number, key in work["tries"]:
            while True:
                try:
                    ses.with_options(once=key).send(mail(key))
                except errors.Tc3Error as error:
                    if is_ledger_away(error):
                        time.sleep(PAUSE)
                        continue
                break
            print(number, flush=True)


async def run_async(work: Any) -> None:
    tries = iter(work["tries"])

    async def one(ses: AsyncSesClient) -> None:
        for number, key in tries:
            while True:
                try:
                    await ses.with_options(once=key).send(mail(key))
                except errors.Tc3Error as error:
                    if is_ledger_away(error):
                        await asyncio.sleep(PAUSE)
                        continue
                break
            print(number, flush=True)

    async with AsyncSesClient(**options_of(work)) as ses:
        await asyncio.gather(*(one(ses) for _ in range(AT_ONCE)))


if __name__ == "__main__":
    given = json.loads(sys.stdin.readline())
    if given["kind"] == "sync":
        run(given)
    else:
        asyncio.run(run_async(given))
