"""Errors that are kept, with their tracebacks, hold nothing of what was sent."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest

from tc3 import RetryPolicy, Timeout, errors
from tc3.ses import models

from ..support.driver import Driver, Either
from ..support.servers import Play, Server, fails, hang_up, ok, reply, silence

MANY = 60
MOST = 20_000
"""Bytes that one may hold."""

HOW: dict[str, tuple[Play, type[BaseException]]] = {
    "transport": (hang_up, errors.TransportError),
    "time-out": (silence, errors.CallTimeout),
    "api": (fails("InternalError"), errors.ApiError),
    "response": (reply(b"<html>" + b"x" * 100_000, 502), errors.ResponseError),
}


def text() -> str:
    return "x" * 700_000


def raw(client: Any) -> Any:
    return client.call("SendEmail", {"Text": text()})


def modelled(client: Any) -> Any:
    return client.send(
        models.SendEmailRequest(
            from_email_address="a@example.com",
            subject=text(),
            template=models.Template(template_id=1, template_data=text()),
        )
    )


async def kept(
    client: Either, perform: Callable[[Any], Any], count: int
) -> list[BaseException]:
    """Errors of calls, one after the other."""

    def sync() -> BaseException:
        try:
            perform(client.client)
        except BaseException as error:
            return error
        raise AssertionError

    async def aio() -> BaseException:
        try:
            await perform(client.client)
        except BaseException as error:
            return error
        raise AssertionError

    if hasattr(client.client, "__aenter__"):
        return [await aio() for _ in range(count)]
    return await asyncio.to_thread(lambda: [sync() for _ in range(count)])


async def size_of(client: Either, perform: Callable[[Any], Any]) -> tuple[int, Any]:
    """Bytes that each error holds, and one of them."""
    tracemalloc.start()
    try:
        # What is loaded and learned once, and the buffers of a connection.
        first = await kept(client, perform, 5)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        found = await kept(client, perform, MANY)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(first) == 5
    return (after - before) // MANY, found[-1]


@pytest.mark.parametrize(
    "perform", [pytest.param(raw, marks=pytest.mark.nightly), modelled]
)
@pytest.mark.parametrize(
    "how",
    [
        pytest.param(
            how, marks=[pytest.mark.nightly] if how in ("transport", "api") else []
        )
        for how in HOW
    ],
)
async def test_failed_calls(
    driver: Driver, server: Server, how: str, perform: Callable[[Any], Any]
) -> None:
    play, kind = HOW[how]
    server.plays(play)
    times = Timeout(2, 0.02, 2)
    async with driver.client(
        server.url, timeout=times, retry=RetryPolicy(1), validate=False
    ) as client:
        size, error = await _without_requests(server, size_of(client, perform))
    assert isinstance(error, kind)
    assert size < MOST


async def test_calls_that_are_not_connected(driver: Driver) -> None:
    async with driver.client(
        "http://127.0.0.1:1", trust_env=False, retry=RetryPolicy(2, base=0)
    ) as client:
        size, error = await size_of(client, raw)
    assert isinstance(error, errors.ConnectError)
    assert size < MOST


async def test_cancelled_calls(server: Server) -> None:
    async def limited(client: Any) -> Any:
        await asyncio.wait_for(raw(client), 0.02)

    server.plays(silence)
    async with Driver("async").client(server.url) as client:
        size, error = await _without_requests(server, size_of(client, limited))
    assert isinstance(error, asyncio.TimeoutError)
    assert isinstance(error.__cause__, asyncio.CancelledError)
    assert size < MOST


@pytest.mark.nightly
async def test_calls_that_interceptors_saw(
    driver: Driver, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.plays(hang_up)
    async with driver.client(server.url) as client:
        with caplog.at_level("DEBUG", "tc3"):
            await kept(client, raw, 1)
            caplog.clear()
            size, error = await _without_requests(server, size_of(client, raw))
    assert isinstance(error, errors.TransportError)
    assert size < MOST


async def _without_requests(server: Server, measure: Any) -> Any:
    """What is measured while the server forgets what it receives."""

    class Forgetful(list[Any]):
        def append(self, received: Any) -> None:
            super().append(received._replace(body=b""))

    server.requests = Forgetful()
    return await measure


async def test_the_measure_itself(driver: Driver, server: Server) -> None:
    """An error that kept a mail would be seen."""
    server.plays(ok())

    def keeping(client: Any) -> Any:
        error = errors.TransportError("x")
        error.mail = text()  # type: ignore[attr-defined]
        raise error

    async with driver.client(server.url) as client:
        size, _ = await size_of(client, keeping)
    assert size > MOST
