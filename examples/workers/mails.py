"""The task: one mail of a campaign. Redis holds the queue, the ledger and the rate limit."""

from __future__ import annotations

import os

from redis.asyncio import Redis
from taskiq import SimpleRetryMiddleware, TaskiqEvents, TaskiqState
from taskiq_redis import RedisStreamBroker

from tc3 import RedisLedger, RedisRateLimiter, errors
from tc3.ses import AsyncSesClient
from tc3.ses.models import Template

REDIS = os.environ.get("REDIS", "redis://127.0.0.1:6379/0")
SENDER = "Shop <news@mail.example.com>"
_URL = REDIS.replace("redis+unix:", "unix:")
"""As the library `redis` writes it."""

MAILS_A_SECOND = int(os.environ.get("MAILS_A_SECOND", "20"))
LEASE = float(os.environ.get("LEASE", "30"))
"""Seconds after which a worker that is not heard of counts as gone."""


def connect() -> Redis:
    """A client of the Redis that all share."""
    return Redis.from_url(_URL, decode_responses=True)


broker = RedisStreamBroker(
    _URL,
    queue_name="mails",
    consumer_id="0",
    xread_block=200,
    xread_count=20,
    # A mail that a worker took and did not finish is given to another one.
    idle_timeout=int(LEASE * 1000),
    unacknowledged_lock_timeout=LEASE,
).with_middlewares(SimpleRetryMiddleware(default_retry_count=20))


@broker.on_event(TaskiqEvents.WORKER_STARTUP)
async def open_client(state: TaskiqState) -> None:
    state.ses = AsyncSesClient(
        endpoint=os.environ.get("TC3_ENDPOINT"),
        ledger=RedisLedger(REDIS, lease=LEASE),
        rate_limiter=RedisRateLimiter(REDIS, rates={"SendEmail": MAILS_A_SECOND}),
    )
    state.redis = connect()


@broker.on_event(TaskiqEvents.WORKER_SHUTDOWN)
async def close_client(state: TaskiqState) -> None:
    await state.ses.close()
    await state.redis.aclose()


@broker.task(retry_on_error=True)
async def send_mail(campaign: str, address: str) -> None:
    """Send one mail, and note what became of it.

    A queue delivers a task at least once; the key makes that once. What may not have been sent
    raises, and is tried again.
    """
    state = broker.state
    ses: AsyncSesClient = state.ses.with_options(
        once=f"{campaign}:{address}", once_wait=3 * LEASE
    )
    try:
        sent = await ses.send_email(
            from_email_address=SENDER,
            destination=[address],
            subject=f"News for {address}",
            template=Template(template_id=10001, template_data={"name": address}),
        )
        outcome = f"sent {sent.message_id}"
    except errors.Uncertain:
        outcome = "uncertain"  # the ledger lists it, for a person to look at
    except errors.ApiError as error:
        if error.retry != "never":
            raise
        outcome = f"refused {error.code}"
    await state.redis.rpush(f"outcomes:{campaign}", f"{address} {outcome}")
