"""A way through a SOCKS proxy, by the library python-socks."""

from __future__ import annotations

import os
import socket
from importlib import import_module
from typing import Any

from ...deadline import Deadline
from ...errors import ConfigurationError, ConnectError
from ..proxies import Proxy
from .name_lookup import Aside


def check_socks() -> None:
    """Refuse a SOCKS proxy, with `ConfigurationError`, where the library is missing."""
    _library()


def _library() -> Any:
    """The library, by its name, as type checkers need not know it."""
    try:
        library = import_module("python_socks")
        import_module("python_socks.sync")
    except ImportError:
        raise ConfigurationError(
            "a SOCKS proxy needs more: pip install tc3[socks]"
        ) from None
    return library


def dial_through(
    proxy: Proxy, host: str, port: int, deadline: Deadline
) -> socket.socket:
    """Open a connection to a server.

    The library looks names up, and counts the time of each step anew: so it works aside.

    Raises:
        ConnectError: The proxy refuses.
        OSError: It cannot be reached, or it was not done in time.
    """
    check_socks()
    dial = _Dial(proxy, host, port, deadline)
    try:
        if not dial.wait():
            raise TimeoutError
        return dial.result()
    except BaseException:
        dial.give_up()
        raise


class _Dial:
    """A connection that is being made; it is closed if nobody wants it any more."""

    def __init__(self, proxy: Proxy, host: str, port: int, deadline: Deadline) -> None:
        self._proxy = proxy
        self._host = host
        self._port = port
        self._deadline = deadline
        self._wanted = True
        self._aside = Aside(self._connected)

    def wait(self) -> bool:
        self._aside.start()
        return self._aside.wait(self._deadline.left())

    def result(self) -> socket.socket:
        socks = _library()
        found: Any = self._aside.found
        if isinstance(found, socket.socket):
            return found
        if isinstance(found, socks.ProxyTimeoutError):
            raise TimeoutError
        if isinstance(found, socks.ProxyConnectionError) and found.errno:
            raise OSError(found.errno, os.strerror(found.errno))
        if isinstance(found, OSError):
            raise found
        if not isinstance(found, (socks.ProxyError, ValueError)):
            found = type(found).__name__
        raise ConnectError(f"the proxy {self._proxy.shown} refused: {found}")

    def give_up(self) -> None:
        self._wanted = False
        if isinstance(self._aside.found, socket.socket):
            self._aside.found.close()

    def _connected(self) -> socket.socket:
        socks = _library()
        # The name is looked up there, unless the scheme says otherwise (`socks5`, `socks4`).
        proxy = self._proxy
        user, password = proxy.login
        is_new = proxy.scheme.startswith("socks5")
        made = socks.sync.Proxy.create(
            socks.ProxyType.SOCKS5 if is_new else socks.ProxyType.SOCKS4,
            proxy.host,
            proxy.port,
            user or None,
            password or None,
            rdns=proxy.scheme in ("socks5h", "socks4a"),
        )
        # Who waits is the first to lose patience.
        patience = max(self._deadline.left(), 0.0) + 1.0
        sock: socket.socket = made.connect(self._host, self._port, timeout=patience)
        if not self._wanted:
            sock.close()
        return sock
