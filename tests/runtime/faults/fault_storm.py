"""A server that answers each request with a fault drawn at random, and notes what arrived.

A request is known by its number. What it meets is drawn from a seed, that number and how
often it has arrived, so that a run can be repeated.
"""

from __future__ import annotations

import asyncio
import json
import re
import socket
import struct
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random
from typing import NamedTuple

NUMBER = re.compile(rb'"(?:Subject":"|Offset":)(\d+)')
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)\r\n", re.IGNORECASE)

DONE, REFUSED, LOST = "done", "refused", "lost"
"""What a response tells its reader: that the request was carried out, that nothing was done,
or nothing certain."""


class Reply(NamedTuple):
    """Bytes to send and what happens then: the connection stays, ends, or is reset."""

    content: bytes
    then: str = "stays"
    meaning: str = LOST


Fault = Callable[[Random, str], Reply]
"""Draws the response to the request of some number."""


def head(status: str, *lines: str) -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def whole(body: bytes, status: str = "200 OK", *lines: str) -> bytes:
    return head(status, f"Content-Length: {len(body)}", *lines) + body


def good(number: str) -> bytes:
    """A success that tells whose it is."""
    return whole(b'{"Response":{"RequestId":"%s"}}' % number.encode())


FORGED = good("forged")


def refusal(code: str, *lines: str) -> bytes:
    error = {"Response": {"Error": {"Code": code, "Message": "no"}, "RequestId": "r"}}
    return whole(json.dumps(error).encode(), "200 OK", *lines)


THROTTLED = refusal("RequestLimitExceeded")

# Responses that break HTTP, or that make a reader of it stumble.
CROOKED = [
    b"",
    b"\x00" * 100,
    b"220 mail.example.com ESMTP\r\n\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 abc\r\n\r\n",
    b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}",
    head("99999 Never"),
    head("099 Never", "Content-Length: 0"),
    head("101 Switching Protocols", "Upgrade: websocket", "Connection: upgrade"),
    head("103 Early Hints") * 3,
    head("204 No Content"),
    head("304 Not Modified", "Content-Length: 50"),
    head("200 OK", "Content-Length: -5") + b"{}",
    head("200 OK", "Content-Length: x") + b"{}",
    head("200 OK", "Content-Length: " + "9" * 19) + b"{}",
    head("200 OK", "Content-Length: " + "9" * 5000) + b"{}",
    head("200 OK", "Content-Length: 2", "Content-Length: 3") + b"{}",
    head("200 OK", "Content-Length: 2", "Transfer-Encoding: chunked") + b"{}",
    head("200 OK", "Transfer-Encoding: chunked") + b"zzz\r\n{}\r\n0\r\n\r\n",
    head("200 OK", "Transfer-Encoding: chunked") + b"-2\r\n{}\r\n0\r\n\r\n",
    head("200 OK", "Transfer-Encoding: chunked") + b"f" * 12 + b"\r\n{}\r\n",
    head("200 OK", "Transfer-Encoding: chunked") + b"f" * 40 + b"\r\n{}\r\n",
    head("200 OK", "Transfer-Encoding: chunked") + b"2;" + b"x" * 70000,
    head("200 OK", "Transfer-Encoding: chunked")
    + b"2\r\n{}\r\n0\r\nX: "
    + b"x" * 99999,
    head("200 OK", "Transfer-Encoding: gzip, chunked") + b"2\r\n{}\r\n0\r\n\r\n",
    head("200 OK", "X: " + "x" * 70000, "Content-Length: 2") + b"{}",
    head("200 OK", *[f"X-{n}: x" for n in range(300)], "Content-Length: 2") + b"{}",
    head("200 OK", "no colon here", "Content-Length: 2") + b"{}",
    head("200 OK", " folded: yes", "Content-Length: 2") + b"{}",
    head("200 OK", "X: a\x00b\xff", "Content-Length: 2") + b"{}",
    head("200 OK", ": no name", "Content-Length: 2") + b"{}",
    head("200 OK", "Set-Cookie: =;;,\x01", "Content-Length: 2") + b"{}",
    head("302 Found", "Location: http://[", "Content-Length: 0"),
    head("407 Proxy Authentication Required", "Content-Length: 0"),
]

# Responses that are HTTP but none of the service, or an error of it.
STRANGE = [
    whole(b""),
    whole(b"<html>"),
    whole(b"{}"),
    whole(b'{"Response":null}'),
    whole(b'{"Response":{"A":"\xc3"}}'),
    whole(b"\x1f\x8b\x08\x00", "200 OK", "Content-Encoding: gzip"),
    whole(b"data: {}\n\n", "200 OK", "Content-Type: text/event-stream"),
    whole(b'{"Response":{"Error":{"Code":"A.B","Message":' + b"[" * 999 + b"]" * 999 + b"}}}"),
    whole(b"<html>", "502 Bad Gateway"),
    whole(b"", "503 Busy", "Retry-After: 0"),
    whole(b"", "503 Busy", "Retry-After: -1"),
    whole(b"", "503 Busy", "Retry-After: nan"),
    whole(b"", "503 Busy", "Retry-After: Fri, 99 Foo 9999 99:99:99 GMT"),
    whole(b"", "307 Elsewhere", "Location: http://127.0.0.1:9/"),
    refusal("InternalError"),
    refusal("FailedOperation"),
    refusal("AuthFailure.SignatureExpire", "Date: Fri, 31 Dec 9999 23:59:59 -1200"),
]  # fmt: skip


def crooked(random: Random, number: str) -> Reply:
    return Reply(random.choice(CROOKED), random.choice(["stays", "ends", "resets"]))


def strange(random: Random, number: str) -> Reply:
    return Reply(random.choice(STRANGE), random.choice(["stays", "stays", "ends"]))


def cut(random: Random, number: str) -> Reply:
    """A good response, of which the end is missing."""
    content = random.choice([good(number), THROTTLED])
    content = content[: random.randrange(len(content))]
    return Reply(content, random.choice(["ends", "ends", "resets"]))


def changed(random: Random, number: str) -> Reply:
    """A good response with bytes of its head changed."""
    content = bytearray(good(number))
    for _ in range(random.randrange(1, 4)):
        content[random.randrange(content.index(b"{"))] = random.randrange(256)
    return Reply(bytes(content), "ends")


def silent(random: Random, number: str) -> Reply:
    """Nothing more comes, from some byte of the response on."""
    return Reply(good(number)[: random.choice([0, 0, 5, 60])])


def gone(random: Random, number: str) -> Reply:
    """The response comes, and the connection is not to be used again, unannounced."""
    return Reply(good(number), random.choice(["ends", "resets"]), DONE)


def too_much(random: Random, number: str) -> Reply:
    """Behind the response stands another, which nobody asked for."""
    more = random.choice([FORGED, THROTTLED, b"x"])
    return Reply(good(number) + more, "stays", DONE)


def throttled(random: Random, number: str) -> Reply:
    return Reply(THROTTLED, random.choice(["stays", "ends"]), REFUSED)


def fine(random: Random, number: str) -> Reply:
    return Reply(good(number), "stays", DONE)


FAULTS: list[Fault] = [
    *[crooked] * 6,
    *[strange] * 4,
    *[cut] * 4,
    *[changed] * 3,
    silent,
    *[gone] * 2,
    too_much,
    *[throttled] * 4,
]


class Storm:
    """What arrived, and what was made of it."""

    def __init__(self, seed: str) -> None:
        self.url = ""
        self.seed = seed
        self.played: Counter[str] = Counter()
        self.arrived: defaultdict[str, list[str]] = defaultdict(list)
        """Of each request what its responses meant, in their order."""

    def reply(self, body: bytes) -> Reply:
        found = NUMBER.search(body)
        assert found is not None, body
        number = found[1].decode()
        meanings = self.arrived[number]
        random = Random(f"{self.seed}/{number}/{len(meanings)}")
        fault = random.choice(FAULTS) if random.random() < 0.9 else fine
        reply = fault(random, number)
        self.played[fault.__name__] += 1
        meanings.append(reply.meaning)
        return reply

    @property
    def faults(self) -> int:
        return self.played.total() - self.played["fine"]


class _Connection(asyncio.Protocol):
    def __init__(self, storm: Storm, connected: set[asyncio.Transport]) -> None:
        self._storm = storm
        self._connected = connected
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._connected.add(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._connected.discard(self._transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        begin = self._received.find(b"\r\n\r\n") + 4
        length = LENGTH.search(self._received)
        if begin == 3 or length is None:
            return
        body = self._received[begin:]
        if len(body) < int(length[1]):
            return
        self._received = b""
        content, then, _ = self._storm.reply(body)
        self._transport.write(content)
        if then == "resets":
            raw: socket.socket = self._transport.get_extra_info("socket")
            linger = struct.pack("ii", 1, 0)
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self._transport.abort()
        elif then == "ends":
            self._transport.close()


@asynccontextmanager
async def storm(seed: str) -> AsyncIterator[Storm]:
    made = Storm(seed)
    connected: set[asyncio.Transport] = set()
    listener = await asyncio.get_running_loop().create_server(
        lambda: _Connection(made, connected), "127.0.0.1", 0, backlog=1024
    )
    made.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield made
    finally:
        listener.close()
        for transport in [*connected]:
            transport.abort()
