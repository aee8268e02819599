"""Messages of HTTP as bytes, and responses that break its rules."""

from __future__ import annotations


def head(status: str, *lines: str) -> bytes:
    """The head of a response."""
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode("latin-1")


def whole(body: bytes, status: str = "200 OK", *lines: str) -> bytes:
    """A response that tells its length."""
    return head(status, *lines, f"Content-Length: {len(body)}") + body


_CHUNKED = "Transfer-Encoding: chunked"

CROOKED = [
    b"",
    b"\r\n",
    bytes(64),
    b"SSH-2.0-OpenSSH_9.9\r\n",
    b"HTTP/9.9 200 OK\r\n\r\n",
    b"HTTP/1.1 twohundred\r\n\r\n",
    b"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}",
    b"HTTP/1.0 200 OK\r\n\r\n{}",
    head("42 Too few"),
    head("20000 Too many"),
    head("101 Switching Protocols", "Connection: upgrade", "Upgrade: h2c"),
    head("103 Early Hints") * 4,
    head("204 No Content"),
    head("205 Reset Content", "Content-Length: 0"),
    head("304 Not Modified", "Content-Length: 20"),
    head("302 Found", "Location: http://[", "Content-Length: 0"),
    head("200 OK", "Content-Length: -2") + b"{}",
    head("200 OK", "Content-Length: two") + b"{}",
    head("200 OK", "Content-Length: " + "9" * 20) + b"{}",
    head("200 OK", "Content-Length: " + "9" * 5000) + b"{}",
    head("200 OK", "Content-Length: 2, 3") + b"{}",
    head("200 OK", "Content-Length: 2", "Content-Length: 3") + b"{}",
    head("200 OK", "Content-Length: 2", _CHUNKED) + b"{}",
    head("200 OK", "Transfer-Encoding: gzip, chunked") + b"2\r\n{}\r\n0\r\n\r\n",
    head("200 OK", "Transfer-Encoding: identity", "Content-Length: 2") + b"{}",
    head("200 OK", _CHUNKED) + b"two\r\n{}\r\n0\r\n\r\n",
    head("200 OK", _CHUNKED) + b"-2\r\n{}\r\n0\r\n\r\n",
    head("200 OK", _CHUNKED) + b"f" * 30 + b"\r\n{}\r\n",
    head("200 OK", _CHUNKED) + b"2;" + b"x" * 70_000,
    head("200 OK", _CHUNKED) + b"2\r\n{}\r\n0\r\nX: " + b"x" * 90_000,
    head("200 OK", "X: " + "x" * 80_000, "Content-Length: 2") + b"{}",
    head("200 OK", *(f"X-{n}: x" for n in range(400)), "Content-Length: 2") + b"{}",
    head("200 OK", "without a colon", "Content-Length: 2") + b"{}",
    head("200 OK", " folded", "Content-Length: 2") + b"{}",
    head("200 OK", ": without a name", "Content-Length: 2") + b"{}",
    head("200 OK", "X: \x00\xff", "Content-Length: 2") + b"{}",
    whole(b"\x1f\x8b\x08\x00", "200 OK", "Content-Encoding: gzip"),
    whole(b'{"Response":{"RequestId":"\xc3"}}'),
    whole(b'{"Response":' + b"[" * 5000),
]
