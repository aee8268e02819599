"""One quota for any number of processes and machines, kept in Redis.

Built on the Redis storages of `limits`, but with the schedule of `rate.py`, run inside Redis
and by its clock. Of the library's own strategies two let more through than the limit in some
windows; the third, the moving window, goes by the callers' clocks and lets the calls of a
second go all at once, so that delays on the way bring more than the limit to the service.
"""

from __future__ import annotations

import asyncio
import logging
import os
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import SplitResult, unquote, urlsplit
from weakref import WeakKeyDictionary

from . import clock
from .errors import ConfigurationError, TransportError
from .rate import SPAN, Line, LineLimiter

_SCHEMES = ("redis", "rediss", "redis+unix")
_PATIENCE = 1.0
"""Seconds to wait for an answer of Redis."""

_LOOK = 0.25
"""Seconds after which a call that waits looks whether it has moved up."""

_LEASE = 1.0
"""Seconds after which a process that no longer looks has lost its place."""

_AWAY = 5.0
"""Seconds for which calls are limited locally before Redis is tried again."""

# As `Pace` does it. In the queue stand processes: each has one place for all its calls, so
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

    def __init__(
        self,
        url: str,
        *,
        prefix: str = "tc3",
        rates: Mapping[str, int] | None = None,
        burst: float = 1.0,
        when_away: Literal["fail", "local"] = "fail",
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
            when_away: What calls do while Redis cannot be used: `fail` with a
                `TransportError`, or be limited by each process for itself (`local`).

        Raises:
            ConfigurationError: An option is wrong, or the library `limits` is missing.
        """
        super().__init__(rates, burst)
        if when_away not in ("fail", "local"):
            raise ConfigurationError("when_away must be 'fail' or 'local'")
        parts = _parsed(url)
        self._shown = f"redis at {parts.netloc.rpartition('@')[2] or parts.path}"
        self._secrets = {parts.password or "", unquote(parts.password or "")} - {""}
        self._url = url
        self._prefix = prefix
        self._falls_back = when_away == "local"
        self._away_until = float("-inf")
        self._id, self._id_pid = "", 0
        try:
            from limits.storage import storage_from_string
            from redis.exceptions import RedisError
        except ImportError as error:
            raise ConfigurationError(
                f"RedisRateLimiter needs more: pip install tc3[redis] ({error})"
            ) from None
        self._errors = (RedisError, OSError)
        self._open: Callable[..., Any] = storage_from_string
        self._redis = self._connect()
        self._script = self._redis.register_script(_SCRIPT)
        self._scripts: WeakKeyDictionary[asyncio.AbstractEventLoop, Any]
        self._scripts = WeakKeyDictionary()

    def __repr__(self) -> str:
        return f"<RedisRateLimiter {self._shown}, {self._prefix}>"

    def close(self) -> None:
        """Closes the connections of synchronous clients; the next call opens one again."""
        self._redis.close()

    async def aclose(self) -> None:
        """Closes the connections of the event loop that runs."""
        script = self._scripts.pop(asyncio.get_running_loop(), None)
        if script is not None:
            await script.registered_client.aclose()

    def _take(self, line: Line) -> float:
        if clock.monotonic() < self._away_until:
            return line.take()
        try:
            return float(self._script(*self._question(line)))
        except self._errors as error:
            return self._take_without(line, error)

    async def _take_async(self, line: Line) -> float:
        if clock.monotonic() < self._away_until:
            return line.take()
        loop = asyncio.get_running_loop()
        script = self._scripts.get(loop)
        if script is None:
            script = self._connect("async+").register_script(_SCRIPT)
            self._scripts[loop] = script
        try:
            return float(await script(*self._question(line)))
        except self._errors as error:
            return self._take_without(line, error)

    def _take_without(self, line: Line, error: Exception) -> float:
        reason = f"the rate limiter's {self._shown} cannot be used: {error}"
        for secret in self._secrets:
            reason = reason.replace(secret, "***")
        if not self._falls_back:
            raise TransportError(reason, sent=False) from None
        self._away_until = clock.monotonic() + _AWAY
        logging.getLogger(__name__).warning(
            "%s; for %.0f s this process keeps to the limits by itself", reason, _AWAY
        )
        return line.take()

    def _pause(self, wait: float) -> float:
        return min(wait, _LOOK)

    def _question(self, line: Line) -> tuple[list[str], list[str | float]]:
        """Keys and arguments of the script."""
        if self._id_pid != os.getpid():
            self._id, self._id_pid = uuid.uuid4().hex, os.getpid()
        # Braces: a cluster keeps these keys together.
        stem = f"{self._prefix}:{{{line.key}:{line.rate}}}"
        keys = [f"{stem}:{name}" for name in ("queue", "seen", "gone", "pace")]
        return keys, [self._id, line.rate, SPAN, line.pace.burst, _LEASE]

    def _connect(self, way: str = "") -> Any:
        """A client of Redis, which connects when it is used."""
        from redis.asyncio.retry import Retry as AsyncRetry
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        options: dict[str, Any] = {
            "socket_timeout": _PATIENCE,
            "socket_connect_timeout": _PATIENCE,
            # At once, for a connection that Redis has closed; the default waits seconds.
            "retry": (AsyncRetry if way else Retry)(NoBackoff(), 1),
        }
        if way:
            options["implementation"] = "redispy"
        try:
            storage = self._open(way + self._url, **options)
        except Exception:
            # Its text may quote the URL.
            raise _bad_url() from None
        return (storage.bridge if way else storage).get_connection()


def _parsed(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in _SCHEMES and bool(parts.hostname or parts.path)
        fine = fine and parts.port != 0 and "@" not in parts.path
    except (ValueError, TypeError, AttributeError):
        raise _bad_url() from None
    if not fine:
        raise _bad_url()
    return parts


def _bad_url() -> ConfigurationError:
    return ConfigurationError(
        "the URL of the rate limiter's Redis must be as redis://host:6379/0, "
        "rediss://host:6379/0 or redis+unix:///path"
    )
