"""Heads and codings of responses, as a service, a gateway or an enemy may send them."""

from __future__ import annotations

import gzip
import zlib

import pytest

import tc3._core.transport.content_encoding
from tc3 import errors

from ...support.peers import OK, Line, Play, mail, peer, ses, whole

HALF = gzip.compress(OK[:20]), gzip.compress(OK[20:])
RAW = zlib.compressobj(wbits=-zlib.MAX_WBITS)
BARE = RAW.compress(OK) + RAW.flush()


def giving(*pieces: bytes, close: bool = False) -> Play:
    """Answers with these bytes, which leave one after the other."""

    def play(line: Line) -> None:
        while True:
            line.request()
            for piece in pieces:
                line.say(piece)
            if close:
                return

    return play


def padded(size: int) -> bytes:
    return whole(OK, "200 OK", "X-Padding: " + "x" * size)


@pytest.mark.parametrize("lines", [1, 60])
def test_large_headers(lines: int) -> None:
    fields = [f"X-{n}: " + "x" * (60_000 // lines) for n in range(lines)]
    with (
        peer(giving(whole(OK, "200 OK", *fields))) as server,
        ses(server.url) as client,
    ):
        assert [mail(client).message_id for _ in range(2)] == ["mine"] * 2
        assert server.connections == 1


@pytest.mark.parametrize("size", [80_000, 130_000, 1_000_000])
def test_headers_that_are_too_large(size: int) -> None:
    """However they come: h11 alone takes what is there at once."""
    with peer(giving(padded(size))) as server, ses(server.url) as client:
        with pytest.raises(errors.TransportError, match="not HTTP") as caught:
            mail(client)
        assert caught.value.sent
        assert len(server.bodies) == 1


@pytest.mark.parametrize("end", [b"", b"HTTP/1.1 200 OK\r\nContent-", b"\r\n"])
def test_cut_in_the_headers(end: bytes) -> None:
    def cut(line: Line) -> None:
        line.request()
        line.say(end)

    with peer(cut, cut, giving(whole())) as server, ses(server.url) as client:
        client.list_email_identities()
        assert len(server.bodies) == 3
    with peer(cut) as server, ses(server.url) as client:
        with pytest.raises(errors.TransportError) as caught:
            mail(client)
        assert caught.value.sent
        assert len(server.bodies) == 1


@pytest.mark.parametrize(
    ("coding", "body"),
    [
        ("gzip", gzip.compress(OK)),
        ("x-gzip", gzip.compress(OK)),
        (" GZIP ", gzip.compress(OK)),
        ("gzip", b"".join(HALF)),
        ("gzip", HALF[0] + gzip.compress(b"") * 3 + HALF[1]),
        ("deflate", zlib.compress(OK)),
        ("deflate", BARE),
        ("identity", OK),
        ("Identity", OK),
    ],
    ids=[
        "gzip",
        "x-gzip",
        "upper case",
        "members",
        "empty members",
        "deflate",
        "bare deflate",
        "identity",
        "Identity",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_compressed(coding: str, body: bytes, size: int) -> None:
    """Whatever the pieces are that it comes in."""
    head = (
        f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Encoding: {coding}"
    )
    cut = [body[i : i + size] for i in range(0, len(body), size)]
    chunks = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in cut]
    play = giving(f"{head}\r\n\r\n".encode(), *chunks, b"0\r\n\r\n")
    with peer(play) as server, ses(server.url) as client:
        assert [mail(client).message_id for _ in range(2)] == ["mine"] * 2
        assert server.connections == 1


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"no gzip at all", "damaged"),
        (gzip.compress(OK)[:-8] + b"x" * 8, "damaged"),
        (gzip.compress(OK)[:-4], "cut short"),
        (gzip.compress(OK) + b"behind it", "damaged"),
    ],
    ids=["none", "wrong sum", "cut", "more behind"],
)
def test_broken_gzip(body: bytes, reason: str) -> None:
    broken = giving(whole(body, "200 OK", "Content-Encoding: gzip"), close=True)
    with peer(broken, giving(whole())) as server, ses(server.url) as client:
        with pytest.raises(errors.TransportError, match=reason) as caught:
            mail(client)
        assert caught.value.sent
        assert len(server.bodies) == 1
    with peer(broken, giving(whole())) as server, ses(server.url) as client:
        client.list_email_identities()
        assert len(server.bodies) == 2


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip"])
def test_unknown_coding(coding: str) -> None:
    play = giving(whole(OK, "200 OK", f"Content-Encoding: {coding}"))
    with peer(play) as server, ses(server.url) as client:
        with pytest.raises(errors.ResponseError, match=coding) as caught:
            mail(client)
        assert caught.value.sent


def test_bomb_of_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is noticed while it comes: neither all of it is kept, nor the rest read."""
    monkeypatch.setattr(
        tc3._core.transport.content_encoding, "MAX_RESPONSE_BYTES", 10**6
    )
    bomb = gzip.compress(bytes(10**6 // 2)) * 3

    def play(line: Line) -> None:
        line.request()
        line.say(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n")
        line.say(b"Content-Length: 9999999\r\n\r\n" + bomb)
        line.wait()

    large = pytest.raises(errors.ResponseError, match="larger than")
    with peer(play) as server, ses(server.url) as client, large:
        mail(client)


def test_empty_members_take_no_long_time() -> None:
    """A million bytes of members that hold nothing."""
    body = gzip.compress(b"") * 50_000 + gzip.compress(OK)
    play = giving(whole(body, "200 OK", "Content-Encoding: gzip"))
    many = pytest.raises(
        errors.ResponseError, match="more than 1000 compressed members"
    )
    with peer(play) as server, ses(server.url) as client, many as caught:
        mail(client)
    assert caught.value.sent is True


@pytest.mark.parametrize(
    "path", ["/", "/tencent/", "/a/b", "/a%20b"], ids=["none", "one", "two", "escaped"]
)
@pytest.mark.parametrize("road", ["direct", "forwarding"])
def test_endpoint_with_a_path(path: str, road: str) -> None:
    with peer() as server:
        forwards = road == "forwarding"
        at = "http://service.invalid" if forwards else server.url
        options = {"proxy": server.url} if forwards else {}
        with ses(at + path, **options) as client:
            mail(client)
        target = at + path if forwards else path
        assert server.heads[0].startswith(f"POST {target} HTTP/1.1\r\n".encode())
        host = at.removeprefix("http://").encode()
        assert b"\r\nHost: " + host + b"\r\n" in server.heads[0] + b"\r\n"
