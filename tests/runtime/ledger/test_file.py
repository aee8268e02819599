"""What threads, forks, full disks and other programs do to the file of a ledger."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest

from tc3 import SqliteLedger, errors
from tc3._core.ledger.entry import Step

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import Received, Server, ok

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "once.db"


def claims(ledger: SqliteLedger, key: str) -> bool:
    """Claim a key; true if it was new."""
    claim = Step("claim", key, uuid4().hex, "sending", "print", "ses Send")
    return ledger._do(claim).done


ELSEWHERE = """
import sys
from tc3 import SqliteLedger
from tc3._core.ledger.entry import Step
ledger = SqliteLedger(sys.argv[1])
claim = Step("claim", sys.argv[2], "elsewhere", "sending", "print", "ses Send")
print(ledger._do(claim).done)
ledger.close()
"""


def claims_elsewhere(path: Path, key: str) -> bool:
    """Claim a key in a process that ends right after; true if it was new."""
    words = [sys.executable, "-c", ELSEWHERE, str(path), key]
    return subprocess.check_output(words, text=True) == "True\n"


def test_threads_keep_each_others_locks(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A second connection is opened while the first is in use, and both go on to count."""
    ledger = SqliteLedger(path)
    assert claims(ledger, "one")
    with ledger._connections.use():
        assert claims(ledger, "two")
    assert not claims_elsewhere(path, "two")
    assert claims(ledger, "three")
    assert not claims_elsewhere(path, "three")
    assert not caplog.records  # nor was the log of the file removed
    ledger.close()


def in_child(work: Callable[[], object]) -> int:
    """Fork, and work in the child; the exit code is 0 if the result was true."""
    pid = os.fork()
    if pid:
        return pid
    code = 2
    try:
        logging.disable()
        code = 0 if work() else 1
    finally:
        os._exit(code)


@needs_fork
def test_a_child_counts_after_its_parent_has_closed(path: Path) -> None:
    ledger = SqliteLedger(path)
    assert claims(ledger, "parent's")
    (begin, begun), (end, closed) = os.pipe(), os.pipe()

    def work() -> bool:
        first = claims(ledger, "first")
        os.write(begun, b".")
        os.read(end, 1)
        return first and claims(ledger, "second")

    pid = in_child(work)
    os.read(begin, 1)
    ledger.close()
    os.write(closed, b".")
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert [claims(ledger, key) for key in ("first", "second")] == [False, False]
    ledger.close()


@needs_fork
def test_a_fork_in_the_middle_of_a_step(path: Path) -> None:
    """The child cannot know what the locks of the file are: it refuses, and sends nothing."""
    ledger = SqliteLedger(path, lease=0.01)
    assert claims(ledger, "parent's")

    def work() -> bool:
        with pytest.raises(errors.TransportError, match="forked") as caught:
            claims(ledger, "child's")
        return not caught.value.sent

    with pytest.MonkeyPatch.context() as patch, ledger._connections.use():
        patch.setattr("tc3._core.ledger.sqlite_connections.PATIENCE", 0.05)
        pid = in_child(work)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert claims(ledger, "child's")
    ledger.close()


@pytest.mark.parametrize("gone", ["once.db*", "once.db-wal"], ids=["all", "its log"])
def test_a_file_that_is_removed(
    path: Path, gone: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What is written afterwards is in the file that others see."""
    ledger = SqliteLedger(path)
    assert claims(ledger, "before")
    for each in path.parent.glob(gone):
        each.unlink()
    assert claims(ledger, "after")
    assert not claims_elsewhere(path, "after")
    assert [r.getMessage() for r in caplog.records] == [
        f"the ledger's file {path} was removed or replaced: calls that it had recorded may be "
        "sent again"
    ]
    ledger.close()


def test_a_file_that_is_replaced(path: Path) -> None:
    """Closing what was open does no harm to the other one."""
    ledger = SqliteLedger(path)
    assert claims(ledger, "before")
    for each in path.parent.glob("once.db*"):
        each.rename(each.with_name(f"moved-{each.name}"))
    other = SqliteLedger(path)
    assert claims(other, "other's")
    assert not claims(ledger, "other's")
    assert claims(other, "other's after that")
    assert not claims_elsewhere(path, "other's after that")
    other.close()
    ledger.close()


def test_many_threads_make_the_file(path: Path) -> None:
    """Only its owner reads it, and nothing else is left in the folder."""

    async def all_at_once() -> list[bool]:
        ledgers = [SqliteLedger(path) for _ in range(8)]
        work = (asyncio.to_thread(claims, each, "key") for each in ledgers)
        found = await asyncio.gather(*work)
        for each in ledgers:
            each.close()
        return found

    assert sum(asyncio.run(all_at_once())) == 1
    assert [each.name for each in path.parent.iterdir()] == ["once.db"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_full_disk(
    driver: Driver, server: Server, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A call that cannot be recorded is not made; an outcome is recorded when there is room."""
    # It is no lock, which would be waited for.
    no_time = SimpleNamespace(sleep=lambda _: pytest.fail("waits"))
    monkeypatch.setattr("tc3._core.ledger.sqlite_connections.time", no_time)
    ledger = SqliteLedger(path)
    assert claims(ledger, "before")
    ledger.close()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)

    async def play(writer: asyncio.StreamWriter, request: Received) -> bool:
        resource.setrlimit(resource.RLIMIT_FSIZE, (512, limits[1]))
        return await ok(MessageId="message-1")(writer, request)

    server.plays(play)
    async with driver.client(server.url, ledger=ledger) as ses:
        try:
            sent = await send(ses.with_options(once="key"))
            with pytest.raises(errors.TransportError) as caught:
                await send(ses.with_options(once="other"))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert not caught.value.sent
        again = await send(ses.with_options(once="key", once_wait=30))
    assert (sent.message_id, sent.replayed) == ("message-1", False)
    assert (again.message_id, again.replayed) == ("message-1", True)
    assert len(server.requests) == 1
    ledger.close()
