"""How aiohttp sends a request, and what its errors mean."""

from __future__ import annotations

from typing import Any

import aiohttp
from aiohttp.connector import Connection

from .causes import causes
from .deadlines import current
from .errors import ConnectError, TransportError
from .tls import advice

_CLOSING = "Cannot write to closing transport"
"""What aiohttp says where it could not write, and the connection itself had not broken yet."""


class PreparedRequest(aiohttp.ClientRequest):
    """Takes the headers as they are: nothing is missing. To have the session copy and search
    them takes a while, so that it gets them only where someone traces what it does."""

    def update_headers(self, headers: Any) -> None:
        limit = current.get()
        if limit is not None and not headers:
            headers.extend(limit.headers)
        self.headers = headers

    def update_auto_headers(self, skip_auto_headers: object) -> None:
        pass

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Tells that there is a connection: the service can be silent from then on."""
        limit = current.get()
        if limit is not None:
            transport, protocol = conn.transport, conn.protocol
            if (
                transport is None
                or transport.is_closing()
                or protocol is None
                or protocol.should_close  # something came that nobody asked for
            ):
                raise aiohttp.ClientConnectionResetError(_CLOSING)
            if limit.sent:  # aiohttp would send a GET again of its own accord
                raise aiohttp.ServerDisconnectedError
            limit.sent = True
            limit.heard()
        return await super().send(conn)


def translate(error: Exception, sent: bool) -> TransportError:
    """An error of aiohttp as ours; `sent` tells whether there was a connection."""
    why = advice(error)
    if why is not None:
        return ConnectError(why)
    cause = getattr(error, "os_error", None) or error
    why = str(cause) or type(cause).__name__
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return ConnectError(f"the proxy could not be reached: {why}")
    if not sent or isinstance(error, aiohttp.ClientConnectorError):
        return ConnectError(f"no connection: {why}")
    if any(_not_written(cause) for cause in causes(error)):
        return ConnectError("the connection closed before the request was sent")
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return TransportError("the service closed the connection without an answer")
    return TransportError(f"the connection broke: {why}")


def _not_written(cause: BaseException) -> bool:
    """Whether the last bytes of the request, which are often all, did not leave."""
    return isinstance(cause, aiohttp.ClientConnectionResetError) and _CLOSING in str(
        cause
    )
