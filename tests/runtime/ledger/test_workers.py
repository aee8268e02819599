"""The example `workers`: a campaign over a job queue, with workers that are killed."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tc3 import RedisLedger

from ..support.redis_server import RedisServer, redis_server
from ..support.servers import Received, ok, serving

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples"


class Post:
    """Counts the mails for each address, and kills workers in the middle of some."""

    def __init__(self, kill_at: list[int]) -> None:
        self.mails: Counter[str] = Counter()
        self.workers: list[asyncio.subprocess.Process] = []
        self._kill_at = kill_at

    async def play(self, writer: asyncio.StreamWriter, request: Received) -> bool:
        (address,) = request.params["Destination"]
        self.mails[address] += 1
        if self._kill_at and self.mails.total() >= self._kill_at[0]:
            self._kill_at.pop(0)
            self.workers.pop().kill()
        return await ok(MessageId=f"message-{address}")(writer, request)


async def campaign(count: int, kill_at: list[int], rate: int) -> None:
    """Send a campaign with four workers; each mail goes out once."""
    addresses = [f"reader{number}@example.com" for number in range(count)]
    post = Post(kill_at)
    with redis_server(durable=True) as redis:
        async with serving(post.play) as server:
            environment = {
                **os.environ,
                "REDIS": redis.url,
                "TC3_ENDPOINT": server.url,
                "TENCENTCLOUD_SECRET_ID": "local",
                "TENCENTCLOUD_SECRET_KEY": "local",
                "MAILS_A_SECOND": str(rate),
                "LEASE": "2",
                "PYTHONPATH": os.pathsep.join([str(ROOT / "generated"), str(EXAMPLES)]),
            }
            post.workers = [await start("worker", environment) for _ in range(4)]
            everybody = [*post.workers]
            try:
                await send(addresses, environment, redis)
                # One who resolves what is uncertain looks at the other side.
                unknown = await uncertain(redis)
                for address in unknown:
                    sent = post.mails[address] > 0
                    RedisLedger(redis.url).resolve(f"autumn:{address}", sent=sent)
                await send([*unknown, *addresses[:20]], environment, redis)
                assert not await uncertain(redis)
            finally:
                for worker in everybody:
                    if worker.returncode is None:
                        worker.kill()
                    await worker.wait()
    assert not post._kill_at, "no worker was killed"
    assert post.mails == Counter(addresses)


async def start(module: str, environment: Any, *words: str) -> Any:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"workers.{module}", *words),
        cwd=EXAMPLES,
        env=environment,
    )


async def send(addresses: list[str], environment: Any, redis: RedisServer) -> None:
    """Run `campaign.py` to its end, from the beginning."""
    file = redis.socket.with_name("addresses.txt")
    file.write_text("\n".join(addresses))
    process = await start("campaign", environment, "autumn", str(file))
    assert await process.wait() == 0


async def uncertain(redis: RedisServer) -> list[str]:
    ledger = RedisLedger(redis.url)
    found = [e.key.partition(":")[2] async for e in ledger.uncertain_async()]
    await ledger.aclose()
    return found


@pytest.mark.slow
async def test_a_hundred_mails() -> None:
    await campaign(100, kill_at=[40], rate=500)


@pytest.mark.nightly
@pytest.mark.timeout(600)
async def test_two_thousand_mails() -> None:
    await campaign(2000, kill_at=[300, 900], rate=200)
