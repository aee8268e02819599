"""Ledgers that cannot be reached, lose their settings, or are shared in ways that hurt."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tc3 import RedisLedger, SqliteLedger, errors
from tc3._core.ledger.entry import Step
from tc3.testing import MemoryLedger

from ..support.actions import send
from ..support.driver import Driver
from ..support.redis_server import PASSWORD, QUOTED, RedisServer, redis_server
from ..support.servers import Server, late, ok, refusing_port
from ..support.sources import until
from .conftest import Ledgers

KEY = "welcome:4711"
OTHER = Step("claim", KEY, "other", "sending", "another", "ses SendEmail")
NOWHERE = f"redis://:{QUOTED}@127.0.0.1:{{}}/0"


@pytest.fixture
def lost() -> Iterator[RedisServer]:
    """A Redis of its own, for a test that stops it."""
    with redis_server(durable=True) as server:
        yield server


async def test_without_the_ledger_no_call_is_made(
    driver: Driver, server: Server
) -> None:
    ledger = RedisLedger(NOWHERE.format(refusing_port()))
    async with driver.client(server.url, ledger=ledger) as ses:
        with pytest.raises(errors.TransportError, match="the ledger's redis") as caught:
            await send(ses.with_options(once=KEY))
        assert (await send(ses)).request_id  # one without a key needs no ledger
    assert not caught.value.sent
    assert PASSWORD not in str(caught.value)
    assert QUOTED not in repr(ledger)
    assert len(server.requests) == 1


async def test_a_file_that_cannot_be_used(
    driver: Driver, server: Server, tmp_path: Path
) -> None:
    ledger = SqliteLedger(tmp_path / "no folder" / "once.db")
    async with driver.client(server.url, ledger=ledger) as ses:
        with pytest.raises(errors.TransportError, match=r"no folder/once\.db"):
            await send(ses.with_options(once=KEY))
    assert not server.requests


async def test_with_the_option_it_is_made_without(
    driver: Driver, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    ledger = MemoryLedger(on_unavailable="send")
    ledger.available = False
    async with driver.client(server.url, ledger=ledger) as ses:
        assert not (await send(ses.with_options(once=KEY))).replayed
        ledger.available = True
        ledger.close()  # which records what is late
        assert (await send(ses.with_options(once=KEY))).replayed
    assert "calls go out without it" in caplog.text


async def test_an_outcome_is_recorded_later(
    driver: Driver,
    server: Server,
    lost: RedisServer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Redis is away when the response comes: the caller has it, and the ledger gets it."""
    server.plays(late(0.3, ok(MessageId="message-1")))
    ledger = RedisLedger(lost.url)
    async with driver.client(server.url, ledger=ledger) as ses:
        call = asyncio.create_task(send(ses.with_options(once=KEY)))
        await until(lambda: bool(server.requests))
        await asyncio.to_thread(lost.kill)
        assert (await call).message_id == "message-1"
        assert "is recorded later" in caplog.text
        await asyncio.to_thread(lost.start)
        again = await send(ses.with_options(once=KEY, once_wait=30))
    assert (again.message_id, again.replayed) == ("message-1", True)
    assert len(server.requests) == 1
    ledger.close()


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_closing_records_what_is_late(
    server: Server, lost: RedisServer, kind: str
) -> None:
    """The process may end right after it."""
    server.plays(late(0.2, ok(MessageId="message-1")))
    ledger = RedisLedger(lost.url)
    ledger._keeper._ensure_running = lambda: None  # type: ignore[method-assign] # no thread
    async with Driver(kind).client(server.url, ledger=ledger) as ses:
        call = asyncio.create_task(send(ses.with_options(once=KEY)))
        await until(lambda: bool(server.requests))
        await asyncio.to_thread(lost.kill)
        await call
        await asyncio.to_thread(lost.start)
    await ledger.aclose() if kind == "async" else ledger.close()
    with lost.client() as client:
        assert client.hget(f"tc3:once:{KEY}", "state") == b"done"


async def test_another_redis_takes_over(
    driver: Driver, server: Server, lost: RedisServer
) -> None:
    """The connections to the one before, which only reads now, are given up."""
    address = lost.socket.with_name("address.sock")
    address.symlink_to(lost.socket)
    ledger = RedisLedger(lost.url.replace(str(lost.socket), str(address)))
    with redis_server(durable=True) as next_one:
        async with driver.client(server.url, ledger=ledger) as ses:
            await send(ses.with_options(once=KEY))
            with lost.client() as client:
                client.replicaof("127.0.0.1", 1)
            address.unlink()
            address.symlink_to(next_one.socket)
            assert not (await send(ses.with_options(once="other"))).replayed
            assert (await send(ses.with_options(once="other"))).replayed
    ledger.close()


@pytest.mark.parametrize(
    ("durable", "told"), [(False, True), (True, False)], ids=["weak", "durable"]
)
async def test_a_redis_that_forgets_is_warned_of_once(
    driver: Driver,
    server: Server,
    caplog: pytest.LogCaptureFixture,
    durable: bool,
    told: bool,
) -> None:
    with redis_server(durable=durable) as running:
        ledger = RedisLedger(running.url)
        async with driver.client(server.url, ledger=ledger) as ses:
            for number in range(3):
                await send(ses.with_options(once=f"key-{number}"))
        ledger.close()
    warnings = [r for r in caplog.records if "appendfsync always" in r.getMessage()]
    assert len(warnings) == int(told)


def test_what_is_warned_of(lost: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    with lost.client() as client:
        client.config_set("appendfsync", "everysec")
        client.config_set("maxmemory", "100mb")
        client.config_set("maxmemory-policy", "allkeys-lru")
    ledger = RedisLedger(lost.url)
    with pytest.raises(errors.LedgerError, match="is unknown to the ledger"):
        ledger.resolve(KEY, sent=True)
    assert "appendfsync is everysec" in caplog.text
    assert "maxmemory-policy is allkeys-lru" in caplog.text
    ledger.close()


def test_settings_that_may_not_be_seen(
    lost: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """As with a hosted Redis: there is nothing to warn of."""
    with lost.client() as client:
        client.execute_command(
            "ACL", "SETUSER", "app", "on", ">secret", "~*", "+@all", "-config"
        )
    url = lost.url.replace(f":{QUOTED}", "app:secret")
    ledger = RedisLedger(url)
    assert not [*ledger.uncertain()]
    with pytest.raises(errors.LedgerError, match="is unknown"):
        ledger.resolve(KEY, sent=True)
    assert not caplog.records
    ledger.close()


async def test_scripts_that_redis_has_forgotten(
    driver: Driver, server: Server, redis_ledgers: Ledgers, durable_redis: RedisServer
) -> None:
    async with driver.client(server.url, ledger=redis_ledgers()) as ses:
        await send(ses.with_options(once=KEY))
        with durable_redis.client() as client:
            client.script_flush()
        assert (await send(ses.with_options(once=KEY))).replayed


async def test_connections_that_redis_has_closed(
    driver: Driver, server: Server, redis_ledgers: Ledgers, durable_redis: RedisServer
) -> None:
    async with driver.client(server.url, ledger=redis_ledgers()) as ses:
        await send(ses.with_options(once=KEY))
        with durable_redis.client() as client:
            client.client_kill_filter(_type="normal", skipme=True)
        assert (await send(ses.with_options(once=KEY))).replayed


async def test_a_turn_that_takes_long(
    driver: Driver, server: Server, ledgers: Ledgers
) -> None:
    """While a call waits for its turn nothing can have left: killed there, its key is free."""

    class Slow:
        """Keeps a call waiting until it has lost its key."""

        def acquire(self, *_: object) -> None:
            while not ledger._apply(OTHER).done:
                time.sleep(0.01)

        async def acquire_async(self, *_: object) -> None:
            await until(lambda: ledger._apply(OTHER).done)

    ledger = ledgers(lease=0.3)
    ledger._keeper.keep = lambda *_: None  # type: ignore[method-assign] # as if it were stopped
    async with driver.client(server.url, ledger=ledger, rate_limiter=Slow()) as ses:
        with pytest.raises(errors.LedgerConflict) as caught:
            await send(ses.with_options(once=KEY))
    assert caught.value.attempts == 0
    assert not server.requests


def test_only_the_owner_reads_the_file(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "once.db")
    assert not [*ledger.uncertain()]
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    ledger.close()


def test_the_file_is_durable(tmp_path: Path) -> None:
    ledger = SqliteLedger(tmp_path / "once.db")
    with ledger._connections.use() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    ledger.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "once.db"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(errors.TransportError, match="not a database"):
        [*SqliteLedger(path).uncertain()]


def test_a_file_that_another_process_writes(tmp_path: Path) -> None:
    """It is waited for."""
    ledger = SqliteLedger(tmp_path / "once.db")
    assert not [*ledger.uncertain()]
    other = sqlite3.connect(
        tmp_path / "once.db", isolation_level=None, check_same_thread=False
    )
    other.execute("BEGIN IMMEDIATE")

    async def both() -> None:
        claim = asyncio.create_task(ledger._apply_async(OTHER))
        await asyncio.sleep(0.2)
        assert not claim.done()
        other.execute("COMMIT")
        assert (await claim).done

    asyncio.run(both())
    other.close()
    ledger.close()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
async def test_a_fork(driver: Driver, server: Server, ledgers: Ledgers) -> None:
    """A child uses the ledger of its parent, and its own connections."""
    ledger = ledgers()
    async with driver.client(server.url, ledger=ledger) as ses:
        await send(ses.with_options(once=KEY))

    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            logging.disable()
            result = ledger._apply(OTHER)
            code = 0 if result.entry and result.entry.state == "done" else 2
        finally:
            os._exit(code)
    _, status = await asyncio.to_thread(os.waitpid, pid, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    async with driver.client(server.url, ledger=ledger) as ses:
        assert (await send(ses.with_options(once=KEY))).replayed


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_fork_does_not_speak_over_its_parents_connection(lost: RedisServer) -> None:
    """Each would read the other's replies."""
    ledger = RedisLedger(lost.url)
    assert ledger._apply(OTHER).done
    with lost.client() as client:
        before = {each["id"] for each in client.client_list()}
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                logging.disable()
                ledger._apply(OTHER)
                os.write(write, b".")
                time.sleep(60)
            finally:
                os._exit(1)
        os.read(read, 1)
        after = {each["id"] for each in client.client_list()}
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    assert len(after - before) == 1
    assert before <= after
    ledger.close()
