"""What is wrong with a ledger or a key is said before anything is sent."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tc3 import RedisLedger, SqliteLedger, errors
from tc3.testing import MemoryLedger

from ..support.actions import send
from ..support.driver import Driver, Either
from ..support.servers import Server

URL = "redis://:the-p%40ssword@127.0.0.1/0"


@pytest.mark.parametrize("key", ["", "k" * 513, 7, b"key", "half \ud83d"])
async def test_keys_that_are_none(driver: Driver, server: Server, key: Any) -> None:
    async with driver.client(server.url, ledger=MemoryLedger()) as ses:
        with pytest.raises(errors.ConfigurationError, match=r"once (must be|holds)"):
            ses.with_options(once=key)


@pytest.mark.parametrize("key", ["k" * 512, "ключ \n{}*?[", "a:b#0", " "])
async def test_any_other_text_is_a_key(
    driver: Driver, server: Server, redis_ledgers: Any, sqlite_ledgers: Any, key: str
) -> None:
    for ledger in (redis_ledgers(), sqlite_ledgers()):
        async with driver.client(server.url, ledger=ledger) as ses:
            assert not (await send(ses.with_options(once=key))).replayed
            assert (await send(ses.with_options(once=key))).replayed


async def test_a_key_needs_a_ledger(driver: Driver, server: Server) -> None:
    async with driver.client(server.url) as ses:
        with pytest.raises(errors.ConfigurationError, match="once= needs a ledger"):
            ses.with_options(once="key")


@pytest.mark.parametrize("wait", [-1, "5", True, float("nan")])
async def test_a_wait_that_is_none(driver: Driver, server: Server, wait: Any) -> None:
    async with driver.client(server.url, ledger=MemoryLedger()) as ses:
        with pytest.raises(errors.ConfigurationError, match="once_wait must be"):
            ses.with_options(once="key", once_wait=wait)


@pytest.mark.parametrize("ledger", [MemoryLedger, "once.db", 7])
async def test_what_is_no_ledger(driver: Driver, server: Server, ledger: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="ledger must be a ledger"):
        driver.client(server.url, ledger=ledger)


@pytest.mark.parametrize(
    "many",
    [
        lambda ses: ses.iter_list_receivers(),
        lambda ses: ses.stream(None),
    ],
    ids=["pages", "a stream"],
)
async def test_a_key_is_for_one_request(
    driver: Driver, server: Server, many: Callable[[Any], Any]
) -> None:
    async with driver.client(server.url, ledger=MemoryLedger()) as ses:
        with pytest.raises(errors.ConfigurationError, match="once= is for one request"):
            many(ses.with_options(once="key").client)


async def test_a_wait_has_no_key(driver: Driver, server: Server) -> None:
    async with driver.client(server.url, ledger=MemoryLedger()) as ses:
        once: Either = ses.with_options(once="key")
        with pytest.raises(errors.ConfigurationError, match="not for a wait"):
            await once.wait_until_domain_verified(email_identity="example.com")


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: RedisLedger("http://host"), "URL of the ledger's Redis"),
        (lambda: RedisLedger(URL, expiry=0), "more than 0 seconds"),
        (lambda: RedisLedger(URL, lease=-1), "lease must be a number of seconds"),
        (lambda: RedisLedger(URL, on_unavailable="local"), "on_unavailable"),  # type: ignore[arg-type]
        (lambda: SqliteLedger(7), "path must be that of a file"),  # type: ignore[arg-type]
    ],
)
def test_wrong_options(make: Callable[[], object], reason: str) -> None:
    with pytest.raises(errors.ConfigurationError, match=reason) as caught:
        make()
    assert "p%40ssword" not in str(caught.value)


def test_a_ledger_shows_no_password(tmp_path: Path) -> None:
    assert repr(RedisLedger(URL)) == "<RedisLedger redis at 127.0.0.1>"
    assert repr(SqliteLedger(tmp_path / "o.db")).startswith("<SqliteLedger file ")


@pytest.mark.parametrize("take", [copy.copy, pickle.dumps])
def test_a_ledger_is_not_copied(take: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="make one in each process"):
        take(MemoryLedger())


@pytest.mark.parametrize(
    "kind", ["LedgerConflict", "InProgress", "Uncertain", "LedgerError"]
)
def test_errors_are_those_of_the_sdk(kind: str) -> None:
    assert issubclass(getattr(errors, kind), errors.Tc3Error)


async def test_errors_can_be_pickled(driver: Driver, server: Server) -> None:
    async with driver.client(server.url, ledger=MemoryLedger()) as ses:
        once = ses.with_options(once="key")
        await send(once)
        with pytest.raises(errors.LedgerConflict) as caught:
            await once.call("Other", {})
    read = pickle.loads(pickle.dumps(caught.value))
    assert str(read) == str(caught.value)
    assert read.since == caught.value.since


@pytest.mark.parametrize("sent", [None, 1, "yes"])
def test_a_word_is_true_or_false(sent: Any) -> None:
    with pytest.raises(errors.ConfigurationError, match="sent must be True or False"):
        MemoryLedger().resolve("key", sent=sent)


async def test_only_what_is_uncertain_is_resolved(
    driver: Driver, server: Server
) -> None:
    ledger = MemoryLedger()
    with pytest.raises(errors.LedgerError, match="'key' is unknown to the ledger"):
        ledger.resolve("key", sent=True)
    async with driver.client(server.url, ledger=ledger) as ses:
        await send(ses.with_options(once="key"))
    ledger.resolve("key", sent=True)  # which it is
    with pytest.raises(errors.LedgerError, match="'key' is done, not uncertain"):
        await ledger.resolve_async("key", sent=False)
