"""No proxies, for a package that was vendored without them: it lies in the place of `proxies`."""

from __future__ import annotations

import os

from ..errors import ConfigurationError
from .base import split_url

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_OF_ALL = ("all_proxy", "ALL_PROXY")


class Proxies:
    """The proxies that the environment names are refused, as nothing here can use them."""

    def __init__(self, given: None, trust_env: bool) -> None:
        self._trust_env = trust_env

    def check(self, url: str) -> None:
        """Raises `ConfigurationError` if a proxy is set for a URL."""
        scheme, host, _, _ = split_url(url)
        if not self._trust_env or host in _LOOPBACK:
            return
        for name in (f"{scheme}_proxy", f"{scheme}_proxy".upper(), *_OF_ALL):
            if os.environ.get(name):
                raise ConfigurationError(
                    f"{name} is set, but this package has no proxies: vendor it "
                    "again with `--with connections`, or pass trust_env=False"
                )


def way_to(url: str) -> str:
    """Name the host and port that were to be reached."""
    _, host, port, _ = split_url(url)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
