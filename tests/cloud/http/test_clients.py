"""Clients of HTTP that are not like others: old, slow, hasty, or gone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest

from ..support.client import Caller

BODY = b'{"Offset": 0, "Limit": 10}'


def lines(
    ses: Caller, *more: str, version: str = "1.1", target: str = "/", size: int = 26
) -> bytes:
    """The head of a signed call of `ListReceivers`."""
    sent = ses.request("ListReceivers", BODY)
    headers = [f"{name}: {value}" for name, value in sent.headers.items()]
    if size:
        headers.append(f"Content-Length: {size}")
    head = [f"POST {target} HTTP/{version}", *headers, *more]
    return "\r\n".join(head).encode() + b"\r\n\r\n"


async def talk(ses: Caller, *pieces: bytes, end: bytes = b"") -> bytes:
    """Send each piece after a response to the last one began; what comes, up to an end."""
    address = urlsplit(ses.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    response = b""
    try:
        for piece in pieces:
            writer.write(piece)
            response += await asyncio.wait_for(reader.read(65536), 5)
        while end not in response:
            response += await asyncio.wait_for(reader.readexactly(1), 5)
    finally:
        writer.close()
    return response


def responses(content: bytes) -> Sequence[object]:
    """The calls that were answered."""
    found = []
    for part in content.split(b"HTTP/1.1 200 OK\r\n")[1:]:
        found.append(json.loads(part.partition(b"\r\n\r\n")[2])["Response"])
    return [each["TotalCount"] for each in found]


CHUNKS = b"".join(b"1\r\n%c\r\n" % byte for byte in BODY) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    "way", ["chunked", "absolute form", "upgrade", "a header of 8 KB", "fields folded"]
)
async def test_other_ways_to_send_a_call(ses: Caller, way: str) -> None:
    sent = {
        "chunked": lines(ses, "Transfer-Encoding: chunked", size=0) + CHUNKS,
        "absolute form": lines(ses, target=f"{ses.url}/") + BODY,
        "upgrade": lines(ses, "Connection: Upgrade", "Upgrade: h2c") + BODY,
        "a header of 8 KB": lines(ses, f"X-Long: {'x' * 8000}") + BODY,
        "fields folded": lines(ses, "accept:*/*", "ACCEPT: a,b") + BODY,
    }[way]
    response = await talk(ses, sent)
    assert responses(response) == [0]


async def test_a_client_of_http_1_0_is_left_alone_afterwards(ses: Caller) -> None:
    address = urlsplit(ses.url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    writer.write(lines(ses, version="1.0") + BODY)
    response = await asyncio.wait_for(reader.read(), 5)  # to the end of the connection
    writer.close()
    head, _, body = response.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.0 200 OK")
    assert b"chunked" not in head
    assert json.loads(body)["Response"]["TotalCount"] == 0


async def test_a_client_that_asks_before_it_sends(ses: Caller) -> None:
    response = await talk(ses, lines(ses, "Expect: 100-continue"), BODY)
    first, _, rest = response.partition(b"\r\n\r\n")
    assert first == b"HTTP/1.1 100 Continue"
    assert responses(rest) == [0]


async def test_calls_in_a_row_are_all_answered(ses: Caller) -> None:
    last = lines(ses, "Connection: close") + BODY
    response = await talk(
        ses, (lines(ses) + BODY) * 4 + last, end=b"nection: close\r\n"
    )
    assert response.count(b"HTTP/1.1 200 OK") == 5


async def test_clients_that_hang_up_do_no_harm(
    ses: Caller, caplog: pytest.LogCaptureFixture
) -> None:
    """In the head, in the body, and before the response."""
    address = urlsplit(ses.url)
    whole = lines(ses) + BODY
    for size in (10, len(whole) - 5, len(whole)):
        for _ in range(10):
            _, writer = await asyncio.open_connection(address.hostname, address.port)
            writer.write(whole[:size])
            await writer.drain()
            writer.transport.abort()
    assert (await ses("ListReceivers", Offset=0, Limit=10))["TotalCount"] == 0
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []
