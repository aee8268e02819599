"""Compressed responses, piece by piece: what they expand to, and how much work they may make."""

from __future__ import annotations

import gzip
import zlib

import pytest

from tc3 import errors
from tc3._core.transport.content_encoding import Decompressor

TEXT = b'{"Response": {"RequestId": "r"}}' * 5_000
EMPTY = gzip.compress(b"", mtime=0)


def expand(encoding: str, content: bytes, size: int) -> bytes:
    """What comes of pieces of so many bytes."""
    stream = Decompressor(encoding, 200)
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    made = b"".join(map(stream.feed, pieces))
    stream.end()
    return made


@pytest.mark.parametrize("size", [7, 4096, 1 << 20])
def test_pieces_of_any_size(size: int) -> None:
    several = b"".join(gzip.compress(TEXT[at::3]) for at in range(3))
    assert expand("gzip", several, size) == b"".join(TEXT[at::3] for at in range(3))
    assert expand("deflate", zlib.compress(TEXT), size) == TEXT
    bare = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    assert expand("deflate", bare.compress(TEXT) + bare.flush(), size) == TEXT


@pytest.mark.parametrize("size", [4096, 1 << 20])
def test_a_thousand_members_are_read(size: int) -> None:
    assert expand("gzip", EMPTY * 999 + gzip.compress(TEXT), size) == TEXT


@pytest.mark.parametrize("size", [4096, 4 << 20])
def test_more_are_refused_before_they_make_work(size: int) -> None:
    """Each is 20 bytes that expand to none, so that no limit of size would end them."""
    with pytest.raises(
        errors.ResponseError, match="more than 1000 compressed"
    ) as caught:
        expand("gzip", EMPTY * 200_000, size)
    assert caught.value.status == 200
