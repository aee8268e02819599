"""A way through an HTTP proxy, by CONNECT."""

from __future__ import annotations

from typing import Any

import h11

from ...deadline import Deadline
from ...errors import ConnectError
from ..base import MAX_HEADERS
from ..proxies import Proxy, refusal

_PIECE = 64 * 1024


def open_tunnel(
    sock: Any, host: str, port: int, proxy: Proxy, deadline: Deadline
) -> None:
    """Have a proxy connect to a server; what follows on the socket goes to that.

    Raises:
        ConnectError: The proxy refuses, or does not speak HTTP.
        OSError: The connection broke, or it was not done in time.
    """
    http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MAX_HEADERS)
    target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    sock.settimeout(deadline.left_or_raise())
    # In a view, no tool that shows the variables of `ssl` can read the password.
    sock.sendall(
        memoryview(
            http.send(
                h11.Request(
                    method="CONNECT",
                    target=target,
                    headers=[("Host", target), *proxy.headers.items()],
                )
            )
            + http.send(h11.EndOfMessage())
        )
    )
    status = _status(sock, http, deadline)
    if not 200 <= status < 300:
        raise refusal(status)
    if http.trailing_data[0]:
        raise ConnectError("the proxy sent something of its own into the tunnel")


def _status(sock: Any, http: h11.Connection, deadline: Deadline) -> int:
    """The status of the proxy's response."""
    try:
        while True:
            event = http.next_event()
            if isinstance(event, h11.Response):
                return event.status_code
            if event is h11.NEED_DATA:
                sock.settimeout(deadline.left_or_raise())
                http.receive_data(sock.recv(_PIECE))
    except h11.RemoteProtocolError:
        reason = "closed the connection, or does not speak HTTP"
        raise ConnectError(f"the proxy {reason}") from None
