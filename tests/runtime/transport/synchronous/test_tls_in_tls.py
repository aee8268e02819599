"""TLS through a proxy that is itself reached by TLS, and what a tunnel may begin with."""

from __future__ import annotations

import ssl
import threading
import time
import zlib
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from tc3 import errors
from tc3._core.transport.synchronous.tls_tunnel import TlsTunnel

from ...streaming.streams import piece
from ...support.authorities import Authority
from ...support.peers import Line, mail, peer, ses

SIZE = 3_000_000
NAME = "service.test"


class Inside(TlsTunnel):
    """The server's end of the inner connection."""

    def __init__(self, outer: Any, context: ssl.SSLContext) -> None:
        super().__init__(outer, _Serving(context), "")  # type: ignore[arg-type]


class _Serving:
    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    def wrap_bio(self, incoming: Any, outgoing: Any, server_hostname: str) -> Any:
        return self._context.wrap_bio(incoming, outgoing, server_side=True)


def inner(line: Line, context: ssl.SSLContext) -> Line:
    """What is behind the CONNECT of a client."""
    line.head()
    line.say(b"HTTP/1.1 200 Connection established\r\n\r\n")
    tunnel: Any = Inside(line.sock, context)
    tunnel.settimeout(20)
    tunnel.do_handshake()
    tunnel.sendall = lambda data: _send_all(tunnel, data)
    line.sock = tunnel
    return line


def _send_all(tunnel: TlsTunnel, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[tunnel.send(view) :]
    tunnel.send(b"")  # which waits until all before it has gone


@pytest.mark.parametrize("pause", [0.0, 1.5], ids=["at once", "after a pause"])
def test_large_bodies(ours: Authority, pause: float) -> None:
    """Both ways; also where the proxy reads nothing for longer than a moment."""
    response = b'{"Response":{"Text":"%s"}}' % (b"y" * SIZE)

    def play(line: Line) -> None:
        inside = inner(line, ours.server(NAME))
        for _ in range(2):
            inside.head()
            time.sleep(pause)
            size = SIZE + len('{"Subject":""}')
            assert len(_body(inside, size)) == size
            inside.answer(response)
        inside.until_closed()

    with peer(play, tls=ours.server()) as proxy:
        options = {"proxy": f"https://{proxy.address}", "ca_file": ours.path}
        with ses(f"https://{NAME}", **options) as client:
            for _ in range(2):
                made = client.call("SendEmail", {"Subject": "x" * SIZE})
                assert len(made.raw["Text"]) == SIZE
        assert proxy.connections == 1


def _body(line: Line, size: int) -> bytes:
    """So many bytes behind a head."""
    data = line.rest()
    while len(data) < size:
        more = line.sock.recv(1 << 16)
        assert more
        data += more
    return data


def test_early_response(ours: Authority) -> None:
    """It is read though the request cannot be sent to its end."""

    def play(line: Line) -> None:
        inside = inner(line, ours.server(NAME))
        inside.head()
        inside.say(b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n")
        inside.wait()

    with peer(play, tls=ours.server()) as proxy:
        options = {"proxy": f"https://{proxy.address}", "ca_file": ours.path}
        with ses(f"https://{NAME}", **options) as client:
            with pytest.raises(errors.ResponseError) as caught:
                client.call("SendEmail", {"Subject": "x" * SIZE * 2})
            assert caught.value.status == 413


def test_time_out_while_sending(ours: Authority) -> None:
    def play(line: Line) -> None:
        inner(line, ours.server(NAME)).head()
        line.wait()

    with peer(play, tls=ours.server()) as proxy:
        options: dict[str, Any] = {"proxy": f"https://{proxy.address}", "timeout": 0.5}
        with ses(f"https://{NAME}", ca_file=ours.path, **options) as client:
            began = time.monotonic()
            with pytest.raises(errors.CallTimeout, match="sent in time") as caught:
                client.call("SendEmail", {"Subject": "x" * SIZE * 2})
            assert caught.value.sent
            assert time.monotonic() - began < 1


@pytest.mark.parametrize("coding", ["", "gzip"])
def test_stream(toy: ModuleType, ours: Authority, coding: str) -> None:
    """Read as it comes, compressed or not; the connection is kept behind it."""
    service = import_module(f"{toy.__name__}.toy")
    said = threading.Event()
    texts = [piece(text) for text in ("a" * 50_000, "b", "c")]
    packed = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)

    def pack(data: bytes) -> bytes:
        return packed.compress(data) + packed.flush(zlib.Z_SYNC_FLUSH)

    def play(line: Line) -> None:
        inside = inner(line, ours.server(NAME))
        inside.request()
        inside.say(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
        inside.say(f"Content-Encoding: {coding}\r\n".encode() * bool(coding))
        inside.say(b"Transfer-Encoding: chunked\r\n\r\n")
        pieces = [pack(text) if coding else text for text in texts]
        pieces += [packed.flush()] if coding else []
        for data in pieces:
            inside.say(b"%x\r\n%s\r\n" % (len(data), data))
            assert said.wait(10)
        inside.say(b"0\r\n\r\n")
        inside.request()
        inside.answer()

    with peer(play, tls=ours.server()) as proxy:
        options = {"proxy": f"https://{proxy.address}", "ca_file": ours.path}
        key = toy.Credential("id", "key")
        with service.ToyClient(key, endpoint=f"https://{NAME}", **options) as client:
            with client.stream_tell() as stream:
                assert next(stream).text == "a" * 50_000
                said.set()
                assert [made.text for made in stream] == ["b", "c"]
            client.call("Any", {})
        assert proxy.connections == 1


@pytest.mark.parametrize("secret", [False, True], ids=["plain", "TLS"])
@pytest.mark.parametrize("junk", [b"x", b"HTTP/1.1 200 OK\r\n\r\n", b"\x15\x03\x03"])
def test_junk_behind_the_200_of_a_proxy(
    junk: bytes, secret: bool, ours: Authority
) -> None:
    """No tunnel is to be trusted that begins so; nothing is sent."""

    def play(line: Line) -> None:
        line.head()
        line.say(b"HTTP/1.1 200 Connection established\r\n\r\n" + junk)
        line.until_closed()

    with peer(play, tls=ours.server() if secret else None) as proxy:
        scheme = "https" if secret else "http"
        options = {"proxy": f"{scheme}://{proxy.address}", "ca_file": ours.path}
        own = pytest.raises(errors.ConnectError, match="of its own into the tunnel")
        with ses(f"https://{NAME}", **options) as client, own as caught:
            mail(client)
        assert (caught.value.sent, caught.value.attempts) == (False, 3)


@pytest.mark.parametrize(
    "reply", [b"", b"HTTP/1.1 2", b"220 smtp\r\n\r\n", b"x" * 70000]
)
def test_no_response_to_connect(reply: bytes) -> None:
    def play(line: Line) -> None:
        line.head()
        line.say(reply)

    with peer(play) as proxy:
        none = pytest.raises(errors.ConnectError)
        options = {"proxy": f"http://user:hunter2@{proxy.address}"}
        with ses(f"https://{NAME}", **options) as client, none as caught:
            mail(client)
        assert (caught.value.sent, caught.value.attempts) == (False, 3)
        assert "hunter2" not in str(caught.value)
