"""Responses that come compressed, though nobody asked for it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from ..errors import ResponseError, TransportError
from .base import MAX_RESPONSE_BYTES, too_large

_GZIP = 16 + zlib.MAX_WBITS

MAX_MEMBERS = 1_000
"""Members of a gzip response: each costs a state of its own, and a copy of what follows it, so
that a response of empty ones would keep a client busy for hours. Servers send one."""

_SLICE = 64 * 1024
"""Bytes that are looked at together, and copied for a member that ends among them."""


class Decompressor:
    """Expands what comes piece by piece, up to the largest response that is read.

    Raises:
        ResponseError: It is compressed in another way, or expands to too much.
        TransportError: It is not what it claims to be, or is cut short.
    """

    def __init__(self, encoding: str, status: int) -> None:
        if encoding not in ("gzip", "x-gzip", "deflate"):
            raise ResponseError(
                f"the response is compressed in a way that nobody asked for: {encoding[:40]!r}",
                status=status,
            )
        self._gzip = encoding != "deflate"
        self._status = status
        self._size = 0
        self._members = 0
        self._began = False
        self._stream = zlib.decompressobj(_GZIP)

    def feed(self, data: bytes) -> bytes:
        if not data:
            return b""
        if not self._began:
            self._began = True
            if not self._gzip:
                self._stream = zlib.decompressobj(_window_of(data))
        slices = range(0, len(data), _SLICE)
        try:
            parts = [part for at in slices for part in self._expand(data, at)]
        except zlib.error:
            raise TransportError("the compressed response is damaged") from None
        return b"".join(parts)

    def end(self) -> None:
        """Notes that no more comes."""
        if self._began and not self._stream.eof:
            raise TransportError("the compressed response is cut short")

    def _expand(self, data: bytes, at: int) -> Iterator[bytes]:
        """Give what a slice of the data expands to."""
        rest = data[at : at + _SLICE]
        while rest:
            if self._stream.eof:  # gzip may have several members
                self._begin_member()
            part = self._stream.decompress(rest, MAX_RESPONSE_BYTES + 1 - self._size)
            self._size += len(part)
            if self._size > MAX_RESPONSE_BYTES:
                raise too_large(self._status)
            yield part
            rest = self._stream.unused_data

    def _begin_member(self) -> None:
        self._members += 1
        if self._members == MAX_MEMBERS:
            raise ResponseError(
                f"the response has more than {MAX_MEMBERS} compressed members",
                status=self._status,
            )
        self._stream = zlib.decompressobj(_GZIP)


def _window_of(data: bytes) -> int:
    """Deflate comes with the header of zlib, as it should, or bare, as it often does."""
    has_header = data[0] & 15 == 8 and (
        len(data) == 1 or (data[0] * 256 + data[1]) % 31 == 0
    )
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS
