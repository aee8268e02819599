"""The layer of a test, found by what it uses: `pytest -m unit` runs those that need nothing."""

from __future__ import annotations

import pytest

BROWSER = {"browser", "session_loop"}
REDIS = {"redis_server", "RedisServer", "redis_url"}
SERVERS = {"LocalCloud", "RunningCloud", "Server", "peer", "running_cloud", "serving"}
GIVEN = {"cloud", "other", "server", "shared_cloud", "url"}
MODULES = {"asyncio", "socket", "subprocess", "threading"}


def layer_of(item: pytest.Item) -> str:
    """One of `browser`, `redis`, `sockets` (processes and threads too) and `unit`.

    It is found by the fixtures of a test, and by the names that its module imports.
    """
    used = {*getattr(item, "fixturenames", ())}
    used |= {*vars(getattr(item, "module", None) or object)}
    if used & BROWSER:
        return "browser"
    if used & REDIS:
        return "redis"
    return "sockets" if used & (SERVERS | GIVEN | MODULES) else "unit"
