"""Routes to a server: directly, or through a proxy; with TLS or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...attempt import Attempt
from ...deadline import Deadline
from ...errors import ConnectError
from ..base import not_connected, split_url
from ..error_chain import frameless
from ..proxies import Proxy, way_to
from .connection import H11Connection
from .dialing import dial

if TYPE_CHECKING:
    from collections.abc import Callable
    from socket import socket
    from ssl import SSLContext


class Route:
    """The way to the server of a URL; connections of the same way can be exchanged."""

    __slots__ = (
        "_context",
        "_proxy",
        "_url",
        "forwards",
        "host",
        "port",
        "target",
        "tls",
    )

    def __init__(
        self,
        url: str,
        context: Callable[[], SSLContext],
        proxy: Proxy | None = None,
    ) -> None:
        scheme, self.host, self.port, path = split_url(url)
        self.tls = scheme == "https"
        self._proxy = proxy
        self._url = url
        self._context = context
        self.forwards = proxy is not None and proxy.forwards(url)
        self.target = url if self.forwards else path

    def __repr__(self) -> str:
        return f"<Route {self.host}:{self.port}>"

    @property
    def way(self) -> str:
        """The host and port that it leads to, for errors."""
        return way_to(self._url, proxy=self._proxy)

    @property
    def extra_headers(self) -> dict[str, str]:
        """Headers that each request needs on this way, beside its own."""
        return self._proxy.headers if self._proxy is not None and self.forwards else {}

    def connect(self, attempt: Attempt) -> H11Connection:
        """Open a connection within the time for connecting; no request is sent on it.

        Raises:
            ConnectError: It cannot be had.
            CallTimeout: It was not there in time.
        """
        attempt.connected = False
        seconds = min(attempt.connect, attempt.deadline.left())
        try:
            sock = self._opened(attempt.deadline.within(attempt.connect))
        except TimeoutError:
            raise not_connected(self.way, seconds) from None
        except OSError as error:
            why = f"no connection to {self.way}: {self._why(error)}"
            raise ConnectError(why) from frameless(error)
        except ConnectError as error:  # of a proxy that does not do what it is asked to
            raise ConnectError(f"no connection to {self.way}: {error.reason}") from None
        except ValueError as error:  # of the codec for names, for one
            raise ConnectError(f"no connection to {self.way}: {error}") from None
        return H11Connection(sock, address=_peer_text(sock))

    def _opened(self, deadline: Deadline) -> Any:
        proxy = self._proxy
        if proxy is None:
            sock: Any = dial(self.host, self.port, deadline)
        else:
            sock = self._at_proxy(proxy, deadline)
        return self._secured(sock, self.host, deadline) if self.tls else sock

    def _at_proxy(self, proxy: Proxy, deadline: Deadline) -> Any:
        """A connection to the proxy, with a tunnel through it where there must be one."""
        if proxy.is_socks:
            from .socks import dial_through

            return dial_through(proxy, self.host, self.port, deadline)
        sock: Any = dial(proxy.host, proxy.port, deadline)
        if proxy.tls:
            sock = self._secured(sock, proxy.host, deadline)
        if not self.forwards:
            from .proxy_tunnel import open_tunnel

            try:
                open_tunnel(sock, self.host, self.port, proxy, deadline)
            except BaseException:
                sock.close()
                raise
        return sock

    def _secured(self, sock: Any, host: str, deadline: Deadline) -> Any:
        """The connection with TLS on it; inside TLS, where it has some already."""
        try:
            sock = self._wrapped(sock, host)
            sock.settimeout(deadline.left_or_raise())
            sock.do_handshake()
        except BaseException:
            sock.close()
            raise
        return sock

    def _wrapped(self, sock: Any, host: str) -> Any:
        context = self._context()
        if hasattr(sock, "pending"):
            from .tls_tunnel import TlsTunnel

            return TlsTunnel(sock, context, host)
        return context.wrap_socket(
            sock,
            server_hostname=host,
            do_handshake_on_connect=False,
            suppress_ragged_eofs=False,
        )

    def _why(self, error: OSError) -> str:
        from ..tls import advice

        told = advice(error)
        if told is not None:
            return told
        why = error.strerror or str(error) or type(error).__name__
        return why if self._proxy is None else f"the proxy could not be reached: {why}"


def _peer_text(sock: socket) -> str:
    """The address at the other end."""
    try:
        host, port, *_ = sock.getpeername()
    except (OSError, ValueError):
        return ""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
