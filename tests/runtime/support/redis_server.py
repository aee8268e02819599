"""A real Redis for tests, with a password, at a socket in a folder of its own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import redis

PASSWORD = "the-p@ssword"
QUOTED = "the-p%40ssword"


class RedisServer:
    """Can be stopped and started again; keeps nothing, unless it is durable."""

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        self.socket = folder / "redis.sock"
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis+unix://:{QUOTED}@{self.socket}"

    def client(self) -> Any:
        return redis.Redis(unix_socket_path=str(self.socket), password=PASSWORD)

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=self.socket.parent,
        )
        settings = (
            f'port 0\nunixsocket {self.socket}\nrequirepass {PASSWORD}\nsave ""\n'
        )
        if self._durable:
            settings += "appendonly yes\nappendfsync always\n"
        assert self._process.stdin is not None
        with self._process.stdin as config:
            config.write(settings.encode())
        deadline = time.monotonic() + 10
        with self.client() as client:
            while True:
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    assert time.monotonic() < deadline, "redis-server does not start"
                    time.sleep(0.02)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """Stop it without a chance to write anything."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None


@contextmanager
def redis_server(*, durable: bool = False) -> Iterator[RedisServer]:
    """Skips the test where Redis is not installed."""
    if shutil.which("redis-server") is None:
        pytest.skip(
            "redis-server is not installed (as root: tests/install-servers --yes)"
        )
    # Not pytest's folder: the path of a socket must be short.
    with tempfile.TemporaryDirectory(prefix="tc3-") as folder:
        server = RedisServer(Path(folder), durable=durable)
        server.start()
        try:
            yield server
        finally:
            server.stop()
