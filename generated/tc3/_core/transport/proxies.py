"""Which proxy a request goes through: one rule for both clients."""

from __future__ import annotations

import os
import re
from base64 import b64encode
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from .errors import ConfigurationError, ConnectError

_PORTS = {"http": 80, "https": 443}
_BLANK = re.compile(r"[\x00-\x20\x7f]")
_SEPARATOR = re.compile(r"[\s,]+")
_EXAMPLE = "must be a URL such as http://127.0.0.1:3128"


class Proxy(NamedTuple):
    """A proxy. User and password are in `headers` only, so that no error shows them."""

    url: str
    headers: dict[str, str]

    def __repr__(self) -> str:
        return f"<Proxy {self.url}>"

    def forwards(self, url: str) -> bool:
        """Whether it is sent the request itself, and not asked for a tunnel."""
        return url.startswith("http:")


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
        self._direct = parse_no_proxy(_variable(env, "NO_PROXY")[1])
        self._chosen: dict[str, Proxy | None] = {}

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
        parts = urlsplit(url)
        name, proxy = self._urls.get(parts.scheme, ("", ""))
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or _PORTS.get(parts.scheme, 0)
        if not proxy or _is_here(host):
            return None
        if any(entry.covers(host, port) for entry in self._direct):
            return None
        return parse_proxy(proxy if "://" in proxy else f"http://{proxy}", name)


class Direct(NamedTuple):
    """An entry of `NO_PROXY`: a domain with what is under it, or addresses; all ports or one.

    The empty domain is every host.
    """

    domain: str
    network: IPv4Network | IPv6Network | None = None
    port: int | None = None

    def covers(self, host: str, port: int) -> bool:
        if self.port not in (None, port):
            return False
        if self.network is None:
            return not self.domain or f".{host}".endswith(f".{self.domain}")
        try:
            return ip_address(host) in self.network
        except ValueError:  # names are not looked up
            return False


def parse_no_proxy(text: str) -> list[Direct]:
    """The entries of a list with commas or blanks: `*`, hosts, domains, addresses, networks.

    `example.com`, `.example.com` and `*.example.com` all mean that domain and what is under
    it. A host or an address may have a port.
    """
    return [
        _parse_direct(entry) for entry in _SEPARATOR.split(text.lower()) if entry != ""
    ]


def parse_proxy(url: str, name: str) -> Proxy:
    """Takes a proxy's URL apart; refuses it without repeating it: it may hold a password.

    `name` is what the user calls it: the option or the environment variable.
    """
    parts = _split(url)
    if parts is None:
        hint = (
            "" if name == "proxy" else "; unset it, or pass proxy= or trust_env=False"
        )
        raise ConfigurationError(f"{name} {_EXAMPLE}{hint}")
    user, _, address = parts.netloc.rpartition("@")
    headers = {}
    if user:
        login, _, password = user.partition(":")
        token = b64encode(unquote_to_bytes(login) + b":" + unquote_to_bytes(password))
        headers["Proxy-Authorization"] = f"Basic {token.decode()}"
    return Proxy(f"{parts.scheme}://{address}", headers)


def refusal(status: int) -> ConnectError:
    """Of a proxy that does not do what it is asked to."""
    hint = "; it wants http://USER:PASSWORD@HOST:PORT" if status == 407 else ""
    return ConnectError(f"the proxy refused: HTTP {status}{hint}")


def _from_environment(env: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """By scheme, the name of the variable and what it says."""
    found = {}
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


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        fine = parts.scheme in _PORTS and parts.hostname and parts.port != 0
    except (ValueError, TypeError, AttributeError):
        return None
    return parts if fine and not _BLANK.search(url) else None


def _is_here(host: str) -> bool:
    """Whether a host is this machine: no proxy could reach that for us."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
