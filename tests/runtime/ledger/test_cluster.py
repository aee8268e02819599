"""A cluster of Redis: one key is one entry, so that a step touches one node."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from tc3 import RedisLedger, errors

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import Server, free_port, hang_up, ok

SLOTS = 16384


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """The URL of one of two nodes, each with half of the slots."""
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    ports = [free_port(), free_port()]
    with tempfile.TemporaryDirectory(prefix="tc3-") as folder:
        processes = [
            subprocess.Popen(
                ["redis-server", "--port", str(port), "--bind", "127.0.0.1",
                 "--cluster-enabled", "yes", "--cluster-config-file", f"{port}.conf",
                 "--cluster-port", str(free_port()), "--save", ""],
                cwd=folder,
                stdout=subprocess.DEVNULL,
            )
            for port in ports
        ]  # fmt: skip
        try:
            _join(ports)
            yield f"redis://127.0.0.1:{ports[0]}/0"
        finally:
            for process in processes:
                process.terminate()
                process.wait()


def _join(ports: list[int]) -> None:
    nodes: list[Any] = [redis.Redis(port=port, decode_responses=True) for port in ports]
    deadline = time.monotonic() + 30
    for node in nodes:
        while not _answers(node):
            assert time.monotonic() < deadline, "a node does not start"
            time.sleep(0.02)
    half = SLOTS // 2
    nodes[0].execute_command("CLUSTER", "ADDSLOTSRANGE", 0, half - 1)
    nodes[1].execute_command("CLUSTER", "ADDSLOTSRANGE", half, SLOTS - 1)
    bus = nodes[1].config_get("cluster-port")["cluster-port"]
    nodes[0].execute_command("CLUSTER", "MEET", "127.0.0.1", ports[1], bus)
    while not all(_is_complete(node) for node in nodes):
        assert time.monotonic() < deadline, "the nodes do not find each other"
        time.sleep(0.02)
    for node in nodes:
        node.close()


def _answers(node: Any) -> bool:
    try:
        return bool(node.ping())
    except redis.ConnectionError:
        return False


def _is_complete(node: Any) -> bool:
    said = str(node.execute_command("CLUSTER", "INFO"))
    return "cluster_state:ok" in said and "cluster_known_nodes:2" in said


@pytest.mark.filterwarnings("ignore::DeprecationWarning:redis")
async def test_keys_on_all_nodes(driver: Driver, server: Server, cluster: str) -> None:
    kind = "async" if driver.is_async else "sync"
    ledger = RedisLedger(cluster, cluster=True, prefix=kind)
    keys = [f"key-{number}" for number in range(8)]
    async with driver.client(server.url, ledger=ledger) as ses:
        for replayed in (False, True):
            for key in keys:
                assert (await send(ses.with_options(once=key))).replayed is replayed
        assert len(server.requests) == len(keys)

        server.plays(hang_up, hang_up, ok())
        for key in ("lost-1", "lost-2"):
            with pytest.raises(errors.TransportError):
                await send(ses.with_options(once=key))
        found = [entry.key async for entry in ledger.uncertain_async()]
        assert sorted(found) == ["lost-1", "lost-2"]
        assert sorted(entry.key for entry in ledger.uncertain()) == sorted(found)
        await ledger.resolve_async("lost-1", sent=False)
        ledger.resolve("lost-2", sent=True)
        assert not (await send(ses.with_options(once="lost-1"))).replayed
        assert (await send(ses.with_options(once="lost-2"))).replayed
    ledger.close()
