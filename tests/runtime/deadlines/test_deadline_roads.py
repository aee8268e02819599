"""Whatever is slow on the way, the call is over in time, and late means unsent."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest

from tc3 import Credential, Timeout, errors
from tc3.ses import SesClient

from ..support.authorities import Authority
from ..support.driver import AT_ONCE
from ..support.peers import Line, Play, mail, peer, ses

SECONDS = 0.4
LATEST = SECONDS + 1.2
"""With what a machine that is busy may add: less than what is slow here would take."""


def late(make: Callable[[], SesClient]) -> errors.CallTimeout:
    with make() as client:
        began = time.monotonic()
        with pytest.raises(errors.CallTimeout) as caught:
            mail(client)
        assert time.monotonic() - began < LATEST
    return caught.value


def deaf(line: Line) -> None:
    line.wait()


def dripping(line: Line) -> None:
    """A byte at a time, each soon enough."""
    for byte in b"HTTP/1.1 200 Connection established, and so on, and so on":
        line.say(bytes([byte]))
        time.sleep(0.05)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("play", [deaf, dripping])
def test_tunnel(play: Play, scheme: str, ours: Authority) -> None:
    with peer(play, tls=ours.server() if scheme == "https" else None) as proxy:
        options: dict[str, Any] = {"timeout": SECONDS, "ca_file": ours.path}
        options["proxy"] = f"{scheme}://{proxy.address}"
        error = late(lambda: ses("https://service.test", **options))
    assert error.sent is False
    assert error.attempt_log[0].connected is False


@pytest.mark.parametrize("way", ["direct", "forwarding", "tunnel"])
def test_handshake(way: str, ours: Authority) -> None:
    def play(line: Line) -> None:
        if way == "tunnel":
            line.head()
            line.say(b"HTTP/1.1 200 OK\r\n\r\n")
        line.wait()

    with peer(play) as server:
        address = f"https://{server.address}"
        options: dict[str, Any] = {"timeout": SECONDS, "ca_file": ours.path}
        if way == "tunnel":
            options |= {"endpoint": "https://service.test", "proxy": server.url}
        elif way == "forwarding":
            options |= {"endpoint": "http://service.test", "proxy": address}
        else:
            options["endpoint"] = address
        assert late(lambda: ses(**options)).sent is False


def test_slow_credential_function() -> None:
    """What it used up is missing: nothing is sent afterwards."""

    def give() -> Credential:
        time.sleep(SECONDS + 0.1)
        return Credential("id", "key")

    with peer() as server:
        options: dict[str, Any] = {"endpoint": server.url, "retry": AT_ONCE}
        late_error = pytest.raises(errors.Tc3Error)
        client = SesClient(give, timeout=SECONDS, **options)
        with client, late_error as caught:
            mail(client)
        assert caught.value.sent is False
        assert server.bodies == []


def test_the_wait_for_a_place() -> None:
    def play(line: Line) -> None:
        line.request()
        line.wait()

    with peer(play) as server, ses(server.url, max_connections=1) as client:
        first = client.with_options(timeout=Timeout(1, 5, 5))

        def send() -> None:
            with pytest.raises(errors.Tc3Error):
                mail(first)

        thread = Thread(target=send)
        thread.start()
        while not server.bodies:
            time.sleep(0.01)
        error = late(lambda: client.with_options(timeout=SECONDS))
        assert error.sent is False
        assert len(server.bodies) == 1
        server.over.set()
        thread.join()


@pytest.mark.parametrize("where", ["head", "length", "chunks", "hints"])
def test_slow_response(where: str) -> None:
    """A drip of whatever kind does not go on for ever; the mail was sent."""
    begins = {
        "head": b"HTTP/1.1 200 OK\r\nX: ",
        "length": b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n",
        "chunks": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "hints": b"",
    }
    drops = {"chunks": b"1\r\n \r\n", "hints": b"HTTP/1.1 103 Early Hints\r\n\r\n"}

    def play(line: Line) -> None:
        line.request()
        line.say(begins[where])
        while True:
            line.say(drops.get(where, b" "))
            time.sleep(0.02)

    with peer(play) as server:
        error = late(lambda: ses(server.url, timeout=SECONDS))
        assert error.sent
        assert len(server.bodies) == 1
