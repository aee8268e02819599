"""Which proxy a request goes through: one rule for both clients."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..errors import ConfigurationError, ConnectError, TransportError
from .base import split_url

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network
    from urllib.parse import SplitResult

_PORTS = {"http": 80, "https": 443}
_SOCKS = ("socks4", "socks4a", "socks5", "socks5h")
_SOCKS_PORT = 1080
_BLANK = r"[\x00-\x20\x7f]"
_SEPARATOR = r"[\s,]+"
_EXAMPLE = "must be a URL such as http://127.0.0.1:3128 or socks5h://127.0.0.1:1080"


class Proxy:
    """A proxy. What it wants to know of its user is in `headers` or `login` only, so that
    nothing shows it."""

    __slots__ = ("headers", "host", "login", "port", "scheme")

    def __init__(
        self,
        scheme: str,
        host: str,
        port: int,
        headers: dict[str, str],
        login: tuple[str, str],
    ) -> None:
        self.scheme = scheme
        self.host = host
        self.port = port
        self.headers = headers
        self.login = login
        """User and password, for SOCKS."""

    @property
    def shown(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """Its address without the password."""
        usual = self.port == _PORTS.get(self.scheme)
        return (
            f"{self.scheme}://{self.shown.rpartition(':')[0] if usual else self.shown}"
        )

    @property
    def tls(self) -> bool:
        return self.scheme == "https"

    @property
    def is_socks(self) -> bool:
        return self.scheme in _SOCKS

    def __repr__(self) -> str:
        return f"<Proxy {self.url}>"

    def forwards(self, url: str) -> bool:
        """Tell if it is sent the request itself, and not asked for a way through."""
        return url.startswith("http:") and not self.is_socks


class Proxies:
    """The proxy that was given, for every request; otherwise those of the environment.

    As other programs do: `HTTPS_PROXY` or `HTTP_PROXY` by the scheme of the request, else
    `ALL_PROXY`; each name in lower case comes first. `NO_PROXY` lists what is asked
    directly, as does this class for the machine itself. Read once, when it is made.
    """

    def __init__(self, given: str | None, trust_env: bool) -> None:
        self._given = None if given is None else parse_proxy(given, "proxy")
        env: Mapping[str, str] = os.environ if trust_env else {}
        self._urls = {} if given is not None else _from_environment(env)
        self._direct: list[Direct] = []
        if self._urls:
            self._direct = parse_no_proxy(_variable(env, "NO_PROXY")[1])
        self._chosen: dict[str, Proxy | None] = {}

    def check(self, url: str) -> None:
        """Refuse, with `ConfigurationError`, a proxy for a URL that cannot be used."""
        self.of(url)

    def of(self, url: str) -> Proxy | None:
        """The proxy for a URL; None means that the service is asked directly.

        Raises:
            ConfigurationError: The environment names one that cannot be used.
        """
        if not self._urls:
            return self._given
        if url not in self._chosen:
            self._chosen[url] = self._choose(url)
        return self._chosen[url]

    def _choose(self, url: str) -> Proxy | None:
        scheme, host, port, _ = split_url(url)
        name, proxy = self._urls.get(scheme, ("", ""))
        host = host.rstrip(".")
        if not proxy or _is_here(host):
            return None
        if any(entry.covers(host, port) for entry in self._direct):
            return None
        return parse_proxy(proxy if "://" in proxy else f"http://{proxy}", name)


class Direct:
    """An entry of `NO_PROXY`: a domain with what is under it, or addresses; all ports or one.

    The empty domain is every host.
    """

    __slots__ = ("domain", "network", "port")

    def __init__(
        self,
        domain: str,
        network: IPv4Network | IPv6Network | None = None,
        port: int | None = None,
    ) -> None:
        self.domain = domain
        self.network = network
        self.port = port

    def covers(self, host: str, port: int) -> bool:
        if self.port not in (None, port):
            return False
        if self.network is None:
            return not self.domain or f".{host}".endswith(f".{self.domain}")
        from ipaddress import ip_address

        try:
            return ip_address(host) in self.network
        except ValueError:  # names are not looked up
            return False


def parse_no_proxy(text: str) -> list[Direct]:
    """The entries of a list with commas or blanks: `*`, hosts, domains, addresses, networks.

    `example.com`, `.example.com` and `*.example.com` all mean that domain and what is under
    it. A host or an address may have a port.
    """
    entries = re.split(_SEPARATOR, text.lower())
    # A port alone names no host, and must not stand for all of them.
    return [
        _parse_direct(entry)
        for entry in entries
        if entry.partition(":")[0] or "::" in entry
    ]


def parse_proxy(url: str, name: str) -> Proxy:
    """Takes a proxy's URL apart; refuses it without repeating it: it may hold a password.

    `name` is what the user calls it: the option or the environment variable.
    """
    parts = _split_url(url)
    if parts is None:
        hint = (
            "" if name == "proxy" else "; unset it, or pass proxy= or trust_env=False"
        )
        raise ConfigurationError(f"{name} {_EXAMPLE}{hint}")
    from base64 import b64encode
    from urllib.parse import unquote_to_bytes

    user, _, _ = parts.netloc.rpartition("@")
    login, _, password = user.partition(":")
    who = unquote_to_bytes(login), unquote_to_bytes(password)
    headers: dict[str, str] = {}
    if user:
        headers["Proxy-Authorization"] = f"Basic {b64encode(b':'.join(who)).decode()}"
    return Proxy(
        parts.scheme,
        parts.hostname or "",
        parts.port or _PORTS.get(parts.scheme, _SOCKS_PORT),
        headers,
        (who[0].decode(errors="replace"), who[1].decode(errors="replace")),
    )


def way_to(url: str, proxy: Proxy | None) -> str:
    """Name the host and port that were to be reached, and the proxy on the way."""
    _, host, port, _ = split_url(url)
    through = "" if proxy is None else f" through the proxy {proxy.shown}"
    return f"[{host}]:{port}{through}" if ":" in host else f"{host}:{port}{through}"


def refusal(status: int, *, sent: bool = False) -> TransportError:
    """Of a proxy that does not do what it is asked to."""
    hint = "; it wants http://USER:PASSWORD@HOST:PORT" if status == 407 else ""
    reason = f"the proxy refused: HTTP {status}{hint}"
    # One that was sent the request itself may have done anything with it.
    return TransportError(reason) if sent else ConnectError(reason)


def _from_environment(env: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By scheme, the name of the variable and what it says."""
    found: dict[str, tuple[str, str]] = {}
    for scheme in _PORTS:
        name, url = _variable(env, f"{scheme.upper()}_PROXY")
        if name == "HTTP_PROXY" and "REQUEST_METHOD" in env:
            url = ""  # a CGI program: anybody could set it by sending a header `Proxy`
        if not url:
            name, url = _variable(env, "ALL_PROXY")
        if url:
            found[scheme] = name, url
    return found


def _variable(env: Mapping[str, str], name: str) -> tuple[str, str]:
    for spelled in (name.lower(), name):
        if spelled in env:
            return spelled, env[spelled].strip()
    return name, ""


def _parse_direct(entry: str) -> Direct:
    from ipaddress import ip_network

    if entry == "*":
        return Direct("")
    host, port = entry, None
    bare, colon, digits = entry.rpartition(":")
    if colon and digits.isdecimal() and (":" not in bare or bare.endswith("]")):
        host, port = bare, int(digits)
    try:
        return Direct("", ip_network(host.strip("[]"), strict=False), port)
    except ValueError:
        domain = host.removeprefix("*").strip(".")
        return Direct(domain or host, None, port)


def _split_url(url: str) -> SplitResult | None:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        known = parts.scheme in _PORTS or parts.scheme in _SOCKS
        fine = known and parts.hostname and parts.port != 0
    except (ValueError, TypeError, AttributeError):
        return None
    return parts if fine and not re.search(_BLANK, url) else None


def _is_here(host: str) -> bool:
    """True if a host is this machine: no proxy could reach that for us."""
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
