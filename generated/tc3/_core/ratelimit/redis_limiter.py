"""One quota for any number of processes and machines, kept in Redis.

The schedule is that of `lines.py`, run inside Redis and by its clock. Counting in windows would
let more through than the limit in some of them, or the calls of a second all at once, so that
delays on the way bring more than the limit to the service.
"""

from __future__ import annotations

import asyncio
import logging
import os
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as WaitedTooLong
from contextvars import copy_context
from threading import Thread
from typing import Any, Literal

from .. import clock
from ..errors import (
    CallTimeout,
    ConfigurationError,
    TransportError,
    hide_arguments,
)
from ..redis_access.address import RedisAddress
from ..redis_access.connections import RedisConnections
from .limiter import LineLimiter
from .wait_queue import SPAN, WaitQueue

_PATIENCE = 1.0
"""Seconds to wait for Redis, connecting included."""

_LEAST_PATIENCE = 0.1
"""Seconds of patience after which a Redis that was silent is taken to be away."""

_LOOK = 0.25
"""Seconds after which a call that waits looks whether it has moved up."""

_LEASE = 1.0
"""Seconds after which a process that no longer looks has lost its place."""

_AWAY = 5.0
"""Seconds for which calls are limited locally before Redis is tried again."""

# As `Pacer` does it. In the queue stand processes: each has one place for all its calls, so
# they take turns. A place need not be the first to go: it goes when there is room for it
# and for all ahead of it, so a process that is slow or gone holds up nobody.
_SCRIPT = """
local queue, seen, gone, pace = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local id, rate, span = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local burst, lease = tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local step = span / rate

for _, lost in ipairs(redis.call('ZRANGEBYSCORE', seen, '-inf', now)) do
  redis.call('ZREM', queue, lost)
  redis.call('ZREM', seen, lost)
end
local at = string.format('%.6f', now)
redis.call('ZADD', queue, 'NX', at, id)
redis.call('ZADD', seen, string.format('%.6f', now + lease), id)
local ahead = redis.call('ZRANK', queue, id)

local function due(place)
  local past = redis.call('LINDEX', gone, rate - 1 - place)
  return past and tonumber(past) + span or 0
end
local paced = tonumber(redis.call('GET', pace) or 0)
if paced > now + 2 * span then -- the clock was put back
  redis.call('DEL', gone, pace)
  paced = 0
end
local first = math.max(paced, now - burst)
local start = first + ahead * step
if ahead < rate then
  start = math.max(start, due(ahead))
end
local wait = start - now
if wait <= 0 then
  first = math.max(first, due(0)) + step
  redis.call('SET', pace, string.format('%.6f', first))
  redis.call('LPUSH', gone, at)
  redis.call('LTRIM', gone, 0, rate - 1)
  redis.call('ZREM', queue, id)
  redis.call('ZREM', seen, id)
  wait = 0
end
for _, key in ipairs(KEYS) do
  redis.call('EXPIRE', key, 10)
end
return string.format('%.6f', wait)
"""


class RedisRateLimiter(LineLimiter):
    """Keeps the calls of all processes that use the same Redis to the limits of the spec.

    The service counts for each sub-account: give each its own `prefix`. Within a process
    calls go first come, first served; processes take turns. Threads, tasks, event loops and
    both kinds of client may share a limiter. Needs `pip install tc3[redis]`.
    """

    _patience = _PATIENCE

    @hide_arguments
    def __init__(
        self,
        url: str,
        *,
        prefix: str = "tc3",
        rates: Mapping[str, int] | None = None,
        burst: float = 1.0,
        on_unavailable: Literal["fail", "local"] = "fail",
    ) -> None:
        """Sets up a limiter. Redis is not asked yet.

        Args:
            url: As `redis://:password@host:6379/0`, `rediss://` for TLS, or
                `redis+unix:///path/to/socket`.
            prefix: What the keys in Redis begin with.
            rates: Calls a second of actions whose limit is not the spec's, such as
                `{"SendEmail": 50}`; also for actions without a model. To be the same in
                every process.
            burst: The part of a second's calls that may go at once after a quiet time.
            on_unavailable: What calls do while Redis cannot be used: `fail` with a
                `TransportError`, or be limited by each process for itself (`local`).

        Raises:
            ConfigurationError: An option is wrong, or the library `redis` is missing.
        """
        super().__init__(rates, burst)
        if on_unavailable not in ("fail", "local"):
            raise ConfigurationError("on_unavailable must be 'fail' or 'local'")
        self._address = RedisAddress(url, "the rate limiter")
        self._prefix = prefix
        self._falls_back = on_unavailable == "local"
        self._away_until = float("-inf")
        self._id, self._id_pid = "", 0
        self._connections = RedisConnections(
            self._address, "RedisRateLimiter", _PATIENCE
        )
        self._error = self._connections.error
        self._script = self._connections.script(_SCRIPT)

    def __repr__(self) -> str:
        if "_prefix" not in vars(self):
            return "<RedisRateLimiter>"  # one that could not be made
        return f"<RedisRateLimiter {self._address.shown}, {self._prefix}>"

    def close(self) -> None:
        """Closes the connections of synchronous clients; the next call opens one again."""
        self._connections.close()

    async def aclose(self) -> None:
        """Closes the connections of the event loop that runs.

        `asyncio.run` does so when it ends, as do other loops that close their asynchronous
        generators.
        """
        await self._connections.aclose()

    def _take(self, line: WaitQueue, left: float) -> float:
        if clock.monotonic() < self._away_until:
            return line.take()
        patience = self._patience_within(left)
        reply = _in_thread(self._script, *self._question(line))
        try:
            return float(reply.result(patience))
        except (WaitedTooLong, self._error, OSError) as error:
            failure = error
        return self._take_without(line, failure, patience)

    async def _take_async(self, line: WaitQueue, left: float) -> float:
        if clock.monotonic() < self._away_until:
            return line.take()
        patience = self._patience_within(left)
        script = (await self._connections.of_loop()).script(_SCRIPT)
        try:
            reply = await asyncio.wait_for(script(*self._question(line)), patience)
            return float(reply)
        except (asyncio.exceptions.TimeoutError, self._error, OSError) as error:
            failure = error
        return self._take_without(line, failure, patience)

    def _patience_within(self, left: float) -> float:
        """Seconds to wait for Redis, in a call that has so many left."""
        # Who falls back needs time for the call itself.
        return min(self._patience, max(0.0, left / 2 if self._falls_back else left))

    def _take_without(
        self, line: WaitQueue, error: Exception, patience: float
    ) -> float:
        slow = isinstance(error, (WaitedTooLong, asyncio.exceptions.TimeoutError))
        said = f"no response within {patience:.2f} s" if slow else str(error)
        reason = self._address.mask(
            f"the rate limiter's {self._address.shown} cannot be used: {said}"
        )
        if not self._falls_back:
            in_call = slow and patience < self._patience
            raise (CallTimeout if in_call else TransportError)(reason, sent=False)
        if slow and patience < _LEAST_PATIENCE:
            return line.take()  # which says nothing of Redis
        self._away_until = clock.monotonic() + _AWAY
        logging.getLogger(__name__).warning(
            "%s; for %.0f s this process keeps to the limits by itself", reason, _AWAY
        )
        return line.take()

    def _pause(self, wait: float) -> float:
        return min(wait, _LOOK)

    def _question(self, line: WaitQueue) -> tuple[list[str], list[str | float]]:
        """Keys and arguments of the script."""
        if self._id_pid != os.getpid():
            self._id, self._id_pid = uuid.uuid4().hex, os.getpid()
        # Braces: a cluster keeps these keys together.
        stem = f"{self._prefix}:{{{line.key}:{line.rate}}}"
        keys = [f"{stem}:{name}" for name in ("queue", "seen", "gone", "pace")]
        return keys, [self._id, line.rate, SPAN, line.pace.burst, _LEASE]


def _in_thread(function: Callable[..., Any], *args: Any) -> Future[Any]:
    """Call a function in a thread; the future is what it returns.

    A thread can be left alone when time is up, while the time-outs of sockets count anew
    for each step: a name, a connection, a password, a response.
    """
    future: Future[Any] = Future()

    def run() -> None:
        try:
            future.set_result(function(*args))
        except BaseException as error:  # noqa: BLE001
            future.set_exception(error)

    try:
        Thread(target=copy_context().run, args=(run,), daemon=True).start()
    except RuntimeError:  # no thread is begun while the interpreter ends
        run()
    return future
