"""Which versions of aiohttp are taken, and what becomes of `sent` on one that works otherwise."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import Any

import pytest
from aiohttp.abc import AbstractStreamWriter

from tc3 import errors
from tc3._core.transport.asynchronous import body as aio_body
from tc3.ses import AsyncSesClient

from ...support.actions import send
from ...support.driver import AT_ONCE, KEY, Either
from ...support.servers import Play, Server, hang_up, ok, reset, silence

LOAD = """
import sys, aiohttp
aiohttp.__version__ = sys.argv[2]
for name in sys.argv[3:]:
    delattr(aiohttp, name)
from importlib import import_module
package = import_module(sys.argv[1])
ses = import_module(sys.argv[1] + ".ses")
key = package.Credential("id", "secret")
ses.SesClient(key)
try:
    ses.AsyncSesClient(key)
except package.errors.ConfigurationError as error:
    print(error)
else:
    print("taken")
"""


def load(version: str, *lacks: str, package: str = "tc3", home: str = ".") -> str:
    """What comes of clients where aiohttp is of that version, and lacks some names."""
    done = subprocess.run(
        [sys.executable, "-c", LOAD, package, version, *lacks],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    "version", ["3.12.15", "3.13.2", "3.13.2+a", "3.13.3rc1", "4.0.0a1"]
)
def test_refused(version: str) -> None:
    wanted = "install aiohttp>=3.13.3,<4"
    assert load(version) == f"aiohttp {version} is not supported: {wanted}"


@pytest.mark.parametrize(
    "version", ["3.13.3", "3.13.3+deb12", "3.14.0b1", "3.99", "3.99.0.dev0"]
)
def test_taken(version: str) -> None:
    assert load(version) == "taken"


def test_refused_by_name_and_not_for_what_it_lacks() -> None:
    lacks = ("Payload", "ConnectionTimeoutError", "ClientHttpProxyError")
    assert "aiohttp 4.0.0 is not supported" in load("4.0.0", *lacks)


# One that takes the body in another way


async def _by_as_bytes(self: Any, writer: AbstractStreamWriter, _: Any = None) -> None:
    await writer.write(await self.as_bytes())


async def _by_decode(self: Any, writer: AbstractStreamWriter, _: Any = None) -> None:
    await writer.write(self.decode().encode())


@pytest.mark.parametrize("play", [hang_up, reset, silence])
@pytest.mark.parametrize("otherwise", [_by_as_bytes, _by_decode])
async def test_what_is_taken_otherwise_counts_as_sent(
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    play: Play,
    otherwise: Any,
) -> None:
    """As if `write` and `write_with_length` had been renamed in aiohttp."""
    monkeypatch.setattr(aio_body.Body, "write", otherwise)
    monkeypatch.setattr(aio_body.Body, "write_with_length", otherwise)
    server.plays(play, ok())
    async with AsyncSesClient(
        KEY, endpoint=server.url, retry=AT_ONCE, timeout=0.4
    ) as client:
        with pytest.raises(errors.TransportError) as caught:
            await send(Either(client, is_async=True))
    assert (caught.value.sent, caught.value.attempts) == (True, 1)
    assert len(server.requests) == 1


async def test_a_version_that_calls_write(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Either of the two methods is enough."""
    monkeypatch.setattr(
        aio_body.Body,
        "write_with_length",
        lambda self, writer, _: aio_body.Body.write(self, writer),
    )
    server.plays(ok(), hang_up, ok())
    async with AsyncSesClient(KEY, endpoint=server.url, retry=AT_ONCE) as client:
        await send(Either(client, is_async=True))
        with pytest.raises(errors.TransportError) as caught:
            await send(Either(client, is_async=True))
    assert caught.value.sent is True
    assert len(server.requests) == 2


# No event loop of asyncio


def stepped(coroutine: Any) -> Any:
    """What a coroutine gives or raises that another library runs."""
    with pytest.raises(StopIteration) as end:
        coroutine.send(None)
    return end.value.value


def test_no_loop_of_asyncio() -> None:
    client = AsyncSesClient(KEY)
    for call in (
        client.list_email_identities(),
        client.call("Any", {}),
        client.paginate(_pages()).__anext__(),
    ):
        with pytest.raises(errors.ConfigurationError, match="event loop of asyncio"):
            call.send(None)
    assert stepped(client.close()) is None


def _pages() -> Any:
    from tc3.ses import models

    return models.ListReceiversRequest(limit=1, offset=0)


def test_loop_is_there_again() -> None:
    """A client that failed outside a loop works inside one."""
    client = AsyncSesClient(KEY, endpoint="http://127.0.0.1:1", retry=AT_ONCE)
    with pytest.raises(errors.ConfigurationError):
        client.call("Any", {}).send(None)

    async def inside() -> None:
        with pytest.raises(errors.ConnectError):
            await client.call("Any", {})
        await client.close()

    asyncio.run(inside())
