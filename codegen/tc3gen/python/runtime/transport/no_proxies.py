"""No proxies, for a package that was vendored without them: it lies in the place of `proxies`."""

from __future__ import annotations

import os

from ..errors import ConfigurationError
from .base import split_url

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Proxies:
    """The proxies that the environment names are refused, as nothing here can use them."""

    def __init__(self, given: None, trust_env: bool) -> None:
        self._trust_env = trust_env

    def check(self, url: str) -> None:
        """Raises `ConfigurationError` if a proxy is set for a URL."""
        scheme, host, _, _ = split_url(url)
        for name in (f"{scheme}_proxy", "all_proxy"):
            for spelled in (name, name.upper()):
                if (
                    self._trust_env
                    and os.environ.get(spelled)
                    and host not in _LOOPBACK
                ):
                    raise ConfigurationError(
                        f"{spelled} is set, but this package has no proxies: vendor it "
                        "again with `--with connections`, or pass trust_env=False"
                    )


def way_to(url: str) -> str:
    """Name the host and port that were to be reached."""
    _, host, port, _ = split_url(url)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
