"""Headers that interceptors add: none that would split, smuggle or unsign a request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tc3 import AttemptContext, Interceptor, errors

from ..support.actions import send
from ..support.driver import Driver
from ..support.servers import Server


class Adding(Interceptor):
    def __init__(self, headers: Any) -> None:
        self.headers = headers

    @contextmanager
    def around_attempt(self, attempt: AttemptContext) -> Iterator[None]:
        attempt.headers = self.headers
        yield


FRAMING = [
    "content-length",
    "Transfer-Encoding",
    "connection",
    "HOST",
    "expect",
    "te",
    "trailer",
    "upgrade",
    "keep-alive",
    "Proxy-Authorization",
    "proxy-connection",
    "proxy-anything",
]
BAD: list[Any] = [
    *[{name: "1"} for name in FRAMING],
    {"X": 5},
    {"X": b"1"},
    {"X": None},
    {5: "1"},
    {b"X": "1"},
    {"X": "a\r\nY: b"},
    {"X": "a\nb"},
    {"X": "a\0b"},
    {"X": "\u00e4"},
    {"X": " a"},
    {"X\r\nY": "a"},
    {"X ": "a"},
    {"": "a"},
    {"X:": "a"},
    {"Authorization": "a"},
    {"x-tc-action": "a"},
    ["X"],
    "X: a",
]


@pytest.mark.parametrize("headers", BAD, ids=str)
async def test_header_that_an_interceptor_may_not_set(
    driver: Driver, server: Server, headers: Any
) -> None:
    async with driver.client(server.url, interceptors=[Adding(headers)]) as client:
        with pytest.raises(errors.ConfigurationError) as caught:
            await send(client)
    assert caught.value.sent is False
    assert (server.requests, server.connections) == ([], 0)


async def test_header_that_an_interceptor_may_set(
    driver: Driver, server: Server
) -> None:
    headers = {"traceparent": "00-1-2-03", "X-Empty": ""}
    async with driver.client(server.url, interceptors=[Adding(headers)]) as client:
        await send(client)
    received = server.requests[0].headers
    assert received["traceparent"] == "00-1-2-03"
    assert received["x-empty"] == ""
