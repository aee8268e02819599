"""A vendored package keeps what the whole one promises, though most of that is left out."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tc3gen.python.vendoring.command import vendor_package
from tc3gen.python.vendoring.features import FEATURES
from tc3gen.python.vendoring.make import Options
from tc3gen.spec.select import parse_only

from ..small import SPECS, succeeds

SES = [SPECS / "ses", SPECS / "common.yaml"]
ONLY = (parse_only("ses:SendEmail"),)

CALL = """
import asyncio, sys, traceback
sys.path.insert(0, sys.argv[1])
from tc3 import Credential, RetryPolicy, errors
from tc3.ses import AsyncSesClient, SesClient

options = {
    "credential": Credential("some-id", "some-secret"), "endpoint": sys.argv[2],
    "retry": RetryPolicy(3, base=0.0), "timeout": float(sys.argv[3])}
mail = {"from_email_address": "a@example.com", "subject": "confidential",
        "destination": ["b@example.com"]}

def tell(error):
    print(type(error).__name__, error.sent, error.attempts)
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    text = "".join(whole.format()) + repr(error) + str(error)
    for frame, _ in traceback.walk_tb(error.__traceback__):
        if "/_core/" in frame.f_code.co_filename:
            assert "confidential" not in repr(frame.f_locals), frame
    assert "some-secret" not in text

def call():
    with SesClient(**options) as client:
        assert "some-" not in repr(client)
        client.send_email(**mail)

async def call_asynchronously():
    async with AsyncSesClient(**options) as client:
        await client.send_email(**mail)

for attempt in (call, lambda: asyncio.run(call_asynchronously())):
    try:
        attempt()
    except errors.Tc3Error as error:
        tell(error)
"""


class Silent:
    """A server that reads requests and gives no response; it hangs up, or it waits."""

    def __init__(self, *, hangs_up: bool) -> None:
        self.received: list[bytes] = []
        self._hangs_up = hangs_up
        self._open: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._listening.shutdown(socket.SHUT_RDWR)
            self._thread.join()
            for each in (*self._open, self._listening):
                each.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self._open.append(connection)
            self.received.append(_request(connection))
            if self._hangs_up:
                connection.close()


def _request(connection: socket.socket) -> bytes:
    with connection.makefile("rb") as file:
        lines = [*iter(file.readline, b"\r\n")]
        sizes = [line for line in lines if line.lower().startswith(b"content-length:")]
        return file.read(int(sizes[0].partition(b":")[2]))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vendored")
    vendor_package(SES, folder / "tc3", Options(ONLY))
    return folder


@pytest.mark.parametrize(
    ("hangs_up", "timeout", "error"),
    [(True, "20", "TransportError"), (False, "0.5", "CallTimeout")],
    ids=["hangs-up", "waits"],
)
def test_a_mail_that_may_have_gone_is_not_sent_again(
    hangs_up: bool, timeout: str, error: str, package: Path
) -> None:
    server = Silent(hangs_up=hangs_up)
    with server.running():
        said = succeeds("python", "-P", "-c", CALL, package, server.url, timeout)
    assert said.splitlines() == [f"{error} True 1"] * 2
    assert [b"confidential" in body for body in server.received] == [True] * 2


def test_a_mail_that_cannot_have_gone_is_tried_again(package: Path) -> None:
    with socket.socket() as taken:  # a port on which nobody listens
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        said = succeeds("python", "-P", "-c", CALL, package, url, "20")
    assert said.splitlines() == ["ConnectError False 3"] * 2


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize("feature", sorted(FEATURES.keys() - {"cli"}))
def test_every_feature_alone_keeps_them(feature: str, tmp_path: Path) -> None:
    """Type checkers do not see all that goes wrong where names are left out."""
    options = Options(ONLY, features=frozenset((feature,)))
    vendor_package(SES, tmp_path / "tc3", options)
    server = Silent(hangs_up=True)
    with server.running():
        said = succeeds("python", "-P", "-c", CALL, tmp_path, server.url, "20")
    assert said.splitlines() == ["TransportError True 1"] * 2
    assert len(server.received) == 2
