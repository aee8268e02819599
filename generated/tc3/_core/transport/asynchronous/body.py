"""The body of an asynchronous request, which notes that it is sent before it is."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

import aiohttp

from ...attempt import Attempt
from ...errors import TransportError
from ..base import HttpRequest
from ..proxies import Proxy, way_to
from .deadlines import TaskDeadline
from .session import check_version

if TYPE_CHECKING:
    from aiohttp.abc import AbstractStreamWriter

check_version()  # here, before a name is used that another version may lack

_PIECE = 64 * 1024
"""Bytes that are written at once: other tasks go on in between."""


class Body(aiohttp.Payload):
    """Writes the body of one attempt, once.

    aiohttp writes it when there is a connection (behind a proxy: after CONNECT and TLS),
    together with the headers. A version calls `write` or `write_with_length`.

    What is around aiohttp may send a request again, as a middleware of the user's session
    or, for a GET, aiohttp itself. A second time nothing is written: a POST without its body
    is not a request.
    """

    def __init__(
        self,
        request: HttpRequest,
        attempt: Attempt,
        limit: TaskDeadline,
        proxy: Proxy | None,
    ) -> None:
        super().__init__(None)
        self.content = request.body
        self._url = request.url
        self._proxy = proxy
        self.attempt = attempt
        self.limit = limit
        self.late = False
        """True if it was not written because the call was over."""
        self.writes = 0
        """Times that writing it was begun."""
        self.withdrawn = False
        """True if it must not be written any more."""
        self.refused = False
        """True if aiohttp was told, by an error, that it would not be written."""
        self.is_being_written = False
        self.exposed = False
        """True if somebody took the content, who may send it in another way."""

    @property
    def way(self) -> str:
        """The host and port that it goes to, for errors."""
        return way_to(self._url, proxy=self._proxy)

    @property
    def size(self) -> int:
        return len(self.content)

    @property
    def consumed(self) -> bool:
        """Tells aiohttp that it cannot be sent again."""
        return self.may_have_left

    @property
    def autoclose(self) -> bool:
        return True

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        self.exposed = True
        return self.content.decode(encoding, errors)

    async def as_bytes(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        self.exposed = True
        return self.content

    @property
    def may_have_left(self) -> bool:
        """False if no byte of it was handed to anybody."""
        return self.attempt.sent is True or self.exposed

    async def check_response(self, response: aiohttp.ClientResponse) -> None:
        """Refuse a response that was there before the request was written.

        It came while the connection was idle, and aiohttp takes it for the response of the
        next request; then the body has not been written yet, or is written for a second
        time only now. If it is whole, that is not even begun; then aiohttp keeps the
        connection although nothing is written on it. One without a connection has been read
        to its end, or was made by a middleware, or by a test.

        When it comes while the body is refused, aiohttp gives it instead of that error: so
        after a refusal none is taken, not even one that a middleware has kept from before.

        aiohttp calls this as soon as a response is there, before hooks that may wait; only
        a middleware that does may hide such a one.
        """
        is_early = False
        if response.connection is not None:
            is_early = response.content.is_eof() and not self.is_being_written
            written = self.writes
            if self.may_have_left:
                await asyncio.sleep(0)
            is_early |= written != self.writes or not self.may_have_left
        if is_early or self.refused:
            self.withdrawn = True
            self.attempt.sent = sent = self.may_have_left
            response.close()
            reason = "the connection had a response that nobody had asked for"
            raise TransportError(reason, sent=sent)

    async def write(self, writer: AbstractStreamWriter) -> None:
        """Write it, unless that was done, or the time is up."""
        attempt = self.attempt
        if sys.version_info >= (3, 12):
            # Otherwise it is written before a response can be noticed that came too soon.
            await asyncio.sleep(0)
        self.writes += 1
        self.refused = True
        if self.withdrawn:
            raise RuntimeError("the request was withdrawn")
        if attempt.sent:
            raise RuntimeError(
                "a request is written once; retries are up to the policy"
            )
        if self.limit.is_late():
            self.late = True
            raise RuntimeError("the call is over")
        self.refused = False
        attempt.connected = attempt.sent = True  # before the first byte
        self.is_being_written = True
        try:
            for start in range(0, len(self.content), _PIECE):
                await writer.write(self.content[start : start + _PIECE])
        finally:
            self.is_being_written = False
        self.limit.heard()

    async def write_with_length(
        self, writer: AbstractStreamWriter, content_length: int | None
    ) -> None:
        await self.write(writer)
