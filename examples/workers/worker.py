"""A worker: takes mails from the queue and sends them, until it is stopped.

python -m workers.worker
"""

from __future__ import annotations

import asyncio

from taskiq.acks import AcknowledgeType
from taskiq.api import run_receiver_task

from .mails import broker


async def main() -> None:
    """Work. A mail leaves the queue when it has been dealt with, not when it is taken."""
    try:
        await run_receiver_task(
            broker,
            run_startup=True,
            max_async_tasks=50,
            ack_time=AcknowledgeType.WHEN_EXECUTED,
        )
    finally:
        await broker.shutdown()


if __name__ == "__main__":
    asyncio.run(main())
