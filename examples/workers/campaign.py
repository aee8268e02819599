"""Queues a mail for each address of a file, waits for the workers, and says what became of them.

    python -m workers.campaign NAME FILE

Giving the same name again is fine: what has been sent is not sent again.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tc3 import RedisLedger

from .mails import REDIS, broker, connect, send_mail


async def queue(campaign: str, addresses: Iterable[str]) -> int:
    """Queue a mail for each address; their number."""
    count = 0
    await broker.startup()
    try:
        for address in addresses:
            await send_mail.kiq(campaign, address)
            count += 1
    finally:
        await broker.shutdown()
    return count


async def outcomes(campaign: str, addresses: Iterable[str]) -> dict[str, str]:
    """Wait for the outcomes of all mails, by their addresses."""
    missing = set(addresses)
    found: dict[str, str] = {}
    async with connect() as redis:
        while missing:
            said = await redis.blpop([f"outcomes:{campaign}"], timeout=0)  # type: ignore[misc]
            address, _, outcome = said[1].partition(" ")
            found[address] = outcome
            missing.discard(address)
    return found


async def run(campaign: str, addresses: list[str]) -> None:
    """Send a campaign, and print what became of it."""
    await queue(campaign, addresses)
    found = await outcomes(campaign, addresses)
    for outcome, number in Counter(o.partition(" ")[0] for o in found.values()).items():
        print(f"{number} {outcome}")
    async for entry in RedisLedger(REDIS).uncertain_async():
        print(f"look for {entry.key}, begun {entry.since:%H:%M:%S}: {entry.cause}")


def main() -> None:
    parser = argparse.ArgumentParser(description="Send a campaign with workers.")
    parser.add_argument("name", help="what the keys of the mails begin with")
    parser.add_argument("file", type=Path, help="one address a line")
    given = parser.parse_args()
    asyncio.run(run(given.name, given.file.read_text("utf-8").split()))


if __name__ == "__main__":
    main()
