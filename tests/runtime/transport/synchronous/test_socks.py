"""SOCKS proxies of the synchronous client."""

from __future__ import annotations

import sys
import time
from typing import Any

import pytest

from tc3 import errors

from ...support.authorities import Authority
from ...support.peers import Line, Play, mail, peer, ses
from ...support.servers import refusing_port
from ...support.socks_server import Socks


@pytest.mark.parametrize("secret", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize(
    ("scheme", "asked"), [("socks5", "127.0.0.1"), ("socks5h", "localhost")]
)
def test_way_through(scheme: str, asked: str, secret: bool, ours: Authority) -> None:
    """By `socks5h` the proxy looks the name up. A connection serves many requests."""
    with peer(tls=ours.server("localhost") if secret else None) as server:
        socks = Socks(server.port)
        with peer(socks.play()) as proxy:
            options = {"proxy": f"{scheme}://{proxy.address}", "ca_file": ours.path}
            url = server.url.replace("127.0.0.1", "localhost")
            with ses(url, **options) as client:
                assert [mail(client).message_id for _ in range(3)] == ["mine"] * 3
            assert proxy.connections == 1
        assert socks.asked == [asked]
        assert len(server.bodies) == 3
        assert server.heads[0].startswith(b"POST / HTTP/1.1")


def test_login() -> None:
    with peer() as server:
        socks = Socks(server.port, ("user", "hunter:2"))
        with peer(socks.play()) as proxy:
            url = f"socks5h://user:hunter%3A2@{proxy.address}"
            with ses(server.url, proxy=url) as client:
                mail(client)
            for login in ("user:wrong-one@", ""):
                url = f"socks5h://{login}{proxy.address}"
                refused = pytest.raises(errors.ConnectError, match="refused")
                with ses(server.url, proxy=url) as client, refused as caught:
                    mail(client)
                assert (caught.value.sent, caught.value.attempts) == (False, 3)
                assert "wrong-one" not in repr(caught.value) + str(caught.value)
        assert len(server.bodies) == 1


def test_no_way_to_the_service() -> None:
    socks = Socks(1)
    socks.refuses = 5
    with peer(socks.play()) as proxy:
        refused = pytest.raises(errors.ConnectError, match="refused")
        url = f"socks5h://{proxy.address}"
        with ses("http://a.invalid", proxy=url) as client, refused as caught:
            mail(client)
    assert caught.value.sent is False


def test_dead_proxy() -> None:
    url = f"socks5h://127.0.0.1:{refusing_port()}"
    dead = pytest.raises(errors.ConnectError, match="could not be reached")
    with ses("http://a.invalid", proxy=url) as client, dead as caught:
        mail(client)
    assert (caught.value.sent, caught.value.attempts) == (False, 3)


def silent(line: Line) -> None:
    line.wait()


def dripping(line: Line) -> None:
    """Each byte comes in time, all of them do not."""
    line.say(b"\x05\x00\x05\x00\x00\x03\xff")
    for _ in range(40):
        time.sleep(0.05)
        line.say(b"x")


@pytest.mark.parametrize("play", [silent, dripping])
def test_slow_proxy(play: Play) -> None:
    with peer(play) as proxy:
        began = time.monotonic()
        slow = pytest.raises(errors.CallTimeout)
        options: dict[str, Any] = {
            "proxy": f"socks5h://{proxy.address}",
            "timeout": 0.4,
        }
        with ses("http://a.invalid", **options) as client, slow as caught:
            mail(client)
        assert caught.value.sent is False
        assert time.monotonic() - began < 1


def test_no_socks_at_all() -> None:
    """An HTTP server in its place."""
    with peer(lambda line: line.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as proxy:
        url = f"socks5h://{proxy.address}"
        wrong = pytest.raises(errors.ConnectError)
        with ses("http://a.invalid", proxy=url) as client, wrong as caught:
            mail(client)
    assert caught.value.sent is False


def test_library_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_socks.sync", None)
    with pytest.raises(errors.ConfigurationError, match=r"pip install tc3\[socks\]"):
        ses("http://a.invalid", proxy="socks5://127.0.0.1:1")
