from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tc3 import RedisLedger, SqliteLedger
from tc3._core.ledger.ledger import Ledger

from ..support.redis_server import RedisServer, redis_server

Ledgers = Callable[..., Ledger]


@pytest.fixture(scope="session")
def durable_redis() -> Iterator[RedisServer]:
    """A Redis that forgets nothing."""
    with redis_server(durable=True) as server:
        yield server


@pytest.fixture
def redis_ledgers(durable_redis: RedisServer) -> Iterator[Ledgers]:
    """Makes ledgers over one store in Redis."""
    prefix = uuid4().hex
    made: list[Ledger] = []

    def make(**options: Any) -> Ledger:
        made.append(RedisLedger(durable_redis.url, prefix=prefix, **options))
        return made[-1]

    yield make
    for ledger in made:
        ledger.close()


@pytest.fixture
def sqlite_ledgers(tmp_path: Path) -> Iterator[Ledgers]:
    """Makes ledgers over one file."""
    made: list[Ledger] = []

    def make(**options: Any) -> Ledger:
        made.append(SqliteLedger(tmp_path / "once.db", **options))
        return made[-1]

    yield make
    for ledger in made:
        ledger.close()


@pytest.fixture(params=["sqlite", "redis"])
def ledgers(request: pytest.FixtureRequest) -> Ledgers:
    """Makes ledgers over one store, of either kind."""
    made: Ledgers = request.getfixturevalue(f"{request.param}_ledgers")
    return made


@pytest.fixture
def ledger(ledgers: Ledgers) -> Ledger:
    return ledgers()
