"""The parts of a multipart body, as aiohttp reads them."""

from __future__ import annotations

import asyncio
import warnings
from email.message import Message

from aiohttp import BodyPartReader, MultipartReader, StreamReader, web
from aiohttp.http import HttpProcessingError

from tc3gen.cloud.protocol.request import Part, Parts

MAX_PARTS = 100
"""Most parts of a body: aiohttp takes a millisecond for each, in which no call is answered."""

_CHUNK = 8 * 1024
"""Bytes that are given to the reader at once: it copies what is left of them at each part."""

_BLANKS = 100
"""Bytes that the first line may have beside its boundary."""


async def read_parts(request: web.Request, body: bytes) -> Parts:
    """The parts of a body that has been read, or what is wrong with it."""
    boundary = _boundary(request)
    first_line = (
        body[: len(boundary) + _BLANKS].removeprefix(b"\r\n").partition(b"\n")[0]
    )
    if first_line.rstrip() not in (boundary, boundary + b"--"):
        # The reader would look for it line by line, which takes seconds for megabytes.
        return Parts(problem="it does not begin with its boundary")
    stream = StreamReader(
        request.protocol, 2 * len(body) + 1, loop=asyncio.get_running_loop()
    )
    for start in range(0, len(body), _CHUNK):
        stream.feed_data(body[start : start + _CHUNK])
    stream.feed_eof()
    try:
        # It warns of each header that is malformed, in words of whoever sent it. Nothing
        # here waits, so no other request is concerned.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Parts(await _read_all(MultipartReader(request.headers, stream)))
    except (ValueError, RuntimeError, AssertionError, HttpProcessingError) as error:
        # Messages of aiohttp repeat what was sent, which may be long.
        reason = str(error).splitlines()
        return Parts(problem=reason[0][:200] if reason else "it is malformed")


def _boundary(request: web.Request) -> bytes:
    kind = Message()
    kind["Content-Type"] = request.headers.get("Content-Type", "")
    return b"--" + (kind.get_boundary() or "").encode("utf-8", "replace")


async def _read_all(reader: MultipartReader) -> tuple[Part, ...]:
    parts: list[Part] = []
    while (part := await reader.next()) is not None:
        if len(parts) >= MAX_PARTS:
            raise ValueError(f"it has more than {MAX_PARTS:,} parts")
        if not isinstance(part, BodyPartReader):
            raise ValueError("a part has parts of its own")
        if not part.name:
            raise ValueError("a part has no name")
        kind = part.headers.get("Content-Type", "").partition(";")[0]
        parts.append(
            Part(
                name=part.name,
                content_type=kind.strip().lower(),
                content=bytes(await part.read()),
            )
        )
    return tuple(parts)
